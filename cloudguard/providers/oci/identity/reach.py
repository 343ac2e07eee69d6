"""Where the statements for somebody lead: to power, or to somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cloudguard.identity.powers import Powers, Step, administrator
from cloudguard.providers.oci.identity import conditions
from cloudguard.providers.oci.identity.grammar import HOLE, Statement
from cloudguard.providers.oci.identity.people import People, User
from cloudguard.providers.oci.identity.statements import ANYBODY, Read, Statements
from cloudguard.providers.oci.identity.ways import (
    EVERYTHING,
    Need,
    Way,
    allowed,
    denied,
    opens,
    ways,
)
from cloudguard.values import Known, Source

TENANCY: Final = "OCI tenancy"
_ADMINISTRATORS: Final = "Administrators"


@dataclass(frozen=True, slots=True)
class Session:
    """How somebody came in; `mfa` is None where nobody can tell what the request says of it."""

    kind: str
    mfa: bool | None


class Reach:
    """Draws where statements lead; `key` is the session of an API key."""

    def __init__(
        self, powers: Powers, people: People, statements: Statements, key: Session
    ) -> None:
        """Draw into `powers`."""
        self._powers = powers
        self._people = people
        self._statements = statements
        self._key = key

    def reach(self, node: str, session: Session | None, held: list[Read]) -> None:
        """Draw where the statements for a group lead in a session."""
        start = node_of(node, session)
        # A resource has no sign-in: what asks for a second factor never holds for it.
        mfa = session.mfa if session is not None else False
        for read in held:
            self._everything(start, node, read, mfa=mfa)
            for way in ways():
                if len(way.needs) == 1:
                    self._way(start, node, session, way, [read], mfa=mfa)
        for way in ways():
            if len(way.needs) > 1:
                self._way(start, node, session, way, held, mfa=mfa)

    def several(self, user: User, session: Session, held: list[Read]) -> None:
        """Draw what only several groups of a user give together."""
        sure = {group for group, certain in user.groups if certain} | {ANYBODY}
        if len({group for group, _ in user.groups}) <= 1:
            return
        known = [read if read.subject in sure else read.doubtful() for read in held]
        for way in ways():
            if len(way.needs) > 1:
                start = node_of(user.address, session)
                self._way(start, user.address, session, way, known, mfa=session.mfa)

    def _everything(self, start: str, node: str, read: Read, *, mfa: bool | None) -> None:
        """Draw `manage all-resources`."""
        said = read.statement
        hidden = HOLE in said.type or HOLE in said.verb
        if (said.type != EVERYTHING or said.verb != "manage") and not hidden:
            return
        if conditions.narrows(said.condition):
            return  # the single ways tell
        held = conditions.holds(said.condition, conditions.Request(mfa))
        if not held.possible:
            return
        stopped = self._denied(node, None, read, {}, mfa=mfa)
        if stopped.sure:
            return
        certain = held.sure and not hidden and read.certain and not stopped.possible
        how = f"manages all resources in {_place(said)}"
        self._step(start, administrator(_place(said)), how, read.at, certain=certain)

    def _way(
        self,
        start: str,
        node: str,
        session: Session | None,
        way: Way,
        held: list[Read],
        *,
        mfa: bool | None,
    ) -> None:
        held = [read for read in held if any(opens(read.statement, n).possible for n in way.needs)]
        if any(not any(opens(r.statement, n).possible for r in held) for n in way.needs):
            return
        for end, called, target in self._ends(way, session, held):
            found = conditions.ALWAYS
            by: Read | None = None
            for need in way.needs:
                best = conditions.NEVER
                for read in held:
                    one = allowed(read.statement, need, target, mfa=mfa)
                    if way.way not in {"administrator", "perhaps"} or way.tenancy:
                        # Users and groups are of the tenancy, or of a domain somewhere in it.
                        one = conditions.Held(one.sure and not read.statement.place, one.possible)
                    stopped = self._denied(node, need, read, target, mfa=mfa)
                    if stopped.sure or not one.possible:
                        continue
                    sure = one.sure and read.certain and not stopped.possible
                    best = conditions.Held(best.sure or sure, possible=True)
                    by = read if by is None or sure else by
                found = conditions.Held(found.sure and best.sure, found.possible and best.possible)
            if not found.possible or by is None:
                continue
            place = _place(by.statement) if not way.tenancy else TENANCY
            where = administrator(place) if end is None else end
            how = f"{way.says} in {place}" if end is None else f"{way.says} {called}"
            certain = found.sure and way.way not in {"perhaps", "run"}
            self._step(start, where, how, by.at, certain=certain)

    def _ends(
        self, way: Way, session: Session | None, held: list[Read]
    ) -> Iterator[tuple[str | None, str, Mapping[str, str]]]:
        """Yield where a way leads: node, what it is called, what a condition may ask of it."""
        if way.way in {"administrator", "perhaps"}:
            yield None, "", {}
        if not held:
            return
        if way.way == "join":
            named = {"target.group.name": _ADMINISTRATORS}
            yield administrator(TENANCY), f"the group {_ADMINISTRATORS}", named
            for group, name in self._every_group():
                yield (
                    node_of(group, session or self._key),
                    self.called(group),
                    {"target.group.name": name},
                )
        if way.way == "reset":
            yield administrator(TENANCY), "an administrator of the tenancy", {}
            for user in self._people.users.values():
                node = node_of(user.address, self._key)
                yield node, f"user {user.name}", {"target.user.name": user.name}
        if way.way in {"rule", "run"}:
            for address, name in self._people.dynamic.items():
                yield address, f"dynamic group {name}", {"target.dynamic-group.name": name}

    def _every_group(self) -> Iterator[tuple[str, str]]:
        for address, name in self._people.groups.items():
            yield address, HOLE if name == address else name
        for node in self._statements.by_subject():
            if node.startswith("group "):
                yield node, node.removeprefix("group ")

    def _denied(
        self,
        node: str,
        need: Need | None,
        read: Read,
        target: Mapping[str, str],
        *,
        mfa: bool | None,
    ) -> conditions.Held:
        """Tell whether a statement that denies takes away what another gives.

        "Deny Policies": the default administrators' group is always exempt.
        """
        sure, possible = False, self._statements.unread
        if self.called(node).lower() == f"group {_ADMINISTRATORS}".lower():
            return conditions.Held(sure=False, possible=possible)
        for deny in self._statements.denials:
            whom = self._concerns(deny, node)
            if not whom.possible:
                continue
            where = deny.statement.place
            inside = not where or (where == read.statement.place and HOLE not in where)
            found = denied(deny.statement, need, target, mfa=mfa)
            bound = whom.sure and deny.certain and not self._exempt(node)
            sure = sure or (found.sure and inside and bound)
            possible = possible or found.possible
        return conditions.Held(sure, possible)

    def _exempt(self, node: str) -> bool:
        """Tell whether a group may be the administrators' own, whose name is not known."""
        user = self._people.users.get(node)
        groups = [group for group, _ in user.groups] if user is not None else [node]
        names = (self._people.groups.get(group, "").lower() for group in groups)
        open_ = any(self._people.groups.get(group) == group for group in groups)
        return open_ or _ADMINISTRATORS.lower() in names

    def _concerns(self, deny: Read, node: str) -> conditions.Held:
        """Tell whether a denial is for whoever is at a node."""
        if deny.subject == ANYBODY:
            return conditions.ALWAYS
        if deny.subject == node:
            return conditions.ALWAYS
        user = self._people.users.get(node)
        groups = dict(user.groups) if user is not None else {}
        if deny.subject in groups:
            return conditions.Held(groups[deny.subject], possible=True)
        # Members of one group may be of another, which is denied: they are not all.
        possible = not self.is_dynamic(node) and self._mingles(deny.subject)
        return conditions.Held(sure=False, possible=possible)

    def _mingles(self, group: str) -> bool:
        """Tell whether somebody who is denied something as a member of a group is in another too.

        Of a group of this input its members are those that this input puts there.
        """
        if group not in self._people.groups:
            return True
        belongs = ({name for name, _ in user.groups} for user in self._people.users.values())
        return any(group in groups and groups != {group} for groups in belongs)

    def called(self, group: str) -> str:
        """Return what people call a node."""
        name = self._people.groups.get(group)
        return f"group {name}" if name is not None else group

    def is_dynamic(self, node: str) -> bool:
        """Tell whether a node is a dynamic group."""
        return node in self._people.dynamic or node.startswith("dynamic-group ")

    def _step(self, start: str, end: str, how: str, at: Source, *, certain: bool) -> None:
        self._powers.step(Step(start, end, how, at, Known(False, at), certain))


def node_of(owner: str, session: Session | None) -> str:
    """Return the node of somebody in a session."""
    return owner if session is None else f"{owner} {session.kind}"


def _place(statement: Statement) -> str:
    if not statement.place:
        return TENANCY
    if HOLE in statement.place:
        return "OCI compartment"
    return f"OCI compartment {statement.place}"
