"""Who is in which group, surely or possibly, at once or after an activation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from cloudguard.providers.azure.identity.answers import MAYBE, NO, YES, Answer
from cloudguard.providers.azure.identity.objects import GROUPS, Objects, Thing, same, whoever
from cloudguard.providers.azure.provider import NOT_WRITTEN, readable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown

_DEPTH: Final = 8
# terraform-provider-azuread docs: what adds to a group, by the paths of group and member.
_ADDS: Final = {
    "azuread_group_member": ("group_object_id", "member_object_id"),
    "azuread_privileged_access_group_assignment_schedule": ("group_id", "principal_id"),
}
ELIGIBLE: Final = "azuread_privileged_access_group_eligibility_schedule"


@dataclass(slots=True)
class Member:
    """A member of a group, or one who can make himself one."""

    thing: Thing
    at: Source
    certain: bool
    eligible: bool = False


@dataclass(slots=True)
class Group:
    """A group of this input; `whole` tells whether no others than its members are in it."""

    thing: Thing
    whole: bool = True
    members: list[Member] = field(default_factory=list)
    owners: list[Member] = field(default_factory=list)
    _named: dict[str, list[Member]] | None = None
    _others: list[Member] = field(default_factory=list)

    def alike(self, thing: Thing) -> list[Member]:
        """Return the members that somebody may be, or be in.

        Two that the input declares are two: of those only the one of his name is tried.
        """
        if self._named is None:
            self._named = defaultdict(list)
            for each in self.members:
                self._named[each.thing.name].append(each)
                if not each.thing.managed or each.thing.kind == "group":
                    self._others.append(each)
        if not thing.managed or thing.kind == "group":
            return self.members
        return [*self._named.get(thing.name, ()), *self._others]


class Groups:
    """The groups of one input."""

    def __init__(self, objects: Objects) -> None:
        """Read all groups, and what adds to them."""
        self._objects = objects
        self.all: dict[str, Group] = {}
        for type_ in (*GROUPS, *(f"data.{t}" for t in GROUPS)):
            for resource in objects.azure.resources.of(type_):
                self.all[resource.address] = self._read(resource)
        for type_, (group, member) in _ADDS.items():
            for resource in objects.azure.resources.of(type_):
                self._added(resource, group, member, eligible=False)
        for resource in objects.azure.resources.of(ELIGIBLE):
            self._added(resource, "group_id", "principal_id", eligible=True)

    def holds(self, group: Thing, thing: Thing, depth: int = 0) -> Answer:
        """Tell whether somebody is in a group, or in one that is in it."""
        if same(group, thing).sure:
            return YES
        found = self.all.get(group.name)
        if found is None or depth > _DEPTH:
            return MAYBE
        answer = NO if found.whole else MAYBE
        for each in found.alike(thing):
            met = (
                self.holds(each.thing, thing, depth + 1)
                if each.thing.kind == "group"
                else same(each.thing, thing)
            )
            answer |= met if each.certain and not each.eligible else MAYBE & met
            if answer.sure:
                break
        return answer

    def assignable(self, thing: Thing) -> Answer:
        """Tell whether a group can have roles of the directory: few may change such a one."""
        if thing.resource is None or not readable(thing.resource):
            return MAYBE
        found = thing.resource.get("assignable_to_role", False, "azuread_group docs: false")
        if isinstance(found, Unknown) or not isinstance(found.value, bool):
            return MAYBE
        return YES if found.value else NO

    def _read(self, resource: Resource) -> Group:
        thing = self._objects.of(resource)
        managed = resource.mode == "managed"
        made = Group(thing, whole=resource.type == GROUPS[0] and not resource.doubt)
        if not readable(resource):
            made.whole = False
            return made
        rule = self._objects.azure.seen(resource.get("dynamic_membership", (), NOT_WRITTEN))
        if isinstance(rule, Unknown) or rule.value:
            made.whole = False
        written = resource.attributes.get("members") is not None
        if not managed and not written:
            made.whole = False
        for path, where in (("members", made.members), ("owners", made.owners)):
            items = resource.items(path)
            for item in (items,) if isinstance(items, Unknown) else items.value:
                named = self._objects.named(item)
                if named is not None:
                    where.append(Member(named, item.source, not resource.doubt))
                elif path == "members":
                    made.whole = False
                else:
                    where.append(Member(whoever(f"{thing.name}.owners"), item.source, certain=True))
        return made

    def _added(self, resource: Resource, group: str, member: str, *, eligible: bool) -> None:
        at = resource.source()
        into = self._objects.named(resource.get(group, None, NOT_WRITTEN), "group")
        who = self._objects.named(resource.get(member, None, NOT_WRITTEN))
        kind = resource.get("assignment_type", "member", "azuread docs")
        if into is None:  # it may add to any of them
            for found in self.all.values():
                found.whole = False
            return
        found_ = self.all.setdefault(into.name, Group(into, whole=False))
        owner = isinstance(kind, Known) and kind.value == "owner"
        if who is None:
            found_.whole = False
            who = whoever(resource.address)
        certain = not resource.doubt and isinstance(kind, Known)
        (found_.owners if owner else found_.members).append(Member(who, at, certain, eligible))
