"""Ways between projects and zones that are not packets: permissions, shares, sinks, copies.

IAM docs, "Principal identifiers": serviceAccount:NAME@PROJECT.iam.gserviceaccount.com is of its
project; user:, group: and domain: are known by their address, for which the organisation may
declare a zone as for an account. "Service agents" of Google act for a project by themselves and
are no zones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.google.perimeters import doubted
from cloudguard.providers.google.provider import Google
from cloudguard.providers.grants import NOT_WRITTEN, Called, Way, Ways, at, granted, load, read
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

_IAM: Final = re.compile(r"^(?P<base>google_\w+)_iam_(?P<kind>member|binding|policy)$")
# Attributes that place a permission, and say nothing of what it is on.
_BESIDES: Final = frozenset(
    {"id", "etag", "role", "member", "members", "policy_data", "condition", "project", "location",
     "region", "zone", "timeouts"}
)  # fmt: skip
_EVERYONE: Final = frozenset({"allusers", "allauthenticatedusers"})
_OF_PROJECT: Final = re.compile(
    r"^[^@]+@(?P<project>[a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com$"
)
_APP_ENGINE: Final = re.compile(r"^(?P<project>[^@]+)@appspot\.gserviceaccount\.com$")
_AGENT: Final = re.compile(
    r"@(gcp-sa-[\w-]+|[\w.-]*system|cloudservices|cloudbuild)\.|@cloudservices"
)
_ROLES: Final = frozenset({"projectowner", "projecteditor", "projectviewer"})
_PATH: Final = re.compile(r"(?:^|/)projects/(?P<project>[^/]+)/")
# BigQuery docs, "Access control basic roles": these are of the project of the dataset.
_SPECIAL: Final = frozenset({"projectOwners", "projectReaders", "projectWriters"})
_DESTINATION: Final = re.compile(r"^(?P<service>\w+)\.googleapis\.com/(?P<name>.+)$")
_MADE_OF: Final = "whom it names is known only after apply"
_NOT_SEEN: Final = "whose it is is not seen: not in this input"


class Members:
    """Reads whom the words of Google Cloud name, as seen from one input."""

    def __init__(self, google: Google) -> None:
        """Look names up in the resources of `google`."""
        self._google = google
        self._called = Called(google.resources, google)

    def who(self, value: Value[Any], near: Resource) -> Value[Grantee] | None:
        """Return whom a value names; None for what is no zone's."""
        if isinstance(value, Unknown):
            return self._made(value, near)
        if isinstance(value.value, Reference):
            return self._asset(value.value, value.source, near)
        return self._told(str(value.value), value.source, near)

    def _told(self, text: str, source: Source, near: Resource) -> Value[Grantee] | None:
        if text.lower() in _EVERYONE:
            return Known(Grantee("everyone"), source)
        if text in _SPECIAL:
            return Known(Grantee("account", own=True), source)
        kind, colon, name = text.partition(":")
        if colon and kind.lower() in _ROLES:
            return Known(Grantee("account", name), source)
        if kind == "deleted":
            return None
        if kind in {"principal", "principalSet"}:
            found = _PATH.search(text)
            return Known(Grantee("account", found["project"]), source) if found else None
        if colon and "@" in name:
            return self._address(name, source, near)
        if colon and kind == "domain":
            return Known(Grantee("account", f"@{name}"), source)
        if "@" in text:
            return self._address(text, source, near)
        return self._named(text, source, near)

    def _address(self, name: str, source: Source, near: Resource) -> Value[Grantee] | None:
        if _AGENT.search(name):
            return None
        target = self._called.one(name)
        if target is not None:
            return self._asset(Reference(target.address), source, near)
        found = _OF_PROJECT.match(name) or _APP_ENGINE.match(name)
        return Known(Grantee("account", found["project"] if found else name), source)

    def _named(self, text: str, source: Source, near: Resource) -> Value[Grantee]:
        """Return whose a store, a topic or a project is."""
        sent = _DESTINATION.match(text)
        name = sent["name"] if sent else text
        target = self._called.one(name) or self._called.one(name.rpartition("/")[2])
        if target is not None:
            return self._asset(Reference(target.address), source, near)
        found = _PATH.search(name)
        if found:
            return Known(Grantee("account", found["project"]), source)
        table = re.fullmatch(r"([a-z][a-z0-9-]{4,28}[a-z0-9])[:.][\w$.-]+", name)
        if table and not sent:
            return Known(Grantee("account", table[1]), source)
        if source.path.endswith("project_id"):
            return Known(Grantee("account", name), source)
        return Unknown(f"{name}: {_NOT_SEEN}", source)

    def _asset(self, name: Reference, source: Source, near: Resource) -> Value[Grantee]:
        target = self._google.resources.by_address.get(name.address)
        if target is None:
            return Unknown(f"{name}: {_MADE_OF}", source)
        if target.mode == "data" and target.type not in _OWN_DATA:
            return Unknown(f"{name}: {_MADE_OF}", source)
        if target.mode == "data":
            return Known(Grantee("account", own=self._together(target, near)), source)
        own = target.type != "google_project" and self._together(target, near)
        return Known(Grantee("asset", Reference(name.address), own), source)

    def _together(self, one: Resource, other: Resource) -> bool:
        """Tell whether two resources surely belong to one project."""
        mine = one.get("project", None, NOT_WRITTEN)
        theirs = other.get("project", None, NOT_WRITTEN)
        if isinstance(mine, Unknown) or isinstance(theirs, Unknown):
            return False
        if mine.value or theirs.value:
            return bool(mine.value == theirs.value)
        return one.provider_key == other.provider_key

    def _made(self, value: Unknown, near: Resource) -> Value[Grantee] | None:
        """Return whom a text names that is known in part: `"serviceAccount:${a.email}"`."""
        before, inner, after = value.around or ("", None, "")
        found = _PATH.search(before) or _OF_PROJECT.match(f"x{after}" if "@" in after else "")
        target = self._google.resources.by_address.get(inner.address) if inner else None
        here = target is not None and (target.mode == "managed" or target.type in _OWN_DATA)
        if inner is not None and here:
            return self._asset(inner, value.source, near)
        if found:
            return Known(Grantee("account", found["project"]), value.source)
        return Unknown(value.reason, value.source)


