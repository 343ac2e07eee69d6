"""Whether a sign-in passes a second factor: all policies of an input over all circumstances.

Known True where every circumstance meets a policy that lets nobody pass without MFA. Known False
where a circumstance surely meets none, and the input shows what is in force:

- a policy is surely enabled, so that security defaults are off: "Security defaults in Microsoft
  Entra ID" (they cannot be used together with Conditional Access policies that are enabled);
- a policy that asks for MFA is written for everyone, or for roles of the whole directory, and for
  this application: such policies stand together, and its gap is no matter of another input.

Else unknown: who decides is named. The requirement that Azure itself makes ("Planning for mandatory
multifactor authentication for Azure and other admin portals") is not counted: reading does not
ask for it, Microsoft moves its beginning tenant by tenant, and no input tells of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any, Final

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, every, plain, some
from cloudguard.providers.azure.identity.circumstances import VALUES, places
from cloudguard.providers.azure.identity.conditional import Policy, policies
from cloudguard.providers.azure.identity.directory import Holding, role_of
from cloudguard.providers.azure.identity.groups import Groups
from cloudguard.providers.azure.identity.objects import GUID, Objects, Thing, same
from cloudguard.providers.azure.provider import Azure
from cloudguard.values import Known, Source, Unknown, Value

_MOST: Final = 200_000  # circumstances; what asks for more is not decided
_MEMBER_TYPE: Final = "Member"
_GUEST: Final = "b2bCollaborationGuest"
_MEMBER: Final = "b2bCollaborationMember"
_INTERNAL: Final = "internalGuest"
_TYPES: Final = {_MEMBER_TYPE: _MEMBER, "Guest": _GUEST}
NOBODY: Final = (
    "no conditional access policy is in this input: conditional access, security defaults or "
    "the GCAS single sign-on decides: attest that signing in asks for a second factor"
)
_DEFAULTS: Final = (
    "no conditional access policy in this input is surely enforced: other policies or security "
    "defaults decide: attest that signing in asks for a second factor"
)
_OTHERS: Final = (
    "no policy in this input is written for everyone: other conditional access policies "
    "may decide: attest that signing in asks for a second factor"
)


@dataclass(slots=True)
class Person:
    """Somebody who signs in: one object, or whoever is in a group."""

    thing: Thing
    objects: Objects
    groups: Groups
    holdings: Sequence[Holding]
    user_type: str = ""

    def is_(self, value: Value[Any]) -> Answer:
        """Tell whether a value names him."""
        named = self.objects.named(value, "user")
        if named is None:
            return MAYBE
        if self.thing.kind == "group":
            return MAYBE
        return same(named, self.thing)

    def member(self, value: Value[Any]) -> Answer:
        """Tell whether he is in the group that a value names."""
        named = self.objects.named(value, "group")
        return MAYBE if named is None else self._within(named)

    def has(self, value: Value[Any]) -> Answer:
        """Tell whether he holds the directory role that a value names.

        "Conditional Access: Users, groups, and workload identities": whoever is active in it.
        """
        if isinstance(value, Unknown):
            return MAYBE
        wanted = role_of(value, self.objects.azure).id
        mine = (h for h in self.holdings if not wanted or not h.role or h.role == wanted)
        found = some(self._holds(h, wanted) for h in mine)
        return found if self.thing.managed and self.thing.kind != "group" else found | MAYBE

    def guest(self, kinds: frozenset[str] | None) -> Answer:
        """Tell whether he is a guest, of one of some kinds where these are given."""
        if self.thing.kind not in ("user", "guest"):
            return MAYBE
        if self.thing.kind == "user" and self.user_type != "Guest":
            known = self.thing.managed or self.user_type == _MEMBER_TYPE
            return NO if known else MAYBE
        own = _INTERNAL if self.thing.kind == "user" else _TYPES.get(self.user_type)
        if own is None:
            return MAYBE
        if kinds is None:  # a member of another tenant is external, and no guest by type
            return MAYBE if own == _MEMBER else YES
        return plain(own in kinds)

    def _holds(self, holding: Holding, wanted: str) -> Answer:
        alike = holding.thing
        met = self._within(alike) if alike.kind == "group" else same(alike, self.thing)
        sure = holding.certain and holding.active and bool(wanted) and bool(holding.role)
        return met if sure else met & MAYBE

    def _within(self, group: Thing) -> Answer:
        """Tell whether he is in a group: whoever is in a group may be in any other."""
        found = self.groups.holds(group, self.thing)
        return found | MAYBE if self.thing.kind == "group" else found


@dataclass(slots=True)
class SignIns:
    """The sign-ins of one input."""

    azure: Azure
    policies: tuple[Policy, ...] = ()
    _known: dict[Any, Value[bool]] = field(default_factory=dict)
    _places: tuple[tuple[str, bool], ...] = ()
    _tenants: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the policies, and where sign-ins may come from."""
        self.policies = tuple(policies(self.azure))
        self._places = places(self.azure)

    def factor(self, person: Person, application: str, at: Source) -> Value[bool]:
        """Tell whether somebody passes a second factor to sign in to an application."""
        if not self.policies:
            return Unknown(NOBODY, at)
        here = tuple(self._here(p, person) for p in self.policies)
        if not some(here).possible:
            return Unknown(NOBODY, at)
        pairs = zip(self.policies, here, strict=True)
        met = tuple(h & p.on & p.users(person) & p.targets(application) for p, h in pairs)
        if (met, here, application) not in self._known:
            self._known[met, here, application] = self._decided(met, here, application)
        found = self._known[met, here, application]
        return Unknown(found.reason, at) if isinstance(found, Unknown) else found

    def _here(self, policy: Policy, person: Person) -> Answer:
        """Tell whether a policy is of the tenant that somebody is in: that of the provider block.

        Somebody of another input is taken to be of the only tenant that this input knows.
        """
        own = self._tenant(policy.resource.provider_key)
        resource = person.thing.resource
        if resource is None or not resource.type.startswith("azuread_"):
            others = {self._tenant(p.resource.provider_key) for p in self.policies}
            return YES if others == {own} else MAYBE
        other = self._tenant(resource.provider_key)
        if own == other:
            return YES
        return NO if GUID.fullmatch(own) and GUID.fullmatch(other) else MAYBE

    def _tenant(self, key: str) -> str:
        if key not in self._tenants:
            found = self.azure.configuration.setting(key, "tenant_id")
            known = isinstance(found, Known) and isinstance(found.value, str) and found.value
            self._tenants[key] = str(known).lower() if known else f"provider {key}"
        return self._tenants[key]

    def _decided(
        self, met: tuple[Answer, ...], here: tuple[Answer, ...], application: str
    ) -> Value[bool]:
        """Decide for whoever is met by each policy as `met` says."""
        pairs = [(p, m) for p, m in zip(self.policies, met, strict=True) if m.possible]
        used = sorted({d for policy, _ in pairs for d in policy.conditions})
        spaces = [self._values(dimension, pairs) for dimension in used]
        at = self.policies[0].at
        if prod(map(len, spaces)) > _MOST:
            return Unknown("conditional access policies have too many circumstances to try", at)
        gap: str | None = None
        possible_gap, by = False, at
        for point in product(*spaces):
            found = [m & p.asks for p, m in pairs]
            for value in point:
                found = [a & b for a, b in zip(found, value.met, strict=True)]
            stops = some(found)
            if stops.sure:
                by = next(p.at for (p, _), answer in zip(pairs, found, strict=True) if answer.sure)
            possible_gap = possible_gap or not stops.sure
            if all(value.sure for value in point) and not stops.possible:
                told = zip(used, point, strict=True)
                gap = "; ".join(f"{d} {v.name}" for d, v in told if not every(v.met).possible)
                break
        if not possible_gap:
            return Known(True, by)
        if gap is not None:
            own = [p for p, h in zip(self.policies, here, strict=True) if h.sure]
            return self._gap(own, application, gap)
        doubtful = next((p for p, m in pairs if m.possible), self.policies[0])
        reason = (
            f"whether {doubtful.at.address} asks everyone here for a second factor is not known: "
            "attest that signing in does"
        )
        return Unknown(reason, doubtful.at)

    def _gap(self, own: Sequence[Policy], application: str, gap: str) -> Value[bool]:
        """Judge a sign-in that no policy of this input stops; `own` are those of its tenant."""
        if not any(p.on.sure for p in own):
            return Unknown(_DEFAULTS, self.policies[0].at)
        wide = [p for p in own if p.speaks and p.wide(application)]
        if not wide:
            return Unknown(_OTHERS, self.policies[0].at)
        return Known(False, replace(wide[0].at, note=gap))

    def _values(self, dimension: str, pairs: Sequence[tuple[Policy, Answer]]) -> list[_Value]:
        """Return the values of a dimension: one of those that all policies meet alike."""
        values = self._places if dimension == "location" else _sure(VALUES[dimension])
        made: dict[Any, _Value] = {}
        for name, sure in values:
            met = tuple(
                p.conditions[dimension](name) if dimension in p.conditions else YES
                for p, _ in pairs
            )
            made.setdefault((met, sure), _Value(name, met, sure))
        return list(made.values())


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a dimension, whether each policy meets it, and whether there surely is one."""

    name: str
    met: tuple[Answer, ...]
    sure: bool


def _sure(names: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, True) for name in names)
