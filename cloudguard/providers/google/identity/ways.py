"""Where what somebody is granted leads: to power, or to what can act as somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cloudguard.identity.powers import Powers, Step, administrator
from cloudguard.providers.google.identity.grants import ENTITLEMENT, Grant
from cloudguard.providers.google.identity.limits import Limits
from cloudguard.providers.google.identity.members import Member
from cloudguard.providers.google.identity.roles import table
from cloudguard.providers.google.identity.scopes import Scopes, place
from cloudguard.values import Known, Source

_KEYS: Final = "iam.serviceAccountKeys.create"
_OTHERS: Final = "the service accounts of {place} that are not in this input"


class Ways:
    """Draws where grants lead; `accounts` are the service accounts, each with its project."""

    def __init__(
        self,
        powers: Powers,
        scopes: Scopes,
        limits: Limits,
        accounts: list[tuple[str, str | None]],
    ) -> None:
        """Draw into `powers`."""
        self._powers = powers
        self._scopes = scopes
        self._limits = limits
        self._every = accounts

    def reach(self, member: Member, held: list[tuple[Grant, bool]]) -> None:
        """Draw where what a member is granted leads."""
        known = table()
        able: list[tuple[Grant, str, bool]] = []
        for grant, sure in held:
            self._basic(member, grant, certain=sure)
            if grant.role.basic and not grant.on_account:
                continue  # an administrator already: what else it can do adds nothing
            for doubtful in (False, True):
                wanted = grant.role.doubtful if doubtful else grant.role.permissions
                permissions, whole = self._limits.left(grant, frozenset(wanted))
                certain = sure and whole and grant.certain and not doubtful
                able += [(grant, name, certain) for name in sorted(permissions)]
        for grant, name, certain in able:
            if not grant.on_account and name in known.administrator | known.perhaps:
                sure = certain and name in known.administrator
                self._power(member, grant, name, certain=sure)
            if name in known.impersonate:
                self._impersonates(member, grant, name, certain=certain)
            if name == known.change_role:
                self._widens(member, grant, held, certain=certain)
        self._runs(member, able)

    def _basic(self, member: Member, grant: Grant, *, certain: bool) -> None:
        """Draw the basic roles: "Basic roles" give all permissions to create and to delete."""
        if not grant.role.basic:
            return
        sure = certain and grant.certain and not self._bounded(grant)
        if grant.account is not None:
            how = f"{grant.role.name} of {grant.account.name}"
            self._step(member.id, grant.account.id, how, grant.at, certain=sure)
        else:
            self._power(member, grant, grant.role.name, certain=sure)

    def _bounded(self, grant: Grant) -> bool:
        return not self._limits.left(grant, frozenset())[1]

    def _power(self, member: Member, grant: Grant, what: str, *, certain: bool) -> None:
        where = place(grant.scope)
        how = f"{what} on {where}"
        if what != grant.role.name:
            how = f"{grant.role.name} on {where}: {what}"
        if grant.resource.type == ENTITLEMENT:
            how = f"takes {how} by an entitlement"
        self._step(member.id, administrator(where), how, grant.at, certain=certain)

    def _impersonates(self, member: Member, grant: Grant, name: str, *, certain: bool) -> None:
        for account, project, sure in self._accounts(grant):
            closed = self._limits.no_keys(project) if name == _KEYS else False
            if closed is True:
                continue
            both = certain and sure and closed is False
            self._step(member.id, account, f"{name} on {account}", grant.at, certain=both)
        if grant.account is None:
            where = place(grant.scope)
            others = _OTHERS.format(place=where)
            self._step(member.id, others, f"{name} on {where}", grant.at, certain=False)
            how = f"what {others} can do"
            self._step(others, administrator(where), how, grant.at, certain=False)

    def _accounts(self, grant: Grant) -> Iterator[tuple[str, str | None, bool]]:
        """Yield the service accounts that a grant is about: node, project, whether surely."""
        if grant.account is not None and grant.account.sort == "machine":
            yield grant.account.id, grant.scope, True
            return
        for node, project in self._every:
            inside = self._scopes.covers(grant.scope, project)
            if inside is not False:
                yield node, project, inside is True and grant.account is None

    def _widens(
        self, member: Member, grant: Grant, held: list[tuple[Grant, bool]], *, certain: bool
    ) -> None:
        """Draw that whoever may change a custom role that it has gives itself everything."""
        for other, sure in held:
            if other.role.custom is False or other.on_account:
                continue
            inside = self._scopes.covers(grant.scope, other.scope)
            if inside is False:
                continue
            both = certain and sure and other.certain and inside is True and bool(other.role.custom)
            how = f"iam.roles.update of {other.role.name}"
            where = administrator(place(other.scope))
            self._step(member.id, where, how, grant.at, certain=both)

    def _runs(self, member: Member, able: Iterable[tuple[Grant, str, bool]]) -> None:
        """Draw that whoever may attach a service account, and run something, acts as it.

        IAM docs, "Attach service accounts to resources": iam.serviceAccounts.actAs is asked of
        whoever does, on the account; the service's own permission, on the project.
        """
        known = table()
        held = list(able)
        # To sign in to what runs as it already needs a machine that can be reached.
        runs = [
            (grant, name, certain and name in known.run)
            for grant, name, certain in held
            if name in known.run | known.enter and not grant.on_account
        ]
        for grant, name, certain in held:
            if name != known.attach or not runs:
                continue
            service = max(runs, key=lambda each: each[2])
            for account, _, sure in self._accounts(grant):
                both = certain and sure and service[2]
                how = f"{name} on {account} + {service[1]}"
                self._step(member.id, account, how, grant.at, certain=both)
            if grant.account is None:
                where = place(grant.scope)
                others = _OTHERS.format(place=where)
                how = f"{name} + {service[1]} on {where}"
                self._step(member.id, others, how, grant.at, certain=False)
                how = f"what {others} can do"
                self._step(others, administrator(where), how, grant.at, certain=False)

    def _step(self, start: str, end: str, how: str, at: Source, *, certain: bool) -> None:
        factor = Known(False, at)
        self._powers.step(Step(start, end, how, at, factor, certain))
