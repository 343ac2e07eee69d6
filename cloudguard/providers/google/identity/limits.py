"""What takes away from grants: deny policies, access boundaries, organisation policies.

IAM docs, "Deny policies": a deny policy holds in all that lies in what it is attached to, whatever
roles say. "Principal access boundary policies" and "Organization policy constraints" alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.providers.google.identity.grants import Grant
from cloudguard.providers.google.identity.members import ALL, Members, denied
from cloudguard.providers.google.identity.scopes import FOLDER, ORGANIZATION, PROJECT, Scopes
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_NO_KEYS: Final = re.compile(r"iam\.(managed\.)?disableServiceAccountKeyCreation$")
_BINDINGS: Final = (
    "google_iam_projects_policy_binding",
    "google_iam_folders_policy_binding",
    "google_iam_organizations_policy_binding",
)


@dataclass(frozen=True, slots=True)
class _Denial:
    """A deny rule: None where what it lists is not known whole."""

    scope: str | None
    principals: tuple[str, ...] | None
    permissions: tuple[str, ...] | None
    excepted: tuple[str, ...] | None
    kept: tuple[str, ...] | None
    unconditional: bool


class Limits:
    """The limits of one input."""

    def __init__(self, google: Google, members: Members, scopes: Scopes) -> None:
        """Read deny policies, boundaries and the policies of the organisation."""
        self._google = google
        self._members = members
        self._scopes = scopes
        self._denials = [
            d for r in google.resources.of("google_iam_deny_policy") for d in self._of(r)
        ]
        self._bounded = any(google.resources.of(type_) for type_ in _BINDINGS)

    def left(self, grant: Grant, permissions: frozenset[str]) -> tuple[frozenset[str], bool]:
        """Return the permissions that no rule surely denies a grant, and whether none may."""
        kept, whole = set(permissions), not self._bounded
        for denial in self._denials:
            inside = self._scopes.covers(denial.scope, grant.scope)
            if inside is False:
                continue
            named = self._names(denial, grant)
            if named is False:
                continue
            matched = {p for p in kept if _denies(denial, p)}
            sure = inside is True and named is True and denial.unconditional
            if sure and denial.permissions is not None and denial.kept is not None:
                kept -= matched
            elif matched or denial.permissions is None:
                whole = False
        return frozenset(kept), whole

    def no_keys(self, project: str | None) -> bool | None:
        """Tell whether keys of service accounts can surely not be made in a project.

        Resource Manager docs, "Restrict service account usage": disableServiceAccountKeyCreation.
        What stands on the project itself decides; from above it may be lifted on the way.
        """
        found: bool | None = False
        for resource in self._google.resources.of("google_org_policy_policy"):
            name = resource.get("name", None, "required")
            if isinstance(name, Known) and not _NO_KEYS.search(str(name.value)):
                continue
            on = self._scopes.of(resource.get("parent", None, "required"), PROJECT)
            inside = self._scopes.covers(on, project)
            if inside is False:
                continue
            own = on is not None and on == project
            if own and isinstance(name, Known) and _enforced(resource) and not resource.doubt:
                return True
            found = None
        return found

    def _of(self, resource: Resource) -> list[_Denial]:
        parent = resource.get("parent", None, "required")
        kind = PROJECT
        if isinstance(parent, Unknown) and parent.around is not None:
            before = parent.around[0].replace("%2F", "/")
            kind = next((k for k in (FOLDER, ORGANIZATION) if f"{k}/" in before), PROJECT)
            parent = Unknown(parent.reason, parent.source, around=("", *parent.around[1:]))
        scope = self._scopes.of(parent, kind)
        rules = resource.blocks("rules")
        if isinstance(rules, Unknown):
            return [_Denial(scope, None, None, None, None, unconditional=False)]
        found = []
        for rule in rules.value:
            inner = rule.blocks("deny_rule")
            for block in inner.value if isinstance(inner, Known) else ():
                condition = block.blocks("denial_condition")
                always = isinstance(condition, Known) and not condition.value
                found.append(
                    _Denial(
                        scope,
                        _texts(block, "denied_principals"),
                        _texts(block, "denied_permissions"),
                        _texts(block, "exception_principals"),
                        _texts(block, "exception_permissions"),
                        unconditional=always and not resource.doubt,
                    )
                )
            if isinstance(inner, Unknown):
                found.append(_Denial(scope, None, None, None, None, unconditional=False))
        return found

    def _names(self, denial: _Denial, grant: Grant) -> bool | None:
        """Tell whether a rule is for the member of a grant, None where it may be."""
        if denial.principals is None or denial.excepted is None:
            return None
        excepted = [self._same(text, grant) for text in denial.excepted]
        if True in excepted:
            return False
        if None in excepted:
            return None
        found = [self._same(text, grant) for text in denial.principals]
        if True in found:
            # Of a group or a domain some may be excepted.
            single = grant.member.sort in {"user", "machine"}
            return True if single or not denial.excepted else None
        return None if None in found else False

    def _same(self, text: str, grant: Grant) -> bool | None:
        """Tell whether a principal of a rule is a member, None where it may be."""
        if text == ALL:
            return True
        node = denied(text)
        member = grant.member
        if member.sort == "unknown" or node is None:
            return None
        kind, _, name = node.partition(":")
        if kind == "group":
            node = self._members.groups.get(name, node)
        elif kind == "serviceAccount":
            node = self._members.read(Known(node, grant.at)).id
        if node == member.id:
            return True
        if kind == "user":
            # Whoever is of a group or a domain may be this one.
            return None if member.sort in {"group", "domain", "anyone"} else False
        if kind == "group":
            return None
        if kind == "serviceAccount":
            open_ = "…" in member.name or member.id.endswith("]")
            return None if open_ or member.sort in {"group", "anyone"} else False
        return None


def _denies(denial: _Denial, permission: str) -> bool:
    """Tell whether a rule denies a permission, or may: deny policies call services by their host.

    IAM docs, "Permissions supported in deny policies".
    """
    if denial.permissions is None:
        return True
    service, _, rest = permission.partition(".")
    host = "cloudresourcemanager" if service == "resourcemanager" else service
    full = f"{host}.googleapis.com/{rest}"
    forms = {full, f"{full.rpartition('.')[0]}.*", f"{host}.googleapis.com/*.*",
             f"{host}.googleapis.com/*.{rest.rpartition('.')[2]}"}  # fmt: skip
    if denial.kept is not None and forms & set(denial.kept):
        return False
    return bool(forms & set(denial.permissions))


def _texts(block: Resource, path: str) -> tuple[str, ...] | None:
    """Return the texts of a list, None where one of them is not known."""
    items = block.items(path)
    if isinstance(items, Unknown):
        return None
    found: list[Value[Any]] = list(items.value)
    if all(isinstance(item, Known) and isinstance(item.value, str) for item in found):
        return tuple(str(item.value) for item in found if isinstance(item, Known))
    return None


def _enforced(resource: Resource) -> bool:
    rules = resource.blocks("spec.rules")
    reset = fact(resource, "spec.reset", default=False)
    if isinstance(rules, Unknown) or isinstance(reset, Unknown) or reset.value:
        return False
    for rule in rules.value:
        enforce = rule.get("enforce", None, NOT_WRITTEN)
        condition = rule.blocks("condition")
        plain = isinstance(condition, Known) and not condition.value
        if not plain or not isinstance(enforce, Known) or str(enforce.value).upper() != "TRUE":
            return False
    return bool(rules.value)
