"""Organisations, folders and projects: which lies in which.

Resource Manager docs, "Resource hierarchy": what is granted on an organisation or a folder holds in
all that lies in it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from cloudguard.providers.google.provider import NOT_WRITTEN, Google
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

PROJECT, FOLDER, ORGANIZATION = "projects", "folders", "organizations"
SCOPES: Final = {
    "google_project": ("project", PROJECT),
    "google_folder": ("folder", FOLDER),
    "google_organization": ("org_id", ORGANIZATION),
}
_WORDS: Final = {PROJECT: "project", FOLDER: "folder", ORGANIZATION: "organisation"}
_OF_PROJECT: Final = re.compile(r"@(?P<project>[a-z][a-z0-9-]*)\.iam\.gserviceaccount\.com$")
_DEPTH: Final = 12  # "Resource hierarchy": folders nest ten deep


class Scopes:
    """The hierarchy as far as one input tells it; a scope is called `projects/NAME`."""

    def __init__(self, google: Google) -> None:
        """Read which project lies in which folder, and which folder in which."""
        self._google = google
        self._known: dict[str, str] = {}
        self._above: dict[str, str | None] = {}
        for type_, path, kind in (
            ("google_project", "project_id", PROJECT),
            ("google_folder", "folder_id", FOLDER),
        ):
            for resource in google.resources.of(type_):
                self._known[resource.address] = self._own(resource, path, kind)
        for resource in google.resources.of("google_project"):
            scope = self._known[resource.address]
            if resource.doubt:
                continue
            self._above[scope] = self._named_first(
                resource, ("folder_id", FOLDER), ("org_id", ORGANIZATION)
            )
        for resource in google.resources.of("google_folder"):
            if not resource.doubt:
                parent = self.of(resource.get("parent", None, "required"), FOLDER)
                self._above[self._known[resource.address]] = parent

    def of(self, value: Value[Any], kind: str) -> str | None:
        """Return the scope that a value names, None where that is not known."""
        found: Any = value.value if isinstance(value, Known) else None
        if isinstance(value, Unknown) and value.around is not None:
            before, inner, after = value.around
            if inner is None or after or before not in ("", f"{kind}/"):
                return None
            found = inner
        if isinstance(found, Reference):
            return self._known.get(found.address, f"{kind}/{found.address}")
        if isinstance(found, (str, int)) and str(found):
            text = str(found).replace("%2F", "/").rpartition("googleapis.com/")[2]
            whole = re.fullmatch(rf"({PROJECT}|{FOLDER}|{ORGANIZATION})/(.+)", text)
            return text if whole else f"{kind}/{text}"
        return None

    def of_resource(self, resource: Resource) -> str | None:
        """Return the project of a resource, None where that is not known."""
        written = resource.get("project", None, NOT_WRITTEN)
        if isinstance(written, Unknown) or isinstance(written.value, Reference):
            return self.of(written, PROJECT)
        found = self._google.account(resource)
        return self.of(found, PROJECT) if isinstance(found, Known) else None

    def covers(self, above: str | None, below: str | None) -> bool | None:
        """Tell whether one scope is another or lies above it, None where that is not known."""
        if above is None or below is None:
            return None
        if above == below:
            return True
        if above.startswith(PROJECT) or below.startswith(ORGANIZATION):
            return False if _settled(above, below) else None
        scope: str | None = below
        for _ in range(_DEPTH):
            if scope == above:
                return True
            if scope is None or scope not in self._above:
                end = scope is not None and scope.startswith(ORGANIZATION)
                return False if end and _settled(above, scope) else None
            scope = self._above[scope]
        return None

    def _named_first(self, resource: Resource, *paths: tuple[str, str]) -> str | None:
        for path, kind in paths:
            found = resource.get(path, None, NOT_WRITTEN)
            if isinstance(found, Unknown) or found.value:
                return self.of(found, kind)
        return None

    @staticmethod
    def _own(resource: Resource, path: str, kind: str) -> str:
        found = resource.get(path, None, NOT_WRITTEN)
        named = found.value if isinstance(found, Known) else None
        return f"{kind}/{named if isinstance(named, str) and named else resource.address}"


def _settled(one: str, other: str | None) -> bool:
    """Tell whether two scopes are called in a way that they are the same only if so called.

    An address is one name, an id another: of one of each nobody knows.
    """
    return other is not None and ("." in one) == ("." in other)


def place(scope: str | None) -> str:
    """Return what a scope is called."""
    if scope is None:
        return "Google Cloud, scope not known"
    kind, _, name = scope.partition("/")
    return f"Google Cloud {_WORDS.get(kind, kind)} {name}"


def project_of(email: str) -> str | None:
    """Return the project of a service account, by its address."""
    found = _OF_PROJECT.search(email)
    return f"{PROJECT}/{found['project']}" if found else None
