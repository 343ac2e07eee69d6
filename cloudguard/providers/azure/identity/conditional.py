"""Conditional access policies: to whom each applies, when, and what it asks for.

Microsoft Entra documentation, "Building a Conditional Access policy": all policies that apply must
be satisfied; within one all assignments are ANDed, and what is not configured is not applied.
"Conditional Access: Users, groups, and workload identities": what is excluded is so whatever is
included; directory roles are the built-in ones over the whole directory. "Conditional Access:
Grant": one of the selected controls, or all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer, every, plain, some
from cloudguard.providers.azure.identity.circumstances import conditions
from cloudguard.providers.azure.provider import NOT_WRITTEN, Azure, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value, is_open

POLICY: Final = "azuread_conditional_access_policy"
STRENGTH: Final = "azuread_authentication_strength_policy"
# "Conditional Access: Target resources", Windows Azure Service Management API: Azure Resource
# Manager, the portal, CLI and PowerShell. The ids are held against public sign-in logs (resourceId)
# and configurations of several publishers.
AZURE: Final = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
# Microsoft Graph, by which the directory is administered, can be met by All alone: it cannot be
# targeted itself (same page), and Microsoft Admin Portals are portals alone.
GRAPH: Final = "00000003-0000-0000-c000-000000000000"
# What azuread_application_published_app_ids calls applications.
_PUBLISHED: Final = {
    "AzureServiceManagement": AZURE,
    "WindowsAzureServiceManagementAPI": AZURE,
    "MicrosoftGraph": GRAPH,
}
_MFA: Final = "mfa"
_BLOCK: Final = "block"
# "Overview of Microsoft Entra authentication strength": the built-in ones, all multifactor.
_BUILT_IN: Final = tuple(f"00000000-0000-0000-0000-00000000000{n}" for n in (2, 3, 4))
# Combinations of one factor ("authenticationMethodModes" of Microsoft Graph); all others that a
# strength may allow are of two.
_SINGLE: Final = frozenset(
    {"password", "sms", "voice", "hardwareOath", "softwareOath", "qrCodePin", "email"}
    | {"x509CertificateSingleFactor", "federatedSingleFactor"}
)
Atoms = Callable[[str], Answer]


class Subject(Protocol):
    """Somebody who signs in, as policies ask for him."""

    def is_(self, value: Value[Any]) -> Answer:
        """Tell whether a value names him."""

    def member(self, value: Value[Any]) -> Answer:
        """Tell whether he is in the group that a value names."""

    def has(self, value: Value[Any]) -> Answer:
        """Tell whether he holds the directory role that a value names."""

    def guest(self, kinds: frozenset[str] | None) -> Answer:
        """Tell whether he is a guest, of one of some kinds where these are given."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: `on` whether it is enforced, `asks` whether it lets nobody pass without MFA.

    `speaks` tells that it asks for MFA in any way. `conditions` give by dimension of a sign-in
    whether the policy meets a value of it.
    """

    at: Source
    on: Answer
    asks: Answer
    speaks: bool
    resource: Resource
    azure: Azure
    conditions: Mapping[str, Atoms] = field(default_factory=dict)
    _read: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def targets(self, application: str) -> Answer:
        """Tell whether signing in to an application is met."""
        path = "conditions.applications"
        included = self._list(f"{path}.included_applications")
        excluded = self._list(f"{path}.excluded_applications")
        met = partial(self._application, application)
        found = _some(included, met) & ~_some(excluded, met)
        rules = self._blocks(f"{path}.filter")  # a rule over attributes that applications are given
        if isinstance(rules, Known) and not rules.value:
            return found
        return MAYBE & ~_some(excluded, met)

    def users(self, subject: Subject) -> Answer:
        """Tell whether somebody is met: included and not excluded."""
        return self._side("included", subject) & ~self._side("excluded", subject)

    @property
    def everyone(self) -> bool:
        """Tell whether it is written for everyone, or for the roles of the whole directory."""
        users = self._list("conditions.users.included_users")
        roles = self._list("conditions.users.included_roles")
        return _some(users, lambda v: plain(_is(v, "All"))).sure or (
            isinstance(roles, Known) and bool(roles.value)
        )

    def wide(self, application: str) -> bool:
        """Tell whether it is written for everyone who signs in to an application."""
        included = self._list("conditions.applications.included_applications")
        return self.everyone and _some(included, partial(self._application, application)).sure

    def _list(self, path: str) -> Value[tuple[Value[Any], ...]]:
        """Return the items of a list, read once: everybody asks for them."""
        if path not in self._read:
            self._read[path] = _list(self.resource, path)
        found: Value[tuple[Value[Any], ...]] = self._read[path]
        return found

    def _blocks(self, path: str) -> Value[tuple[Resource, ...]]:
        if path not in self._read:
            self._read[path] = self.resource.blocks(path)
        found: Value[tuple[Resource, ...]] = self._read[path]
        return found

    def _side(self, side: str, subject: Subject) -> Answer:
        path = f"conditions.users.{side}"
        guests = self._blocks(f"{path}_guests_or_external_users")
        return some(
            (
                _some(self._list(f"{path}_users"), partial(_user, subject)),
                _some(self._list(f"{path}_groups"), subject.member),
                _some(self._list(f"{path}_roles"), subject.has),
                MAYBE & subject.guest(None)
                if isinstance(guests, Unknown)
                else some(_guest(block, subject) for block in guests.value),
            )
        )

    def _application(self, application: str, value: Value[Any]) -> Answer:
        if isinstance(value, Unknown):
            return MAYBE
        named = value.value
        if isinstance(named, Reference):
            target = self.azure.resources.by_address.get(named.address)
            word = named.attribute.rpartition(".")[2]
            if target is not None and target.type == "azuread_application_published_app_ids":
                return plain(_PUBLISHED.get(word) == application)
            ours = target is not None and target.mode == "managed"
            if ours and target is not None and target.type.startswith("azuread_application"):
                return NO  # an application of one's own is none of Microsoft's
            known = target.attributes.get("client_id") if target and readable(target) else None
            return plain(known.lower() == application) if isinstance(known, str) else MAYBE
        if named == "All":
            return YES
        return plain(str(named).lower() == application)


def policies(azure: Azure) -> Iterator[Policy]:
    """Yield the policies of an input."""
    for resource in azure.resources.of(POLICY):
        state = resource.get("state", None, "azuread docs: required")
        on = MAYBE if is_open(state) else plain(_is(state, "enabled"))
        at = resource.source()
        if not readable(resource):
            yield Policy(at, MAYBE, MAYBE, speaks=False, resource=resource, azure=azure)
            continue
        asks, speaks = _grants(resource, azure)
        on = on & MAYBE if resource.doubt else on
        yield Policy(at, on, asks, speaks, resource, azure, conditions(resource, azure))


def _grants(resource: Resource, azure: Azure) -> tuple[Answer, bool]:
    """Tell whether nobody passes without MFA, and whether MFA is asked for in any way."""
    blocks = resource.blocks("grant_controls")
    if isinstance(azure.seen(resource.get("grant_controls", (), NOT_WRITTEN)), Unknown):
        return MAYBE, False
    if isinstance(blocks, Unknown):
        return MAYBE, False
    if not blocks.value:
        return NO, False
    block = blocks.value[0]
    each: list[Answer] = []
    controls = _list(block, "built_in_controls")
    if isinstance(controls, Unknown):
        each.append(MAYBE)
    else:
        if any(_is(c, _BLOCK) for c in controls.value):
            return YES, False
        each += [MAYBE if is_open(c) else plain(_is(c, _MFA)) for c in controls.value]
    strength = block.get("authentication_strength_policy_id", None, NOT_WRITTEN)
    if isinstance(strength, Unknown) or strength.value:
        each.append(_strength(strength, azure))
    for path, answer in (("terms_of_use", NO), ("custom_authentication_factors", MAYBE)):
        items = _list(block, path)
        each += [MAYBE] if isinstance(items, Unknown) else [answer] * len(items.value)
    speaks = any(one.sure for one in each) or (isinstance(strength, Known) and bool(strength.value))
    operator = block.get("operator", None, "azuread docs: required")
    if not each:
        return NO, False
    if len(each) == 1 or _is(operator, "AND"):
        return some(each), speaks
    if _is(operator, "OR"):
        return every(each), speaks
    return Answer(every(each).sure, some(each).possible), speaks


def _strength(value: Value[Any], azure: Azure) -> Answer:
    """Tell whether an authentication strength allows combinations of two factors alone."""
    if isinstance(value, Unknown):
        return MAYBE
    if isinstance(value.value, str):
        return YES if value.value.rpartition("/")[2] in _BUILT_IN else MAYBE
    target = azure.target(value, STRENGTH)
    if target is None or target.mode != "managed" or target.doubt:
        return MAYBE
    items = _list(target, "allowed_combinations")
    if isinstance(items, Unknown):
        return MAYBE
    return every(MAYBE if is_open(i) else plain(i.value not in _SINGLE) for i in _known(items))


def _user(subject: Subject, value: Value[Any]) -> Answer:
    if _is(value, "All"):
        return YES
    if _is(value, "None"):
        return NO
    if _is(value, "GuestsOrExternalUsers"):
        return subject.guest(None)
    return subject.is_(value)


def _guest(block: Resource, subject: Subject) -> Answer:
    """Tell whether somebody is one of the guests of a block, of any tenant or of some."""
    kinds = _list(block, "guest_or_external_user_types")
    if isinstance(kinds, Unknown):
        return MAYBE & subject.guest(None)
    words = [k.value for k in kinds.value if isinstance(k, Known) and isinstance(k.value, str)]
    met = subject.guest(frozenset(words))
    if len(words) < len(kinds.value):
        met |= MAYBE & subject.guest(None)
    tenants = block.blocks("external_tenants")
    if isinstance(tenants, Unknown):
        return met & MAYBE
    whole = all(_is(t.get("membership_kind"), "all") for t in tenants.value)
    return met if whole else met & MAYBE


def _some(items: Value[tuple[Value[Any], ...]], met: Callable[[Value[Any]], Answer]) -> Answer:
    return MAYBE if isinstance(items, Unknown) else some(met(item) for item in items.value)


def _list(resource: Resource, path: str) -> Value[tuple[Value[Any], ...]]:
    return resource.items(path)


def _known(items: Value[tuple[Value[Any], ...]]) -> tuple[Any, ...]:
    return items.value if isinstance(items, Known) else ()


def _is(value: Value[Any], wanted: str) -> bool:
    return isinstance(value, Known) and value.value == wanted
