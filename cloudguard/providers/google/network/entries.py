"""Rules of firewalls as they are written: to whom they apply, what they match, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from cloudguard.network.filters import ANYTHING, NOTHING, PERHAPS, Match, Rule, perhaps
from cloudguard.network.packets import ALL, PROTOCOLS
from cloudguard.providers.google.network.hosts import NOBODY, UNKNOWN, Member, Names, group
from cloudguard.providers.google.network.vpcs import Vpcs
from cloudguard.providers.wires import number, services_of, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

Way: TypeAlias = Literal["INGRESS", "EGRESS"]
WAYS: Final[tuple[Way, ...]] = ("INGRESS", "EGRESS")
_LAST_PROTOCOL: Final = 255  # IANA, Protocol Numbers
_IPIP: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of a firewall.

    `action` is None where it is not known: allow, deny or goto_next. `targets` are the tags,
    service accounts and secure tags of the hosts it is for; None of each is every host.
    `certain` is false of a rule that may not be there.
    """

    way: Way
    action: str | None
    priority: int | None
    match: Match
    at: Source
    says: str
    tags: Names = NOBODY
    accounts: Names = NOBODY
    secure: Names = NOBODY
    certain: bool = True

    def applies(self, member: Member) -> bool | None:
        """Tell whether the rule is for a host, None where that is not known."""
        found: bool | None = True if self.certain else None
        for wanted, own in (
            (self.tags, member.tags),
            (self.accounts, member.accounts),
            (self.secure, member.secure),
        ):
            if not wanted.names and wanted.whole:
                continue
            has = own.has(wanted.names)
            if has is not True and not wanted.whole:
                has = None
            if has is False:
                return False
            found = None if has is None else found
        return found


Level: TypeAlias = Sequence[Entry]


def rules_of(levels: Iterable[Level], member: Member, way: Way) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that apply to a host, the first first, and those of no known place.

    A packet that a rule sends on (goto_next) is not asked by the rest of its level.
    """
    placed: list[Rule] = []
    unplaced: list[Rule] = []
    for level in levels:
        skipped = NOTHING
        asked = [(e, applies) for e in level
                 if e.way == way and (applies := e.applies(member)) is not False]  # fmt: skip
        asked.sort(key=_order)
        for entry, applies in asked:
            match = entry.match if applies else perhaps(entry.match.possible)
            if entry.priority is None or entry.action is None:
                match = perhaps(match.possible)
                unplaced += _either(entry, match)
                continue
            match = Match(match.sure - skipped.possible, match.possible - skipped.sure)
            if entry.action == "goto_next":
                skipped = skipped | match
            elif match:
                allows = entry.action != "deny"
                if entry.action not in ("allow", "deny"):  # what an inspection lets pass
                    match = perhaps(match.possible)
                    placed.append(Rule(False, match, entry.at, entry.says))
                placed.append(Rule(allows, match, entry.at, entry.says))
    return placed, unplaced


def _order(asked: tuple[Entry, bool | None]) -> tuple[int, bool]:
    """Order by priority; of two of one priority the one that denies comes first.

    Google Cloud docs, "VPC firewall rules", "Priority".
    """
    entry, _ = asked
    return (entry.priority if entry.priority is not None else -1, entry.action != "deny")


def _either(entry: Entry, match: Match) -> Iterator[Rule]:
    for allows, actions in ((True, ("allow",)), (False, ("deny",))):
        if entry.action in actions or entry.action not in ("allow", "deny"):
            yield Rule(allows, match, entry.at, entry.says)


def uncertain(entry: Entry) -> Entry:
    """Return a rule that may not be there."""
    return replace(entry, certain=False)


def certainly(entry: Entry, resource: Resource) -> Entry:
    """Return a rule of a resource, uncertain where the resource may not exist."""
    return entry if sure(resource) else uncertain(entry)


def priority_of(value: Value[Any]) -> int | None:
    """Return the priority that is written, None where it is not known."""
    return number(value.value) if isinstance(value, Known) else None


def services(protocol: Value[Any], ports: Value[tuple[Value[Any], ...]]) -> Match:
    """Match a protocol and its destination ports; without ports, all of them.

    Google Cloud docs, "VPC firewall rules", "Protocols and ports".
    """
    if isinstance(protocol, Unknown):
        return PERHAPS
    text = str(protocol.value).lower()
    if text == "all":
        return ANYTHING
    code = _IPIP if text == "ipip" else PROTOCOLS.get(text, number(text))
    if code is None or code > _LAST_PROTOCOL:
        return PERHAPS
    none = Known(None, protocol.source)
    whole = services_of(code, none, none)
    if isinstance(ports, Unknown):
        return perhaps(whole.possible)
    if not ports.value:
        return whole
    match = NOTHING
    for port in ports.value:
        low, _, high = (str(port.value) if isinstance(port, Known) else "").partition("-")
        first, last = number(low.strip() or None), number((high or low).strip() or None)
        if first is None or last is None:
            match = match | perhaps(whole.possible)
        else:
            match = match | services_of(
                code, Known(first, protocol.source), Known(last, protocol.source)
            )
    return match


def speaking(blocks: Value[tuple[Resource, ...]], protocol: str) -> Match:
    """Match what any of some blocks of protocols and ports names."""
    if isinstance(blocks, Unknown):
        return PERHAPS
    match = NOTHING
    for block in blocks.value:
        match = match | services(block.get(protocol), block.items("ports"))
    return match


def sent_by(network: str, kind: str, names: Names, vpcs: Vpcs) -> Match:
    """Match what hosts of a network send that have one of some tags or accounts.

    Google Cloud docs, "VPC firewall rules", "Sources for ingress rules": of the same network only.
    """
    wiring = vpcs.wiring
    match = NOTHING
    for name in sorted(names.names):
        found = wiring.sent_by(group(network, kind, name))
        match = match | Match(found, found)
    if names.names:
        match = match | perhaps(wiring.sent_by(group(network, kind, UNKNOWN)))
    return match if names.whole else Match(match.sure, ALL)
