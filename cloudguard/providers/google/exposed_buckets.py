"""Who may reach a bucket and its objects without being known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.providers.google.exposure import (
    EVERYONE,
    decided,
    enforcing,
    held_back,
    names,
    opened,
    ruled,
)
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, inherent

_DOCS: Final = "terraform-provider-google docs, google_storage_bucket"
_CLOSED: Final = (
    "Cloud Storage docs, Overview of access control: nobody reads a bucket whom nothing lets in"
)
_INHERITED: Final = (
    "Cloud Storage docs, Public access prevention: inherited, and so not enforced, by default"
)
_FINE: Final = f"{_DOCS}: access control lists count unless uniform_bucket_level_access is true"
_ABOVE: Final = "storage.publicAccessPrevention"
_PERHAPS: Final = (
    "an organisation policy of this input enforces public access prevention: whether the project "
    "of the bucket lies below it is not shown"
)
_ELSEWHERE: Final = "whom its bucket lets in decides, which is not in this input"
# Cloud Storage docs, "Access control lists": predefined lists that let everyone in, and everyone
# with a Google account.
_LISTS: Final = frozenset({"publicread", "publicreadwrite", "authenticatedread"})
_OF_BUCKETS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("google_storage_bucket_acl", ("predefined_acl", "default_acl", "role_entity")),
    ("google_storage_default_object_acl", ("role_entity",)),
    ("google_storage_bucket_access_control", ("entity",)),
    ("google_storage_default_object_access_control", ("entity",)),
)
_OF_OBJECTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("google_storage_object_acl", ("predefined_acl", "role_entity")),
    ("google_storage_object_access_control", ("entity",)),
)
_MAY: Final = "it may let everyone in: whom it names is not known"
_MAY_BE_IT: Final = "it lets everyone in, and may name this: what it names is not known"


def bucket_open(bucket: Resource, google: Google) -> Value[bool]:
    """Tell whether everyone is let into a bucket, or into some of its objects."""
    lists = (*_OF_BUCKETS, *_OF_OBJECTS)
    return _prevented(_let_in(bucket, google, _by_lists(bucket, google, lists)), bucket, google)


def object_open(resource: Resource, bucket: Resource | None, google: Google) -> Value[bool]:
    """Tell whether everyone is let into one object: by its bucket, or by its own list."""
    if bucket is None:
        return Unknown(_ELSEWHERE, resource.source("bucket"))
    lists = [
        *_by_lists(bucket, google, _OF_BUCKETS),
        *_by_lists(bucket, google, _OF_OBJECTS, of=resource),
    ]
    return _prevented(_let_in(bucket, google, iter(lists)), bucket, google)


def _let_in(bucket: Resource, google: Google, lists: Iterator[Value[bool]]) -> Value[bool]:
    closed = inherent(False, bucket.source(), _CLOSED)
    permissions = opened(closed, bucket, google)
    rules = ruled(bucket, google, release="firebase.storage")
    listed = held_back(decided(lists, closed), google)
    return decided([permissions, _fine_grained(listed, bucket), *rules], closed)


def _fine_grained(listed: Value[bool], bucket: Resource) -> Value[bool]:
    """Take lists for nothing where access to the bucket is uniform."""
    if isinstance(listed, Known) and not listed.value:
        return listed
    uniform = fact(bucket, "uniform_bucket_level_access", False, _FINE)
    if isinstance(uniform, Unknown):
        return Unknown(uniform.reason, uniform.source)
    return Known(False, uniform.source) if uniform.value is True else listed


def _prevented(public: Value[bool], bucket: Resource, google: Google) -> Value[bool]:
    """Take what lets everyone in for nothing where public access is prevented."""
    prevention = fact(bucket, "public_access_prevention", "inherited", _INHERITED)
    if isinstance(prevention, Known) and str(prevention.value).lower() == "enforced":
        return Known(False, prevention.source)
    if isinstance(public, Known) and not public.value:
        return public
    if isinstance(prevention, Unknown):
        return Unknown(prevention.reason, prevention.source)
    for policy in enforcing(_ABOVE, google):
        on = fact(policy, "spec.rules.enforce", None, NOT_WRITTEN)
        if isinstance(on, Known) and str(on.value).upper() != "TRUE":
            continue
        if isinstance(on, Known) and _of_project(policy, bucket, google):
            return Known(False, on.source)
        return Unknown(_PERHAPS, on.source)
    return public


def _of_project(policy: Resource, bucket: Resource, google: Google) -> bool:
    name, account = policy.get("name"), google.account(bucket)
    if not isinstance(name, Known) or not isinstance(account, Known):
        return False
    return str(name.value).startswith(f"projects/{account.value}/")


def _by_lists(
    bucket: Resource,
    google: Google,
    lists: tuple[tuple[str, tuple[str, ...]], ...],
    of: Resource | None = None,
) -> Iterator[Value[bool]]:
    for type_, paths in lists:
        for entry in google.resources.of(type_):
            lets = decided((_listed(entry, path) for path in paths), Known(False, entry.source()))
            if isinstance(lets, Known) and not lets.value:
                continue
            named = names(entry.get("bucket"), bucket, google)
            if of is not None and (ours := names(entry.get("object"), of, google)) is not True:
                named = False if named is False else ours
            if named is True:
                yield lets
            elif named is None:
                yield Unknown(f"{entry.address}: {_MAY_BE_IT}", entry.source("bucket"))


def _listed(entry: Resource, path: str) -> Value[bool]:
    """Tell whether everyone is in a list: publicRead, READER:allUsers, allUsers."""
    found = entry.get(path, None, NOT_WRITTEN)
    if isinstance(found, Unknown):
        if found.around is not None and found.around[0].upper().endswith(("-", "@", ":USER-")):
            return Known(False, found.source)
        return Unknown(f"{entry.address}: {_MAY}", found.source)
    items = found.value if isinstance(found.value, list) else [found.value]
    everyone = [item for item in items if _means_everyone(item)]
    if not everyone:
        return Known(False, found.source)
    return Known(True, replace(found.source, note=f"{everyone[0]}: everyone"))


def _means_everyone(item: Any) -> bool:
    if not isinstance(item, str):
        return False
    word = item.strip().lower().rpartition(":")[2]
    return word in EVERYONE or word in _LISTS