_OWN_DATA: Final = frozenset(
    {"google_compute_default_service_account", "google_app_engine_default_service_account",
     "google_client_config", "google_project"}
)  # fmt: skip


def grants(google: Google) -> Iterator[Grant]:
    """Yield what lets others in, or data out, other than packets."""
    yield from doubted(_granted(google), google)


def _granted(google: Google) -> Iterator[Grant]:
    members = Members(google)

    def whom(way: Way, resource: Resource) -> Iterator[Value[Grantee]]:
        for path in way.to:
            for value in at(resource, path):
                found = members.who(value, resource)
                if found is not None:
                    yield found

    yield from read(google.resources, google, ways(), whom)
    for type_ in sorted(google.resources.types()):
        permission = _IAM.match(type_)
        if permission is not None:
            way = Way("trust" if permission["base"] == "google_service_account" else "policy")
            for resource in google.resources.of(type_):
                to = tuple(_permitted(resource, permission["kind"], members, google))
                yield from granted(resource, way, to, google, _on(resource, permission["base"]))


@cache
def ways() -> Ways:
    """Return the ways of each type."""
    return load(Path(__file__).parent / "grants.yaml")


def _permitted(
    resource: Resource, kind: str, members: Members, google: Google
) -> Iterator[Value[Grantee]]:
    path = {"member": "member", "binding": "members"}.get(kind)
    values = at(resource, path) if path else _of_document(resource, google)
    for value in values:
        found = members.who(value, resource)
        if found is not None:
            yield found


def _of_document(resource: Resource, google: Google) -> Iterator[Value[Any]]:
    """Yield the members of a whole policy: a JSON text, or a data source that makes it."""
    found = resource.get("policy_data")
    if isinstance(found, Known) and isinstance(found.value, Reference):
        made = google.resources.by_address.get(found.value.address)
        if made is None:
            yield Unknown(f"{found.value}: {_MADE_OF}", found.source)
        else:
            yield from at(made, "binding.members")
        return
    if isinstance(found, Unknown):
        yield Unknown(found.reason, found.source)
        return
    try:
        for binding in json.loads(str(found.value)).get("bindings", []):
            yield from (Known(member, found.source) for member in binding.get("members", []))
    except (ValueError, AttributeError, TypeError, RecursionError):
        yield Unknown("not a policy that can be read", found.source)


def _on(resource: Resource, base: str) -> Value[Any]:
    """Return what a permission is on: the attribute that is called as the end of its type is."""
    if not isinstance(resource.attributes, dict):
        return Unknown(resource.attributes.reason, resource.source())
    if base in {"google_project", "google_folder", "google_organization"}:
        name = {"google_organization": "org_id"}.get(base, base.removeprefix("google_"))
        return resource.get(name, None, NOT_WRITTEN)
    last = base.rpartition("_")[2]
    named = [name for name in resource.attributes if name not in _BESIDES]
    if isinstance(resource.unknown, dict):
        named += [name for name in resource.unknown if name not in _BESIDES]
    for wanted in (
        last,
        f"{base.removeprefix('google_').partition('_')[2]}_id",
        f"{last}_id",
        "name",
    ):
        if wanted in named:
            return resource.get(wanted)
    return resource.get(named[0]) if len(set(named)) == 1 else Unknown(_MADE_OF, resource.source())
