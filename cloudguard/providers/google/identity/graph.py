"""The steps from whoever is granted something to power over a project, folder or organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import Final

from cloudguard.identity.powers import Kind, Powers, Principal, Step
from cloudguard.providers.google.identity.access import Access
from cloudguard.providers.google.identity.grants import Grant, Grants
from cloudguard.providers.google.identity.limits import Limits
from cloudguard.providers.google.identity.members import ACCOUNT, Member, Members
from cloudguard.providers.google.identity.roles import Roles
from cloudguard.providers.google.identity.scopes import Scopes, place, project_of
from cloudguard.providers.google.identity.ways import Ways
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

KEY: Final = "google_service_account_key"
MEMBERSHIP: Final = "google_cloud_identity_group_membership"
OUTSIDERS: Final = (
    "an access level asks the members of the organisation for a second factor: attest that the "
    "group has no others"
)
SUPER: Final = (
    "super administrators are named in the Admin console alone: attest that they are few, and that "
    "2-step verification is enforced for them"
)
_ACCOUNTS: Final = ".iam.gserviceaccount.com"
UNTOLD: Final = "whom it names is known only after apply"
_KINDS: Final[dict[str, Kind]] = {"anyone": "anyone", "machine": "machine", "workload": "machine"}


class Graph:
    """Draws the principals and steps of one input."""

    def __init__(self, google: Google, powers: Powers) -> None:
        """Read grants and limits."""
        self._google = google
        self._powers = powers
        self._scopes = Scopes(google)
        self._members = Members(google)
        self._limits = Limits(google, self._members, self._scopes)
        self._access = Access(google, self._members)
        grants = Grants(google, self._members, Roles(google), self._scopes)
        self._grants = [self._placed(grant) for grant in grants.all()]
        self._groups: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        self._strangers: dict[str, Member] = {}

    def draw(self) -> None:
        """Draw everything."""
        for resource in self._google.resources.of(ACCOUNT):
            name = self._members.accounts[resource.address]
            source = resource.source("account_id")
            self._powers.principal(Principal(resource.address, "machine", name, source))
        for resource in self._google.resources.of(MEMBERSHIP):
            self._membership(resource)
        self._principals()
        self._same()
        accounts = list(self._accounts())
        ways = Ways(self._powers, self._scopes, self._limits, accounts)
        for member, held in self._held():
            ways.reach(member, held)
        for resource in self._google.resources.of(KEY):
            self._key(resource)
        for scope, at in {g.scope: g.at for g in self._grants if not g.on_account}.items():
            why = "who else has a role there is not in this input"
            self._powers.unseen.setdefault(place(scope), (why, at))
            self._powers.unseen.setdefault("Google Workspace", (SUPER, at))

    def _placed(self, grant: Grant) -> Grant:
        """Give a grant on a service account the scope that the account is of."""
        if grant.account is None:
            return grant
        found = self._project(grant.account)
        return Grant(
            grant.member, grant.role, found, grant.resource, grant.at, grant.certain, grant.account
        )

    def _project(self, account: Member) -> str | None:
        resource = self._google.resources.by_address.get(account.resource)
        if resource is not None:
            return self._scopes.of_resource(resource)
        return project_of(account.id)

    def _principals(self) -> None:
        """Add what grants something as whoever it grants it to: no other resource is they."""
        by_resource: dict[str, list[Grant]] = defaultdict(list)
        for grant in self._grants:
            by_resource[grant.resource.address].append(grant)
        for address, grants in by_resource.items():
            members = list({grant.member.id: grant.member for grant in grants}.values())
            self._principal(address, members, grants[0])

    def _principal(self, address: str, members: list[Member], grant: Grant) -> None:
        people = [member for member in members if member.is_person]
        sorts = {member.sort for member in people}
        kind: Kind = "anyone" if "anyone" in sorts else "federated" if people else "machine"
        name = ", ".join(member.name for member in people or members)
        at = grant.resource.source()
        if "unknown" in sorts and kind == "federated":  # perhaps not a person of any provider
            hidden = Unknown(UNTOLD, at)
            who = Principal(address, "person", address, at, hidden, several=True)
            self._powers.principal(who)
        else:
            each = tuple(dict.fromkeys(member.id for member in people))
            known = each if sorts == {"user"} else None
            self._powers.principal(Principal(address, kind, name, at, people=known))
        for member in people:
            self._signs_in(address, member, certain=not grant.resource.doubt)

    def _signs_in(self, start: str, member: Member, *, certain: bool = True) -> None:
        groups = [group for group, sure in self._groups[member.id] if sure]
        asked = self._access.asked(member, groups)
        factor = member.second_factor()
        if (some := self._access.asks_some(member)) is not None:
            factor = Unknown(OUTSIDERS, some)
        if asked is not None:
            factor = Known(True, asked)
        how = f"signs in as {member.name}"
        sure = certain and member.sort != "unknown"
        step = Step(start, member.id, how, member.at, factor, certain=sure, by=asked)
        self._powers.step(step)

    def _membership(self, resource: Resource) -> None:
        group = self._members.group(resource.get("group", None, "required"))
        found = fact(resource, "preferred_member_key.id", None)
        at = resource.source("preferred_member_key")
        known = isinstance(found, Known) and isinstance(found.value, str)
        mail = str(found.value).lower() if isinstance(found, Known) else ""
        sort = "serviceAccount" if mail.endswith("gserviceaccount.com") else "user"
        value: Value[str] = (
            Known(f"{sort}:{mail}", at) if known else Unknown("known only after apply", at)
        )
        member = self._members.read(value)
        kind: Kind = _KINDS.get(member.sort, "federated")
        if known:
            one = (member.id,) if member.sort == "user" else None
            who = Principal(resource.address, kind, member.name, at, people=one)
            self._powers.principal(who)
        else:
            hidden = Unknown(UNTOLD, at)
            who = Principal(resource.address, "person", resource.address, at, hidden, several=True)
            self._powers.principal(who)
            self._strangers[member.id] = member
        groups = [group] if group is not None else self._all_groups()
        for each in groups:
            sure = group is not None and known and not resource.doubt
            self._groups[member.id].append((each, sure))
            self._step(member.id, each, f"is a member of {each}", at, certain=sure)
        if member.is_person:
            self._signs_in(resource.address, member, certain=not resource.doubt)

    def _all_groups(self) -> list[str]:
        named = {g.member.id for g in self._grants if g.member.sort == "group"}
        return sorted(named | set(self._members.groups.values()))

    def _same(self) -> None:
        """Join what may be the same: an account or group by name, and one with a hidden name."""
        ids = {g.member.id: g.member for g in self._grants}
        ids |= {g.account.id: g.account for g in self._grants if g.account is not None}
        for resource in self._google.resources.of(ACCOUNT):
            local = fact(resource, "account_id")
            whole = isinstance(local, Known) and isinstance(self._google.account(resource), Known)
            at = resource.source("account_id")
            if whole and isinstance(fact(resource, "email", None), Known):
                self._partly("machine", self._members.mails(resource), resource, ids, at)
                continue
            for member in ids.values():
                open_ = member.sort == "machine" and not member.resource
                mine = isinstance(local, Unknown) or (
                    f":{local.value}@" in member.id or _may_be(str(local.value), member.name)
                )
                if open_ and mine:
                    self._maybe(resource.address, member.id, at)
        for resource in self._google.resources.of("google_cloud_identity_group"):
            key, at = fact(resource, "group_key.id", None), resource.source("group_key")
            if isinstance(key, Known):
                self._partly("group", [str(key.value).lower()], resource, ids, at)
            else:
                for member in ids.values():
                    if member.sort == "group" and not member.resource:
                        self._maybe(resource.address, member.id, at)

    def _partly(
        self,
        sort: str,
        mails: Iterable[str],
        resource: Resource,
        ids: Mapping[str, Member],
        at: Source,
    ) -> None:
        """Join what has a known name with whom a policy names in part: `…` stands for the rest."""
        known = list(mails)
        for member in ids.values():
            if member.sort != sort or member.resource or "…" not in member.name:
                continue
            before, _, after = member.name.partition(":")[2].lower().partition("…")
            if any(mail.startswith(before) and mail.endswith(after) for mail in known):
                self._maybe(resource.address, member.id, at)

    def _maybe(self, one: str, other: str, at: Source) -> None:
        self._step(one, other, f"may be {other}", at, certain=False)
        self._step(other, one, f"may be {one}", at, certain=False)

    def _held(self) -> Iterator[tuple[Member, list[tuple[Grant, bool]]]]:
        """Yield each member with what it and its groups are granted, and whether surely."""
        by_member: dict[str, list[Grant]] = defaultdict(list)
        members: dict[str, Member] = {}
        everyone: list[Grant] = []
        for grant in self._grants:
            by_member[grant.member.id].append(grant)
            members.setdefault(grant.member.id, grant.member)
            if grant.member.sort == "unknown":
                everyone.append(grant)
        members |= self._strangers
        if everyone:
            members |= {m.id: m for m in self._ungranted() if m.id not in members}
        for id_, member in members.items():
            held = [(grant, True) for grant in by_member[id_]]
            for group, sure in self._above(id_):
                held += [(grant, sure) for grant in by_member[group]]
            # Whom a grant names that is not known may be this one, and any other.
            others = self._grants if member.sort == "unknown" else everyone
            held += [(grant, False) for grant in others if grant.member.id != id_]
            yield member, held

    def _ungranted(self) -> Iterator[Member]:
        """Yield accounts, groups and their members, whether or not a grant names them."""
        for resource in self._google.resources.of(ACCOUNT):
            yield self._members.account(Known(Reference(resource.address), resource.source()))
        for node, above in self._groups.items():
            for name in (node, *(group for group, _ in above)):
                yield Member(name, "user", name, Source(name))

    def _above(self, id_: str) -> ItemsView[str, bool]:
        found: dict[str, bool] = {}
        open_ = [(id_, True)]
        while open_:
            node, sure = open_.pop()
            for group, certain in self._groups.get(node, ()):
                both = sure and certain
                if group not in found or (both and not found[group]):
                    found[group] = both
                    open_.append((group, both))
        return found.items()

    def _accounts(self) -> Iterator[tuple[str, str | None]]:
        seen: set[str] = set()
        for resource in self._google.resources.of(ACCOUNT):
            seen.add(resource.address)
            yield resource.address, self._scopes.of_resource(resource)
        for grant in self._grants:
            if grant.member.sort == "machine" and grant.member.id not in seen:
                seen.add(grant.member.id)
                yield grant.member.id, project_of(grant.member.id)

    def _key(self, resource: Resource) -> None:
        """Draw a key of a service account: "Best practices for managing service account keys".

        Whoever has the file is the account: no sign-in asks for a second factor.
        """
        path = "service_account_id"
        named = resource.get(path, None, "required")
        at = resource.source(path)
        account = self._members.account(named)
        known = account.sort == "machine"
        name = account.name.partition(":")[2].partition("@")[0] if known else resource.address
        key = Known(True, at)
        self._powers.principal(Principal(resource.address, "key", name, at, key))
        targets = [account.id] if known else [node for node, _ in self._accounts()]
        for target in targets:
            sure = known and not resource.doubt and not self._disabled(target)
            how = f"a key of {account.name if known else target} in a file"
            self._step(resource.address, target, how, at, certain=sure)

    def _disabled(self, address: str) -> bool:
        """Tell whether a service account may be switched off."""
        resource = self._google.resources.by_address.get(address)
        if resource is None or resource.type != ACCOUNT:
            return False
        found = resource.get("disabled", False, NOT_WRITTEN)
        return not (isinstance(found, Known) and not found.value)

    def _step(self, start: str, end: str, how: str, at: Source, *, certain: bool) -> None:
        factor = Known(False, at)
        self._powers.step(Step(start, end, how, at, factor, certain))


def _may_be(local: str, name: str) -> bool:
    """Tell whether an account of some project is who is named in part, `…` for the rest."""
    before, hole, after = name.partition(":")[2].lower().partition("…")
    start = f"{local.lower()}@"
    begins = before.startswith(start) or start.startswith(before)
    return bool(hole) and begins and _ACCOUNTS.endswith(after[-len(_ACCOUNTS) :])
