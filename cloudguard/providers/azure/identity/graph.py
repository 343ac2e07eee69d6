"""Sessions of people, programs and groups as nodes, and how each begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from cloudguard.identity.powers import ADMINISTRATOR, Kind, Powers, Principal, Step, administrator
from cloudguard.providers.azure.identity.activations import Activations
from cloudguard.providers.azure.identity.answers import MAYBE, YES, Answer, plain
from cloudguard.providers.azure.identity.conditional import AZURE, GRAPH
from cloudguard.providers.azure.identity.directory import holdings
from cloudguard.providers.azure.identity.groups import Group, Groups, Member
from cloudguard.providers.azure.identity.objects import Objects, Thing
from cloudguard.providers.azure.identity.roles import Roles
from cloudguard.providers.azure.identity.scopes import Scopes
from cloudguard.providers.azure.identity.signins import Person, SignIns
from cloudguard.providers.azure.provider import Azure, fact, readable
from cloudguard.values import Known, Source, Unknown, Value, inherent

WHERE: Final = {AZURE: "Azure", GRAPH: "Microsoft Entra"}
TENANT: Final = administrator("the Microsoft Entra tenant")
_EMERGENCY: Final = (
    "emergency accounts and whoever else is Global Administrator are not in this input: attest "
    "that each signs in with a second factor"
)
ALL: Final = administrator("all Azure subscriptions")
_UNSURE: Final = (
    "whether this is a person or a program is not in this input: "
    "attest that whoever it is signs in with a second factor"
)
_KEY: Final = (
    "whether his domain signs in at another identity provider is not in this input: attest it"
)


class Graph:
    """The sessions of one input; each is drawn when it is first asked for."""

    def __init__(self, azure: Azure, powers: Powers) -> None:
        """Read what all sessions hang on."""
        self.azure = azure
        self.powers = powers
        self.objects = Objects(azure)
        self.groups = Groups(self.objects)
        self.roles = Roles(azure)
        self.scopes = Scopes(azure)
        self.holdings = tuple(holdings(self.objects))
        self.sign_ins = SignIns(azure)
        self.activations = Activations(azure, self.roles, self.scopes)
        self._drawn: set[tuple[str, str]] = set()
        self._begun: set[str] = set()

    def step(
        self,
        start: str,
        end: str,
        how: str,
        at: Source,
        *,
        certain: bool = True,
        factor: Value[bool] | None = None,
        by: Source | None = None,
    ) -> None:
        """Draw a step."""
        second = Known(False, at) if factor is None else factor
        self.powers.step(Step(start, end, how, at, second, certain, by))

    def others(self) -> None:
        """Say that more may administer: "Manage emergency access accounts in Microsoft Entra ID".

        Such accounts stand outside of conditional access, and mostly outside of Terraform.
        """
        if self._begun:
            place = TENANT.removeprefix(ADMINISTRATOR)
            self.powers.unseen.setdefault(place, (_EMERGENCY, Source("")))

    def acting(self, thing: Thing, application: str, at: Source) -> str:
        """Return the node of a session: of a person, a program, or whoever is in a group.

        `at` is where something is given to it: an object that is not in this input is judged there.
        """
        if thing.kind == "program":
            node = self._program(thing, at)
        elif thing.kind == "group":
            node = self._group(thing, application, at)
        else:
            node = self._person(thing, application, at)
        if thing.open and (thing.name, application) not in self._drawn:
            self._drawn.add((thing.name, application))
            self._may_be(thing, application, node, at)
        return node

    def is_drawn(self, node: str, application: str) -> bool:
        """Tell whether what a node leads to in an application is drawn: it has something there."""
        return (node, application) in self._drawn

    def _may_be(self, thing: Thing, application: str, node: str, at: Source) -> None:
        """Draw that whoever is named may be any object of this input."""
        people = () if thing.kind == "program" else self.people()
        programs = self.objects.programs() if thing.kind in ("program", "unknown") else ()
        groups = [g.thing for g in self.groups.all.values() if g.thing.managed]
        for each in (*people, *programs, *(groups if thing.kind in ("group", "unknown") else ())):
            start = self.acting(each, application, at)
            self.step(start, node, f"may be {thing.name}", at, certain=False)

    def factor(self, thing: Thing, application: str, at: Source) -> Value[bool]:
        """Tell whether somebody passes a second factor to sign in."""
        if thing.kind == "program":
            return Known(False, at)
        known = _user_type(thing)
        person = Person(thing, self.objects, self.groups, self.holdings, known)
        found = self.sign_ins.factor(person, application, at)
        unsure = thing.kind == "unknown" and not (isinstance(found, Known) and found.value)
        return Unknown(_UNSURE, at) if unsure else found

    def _person(self, thing: Thing, application: str, at: Source) -> str:
        node = f"{thing.name} in {WHERE[application]}"
        start = self.principal(thing, at)
        if (node, application) in self._drawn:
            return node
        self._drawn.add((node, application))
        certain = _can(thing)
        if certain.possible:
            found = self.factor(thing, application, at)
            by = found.source if isinstance(found, Known) and found.value else None
            how, where = _signs_in(WHERE[application], found, at)
            self.step(start, node, how, where, certain=certain.sure, factor=found, by=by)
        return node

    def _program(self, thing: Thing, at: Source) -> str:
        node = f"{thing.name} token"
        if (node, "") not in self._drawn:
            self._drawn.add((node, ""))
            self.step(self.principal(thing, at), node, "runs", at)
        return node

    def _group(self, thing: Thing, application: str, at: Source) -> str:
        node = f"{thing.name} in {WHERE[application]}"
        if (node, application) in self._drawn:
            return node
        self._drawn.add((node, application))
        found = self.groups.all.get(thing.name, Group(thing, whole=False))
        for member in found.members:
            self._member(member, thing, application, node)
        if not found.whole or not found.members:
            # Others may be in it whom this input does not show: they are judged as one.
            where = thing.resource.source() if thing.managed and thing.resource else at
            others = self.factor(thing, application, where)
            by = others.source if isinstance(others, Known) and others.value else None
            how = f"whoever is in the group signs in to {WHERE[application]}"
            start = self.principal(thing, at)
            sure = not thing.managed
            self.step(start, node, how, where, certain=sure, factor=others, by=by)
            for person in () if found.whole else self.people():
                if self.groups.holds(thing, person) == MAYBE:
                    inner = self.acting(person, application, where)
                    how = f"may be in {thing.name}"
                    self.step(inner, node, how, where, certain=False)
        return node

    def _member(self, member: Member, group: Thing, application: str, node: str) -> None:
        start = self.acting(member.thing, application, member.at)
        factor, by = (
            self.activations.of_group(group, self.objects, member.at)
            if member.eligible
            else (None, None)
        )
        verb = "activates membership in" if member.eligible else "is in"
        how = f"{verb} {group.name}"
        self.step(start, node, how, member.at, certain=member.certain, factor=factor, by=by)

    def principal(self, thing: Thing, at: Source) -> str:
        """Add what begins: an object of this input, else what it is given is judged for it."""
        resource = thing.resource
        id_ = resource.address if thing.managed and resource is not None else thing.name
        if id_ in self._begun:
            return id_
        self._begun.add(id_)
        kinds: dict[str, Kind] = {"program": "machine", "guest": "federated"}
        kind = kinds.get(thing.kind, "person")
        if thing.managed and resource is not None:
            name, where = _shown(thing), resource.source()
            key = _own(thing, where) if kind == "person" else None
            one = (id_,) if thing.kind in {"user", "guest"} else None
            who = Principal(
                id_, kind, name, where, key, one, several=one is None, keyed=_keyless(where)
            )
            self.powers.principal(who)
        else:
            # One that is not declared is judged where it is first given something.
            key = _own(thing, at) if kind == "person" else None
            name = thing.login or at.address  # an id is no name
            one = (id_,) if thing.kind in {"user", "guest"} else None
            who = Principal(
                at.address, kind, name, at, key, one, several=one is None, keyed=_keyless(at)
            )
            self.powers.principal(who)
            self.step(at.address, id_, f"names {thing.shown}", at)
        return id_

    def gains(self, thing: Thing, application: str, at: Source) -> str:
        """Return a node of what somebody gets in one place and uses in another.

        What is changed in the directory and then used on Azure takes both sessions.
        """
        start = self.acting(thing, GRAPH, at)
        if application == GRAPH:
            return start
        node = f"{start}, then {WHERE[application]}"
        if (node, application) not in self._drawn:
            self._drawn.add((node, application))
            found = self.factor(thing, application, at)
            by = found.source if isinstance(found, Known) and found.value else None
            self.step(start, node, f"signs in to {WHERE[application]}", at, factor=found, by=by)
        return node

    def people(self) -> Iterable[Thing]:
        """Return the people that this input declares."""
        return self.objects.all("azuread_user", "azuread_invitation")


def _signs_in(to: str, found: Value[bool], at: Source) -> tuple[str, Source]:
    """Tell of a sign-in, and of the policy that leaves a gap, where it stands."""
    if not isinstance(found, Known) or found.value:
        return f"signs in to {to}", at
    said = found.source.note or "it does not meet this person"
    return f"signs in to {to} past this policy: {said}", replace(found.source, note="")


def _shown(thing: Thing) -> str:
    """Return what people call an object that this input declares: a group has no login."""
    if thing.kind != "group" or thing.resource is None or not readable(thing.resource):
        return thing.shown
    found = fact(thing.resource, "display_name", None, "azuread docs: required")
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else thing.name


def _keyless(at: Source) -> Value[date | None]:
    """Return that a user has no access key: applications alone have secrets."""
    return inherent(None, at, "Microsoft Entra ID docs, Authentication methods: none is a key")


def _own(thing: Thing, at: Source) -> Value[bool]:
    """Tell whether somebody has a password of the directory's own.

    Federation takes a domain of one's own, so that whoever signs in at the first domain of a tenant
    has a password there (default, unconfirmed: no page at hand says that it cannot be federated).
    """
    if thing.kind == "user" and thing.login.lower().endswith(".onmicrosoft.com"):
        return Known(True, at)
    return Unknown(_KEY, at)


def _user_type(thing: Thing) -> str:
    """Return whether somebody is a Member or a Guest, "" where nothing tells."""
    resource = thing.resource
    if resource is None or not readable(resource):
        return ""
    default = "Guest" if thing.kind == "guest" else None
    found = fact(resource, "user_type", default, "azuread_invitation docs: Guest by default")
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else ""


def _can(thing: Thing) -> Answer:
    """Tell whether somebody can sign in at all."""
    resource = thing.resource
    if resource is None or resource.mode != "managed":
        return YES
    if resource.doubt or not readable(resource):
        return MAYBE
    enabled = fact(resource, "account_enabled", True, "azuread_user docs: true by default")
    return MAYBE if isinstance(enabled, Unknown) else plain(enabled.value is not False)
