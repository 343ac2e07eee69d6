"""Who is granted which role where, by the policies and entitlements of an input.

Google provider docs, google_project_iam: a `_member` is one, a `_binding` all of a role, a
`_policy` all of a project; folders, organisations and service accounts alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.providers.google.identity.members import ACCOUNT, Member, Members
from cloudguard.providers.google.identity.roles import Role, Roles
from cloudguard.providers.google.identity.scopes import (
    FOLDER,
    ORGANIZATION,
    PROJECT,
    SCOPES,
    Scopes,
)
from cloudguard.providers.google.provider import NOT_WRITTEN, Google
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

ENTITLEMENT: Final = "google_privileged_access_manager_entitlement"
_KINDS: Final = ("member", "binding", "policy")
_ENTITLED: Final = {
    "cloudresourcemanager.googleapis.com/Project": PROJECT,
    "cloudresourcemanager.googleapis.com/Folder": FOLDER,
    "cloudresourcemanager.googleapis.com/Organization": ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A member that has a role: on a scope, or on the service account `account`.

    `scope` is None where it is not known. `certain` is false where a condition, an approval or a
    value that is not known decides whether it has.
    """

    member: Member
    role: Role
    scope: str | None
    resource: Resource
    at: Source
    certain: bool = True
    account: Member | None = None

    @property
    def on_account(self) -> bool:
        """Tell whether it is on a service account alone."""
        return self.account is not None


class Grants:
    """Reads the grants of one input."""

    def __init__(self, google: Google, members: Members, roles: Roles, scopes: Scopes) -> None:
        """Read with what knows members, roles and scopes."""
        self._google = google
        self._members = members
        self._roles = roles
        self._scopes = scopes

    def all(self) -> Iterator[Grant]:
        """Yield every grant."""
        for base in (*SCOPES, ACCOUNT):
            for kind in _KINDS:
                for resource in self._google.resources.of(f"{base}_iam_{kind}"):
                    yield from self._of(resource, base, kind)
        for resource in self._google.resources.of(ENTITLEMENT):
            yield from self._entitled(resource)

    def _of(self, resource: Resource, base: str, kind: str) -> Iterator[Grant]:
        scope, account = None, None
        if base == ACCOUNT:
            found = resource.get("service_account_id", None, "required")
            account = self._members.account(found)
        else:
            path, sort = SCOPES[base]
            scope = self._scopes.of(resource.get(path, None, NOT_WRITTEN), sort)
            if scope is None and sort == PROJECT:
                scope = self._scopes.of_resource(resource)
        if kind == "policy":
            bindings: Iterable[tuple[Role, list[Value[Any]], bool]] = self._document(resource)
        else:
            role = self._roles.read(resource.get("role", None, "required"))
            one = [resource.get("member", None, "required")]
            members = one if kind == "member" else _listed(resource, "members")
            bindings = [(role, members, _unconditional(resource))]
        for role, named, certain in bindings:
            for value in named:
                yield Grant(
                    self._members.read(value),
                    role,
                    scope,
                    resource,
                    value.source,
                    certain=certain and not resource.doubt,
                    account=account,
                )

    def _document(self, resource: Resource) -> Iterator[tuple[Role, list[Value[Any]], bool]]:
        """Yield the bindings of a whole policy: a JSON text, or a data source that makes it."""
        found = resource.get("policy_data", None, "required")
        nobody: list[Value[Any]] = [_hidden(found)]
        hidden = (self._roles.read(Unknown("known only after apply", found.source)), nobody, False)
        if isinstance(found, Known) and isinstance(found.value, Reference):
            made = self._google.resources.by_address.get(found.value.address)
            blocks = made.blocks("binding") if made is not None else None
            if blocks is None or isinstance(blocks, Unknown):
                yield hidden
                return
            for block in blocks.value:
                role = self._roles.read(block.get("role", None, "required"))
                yield role, _listed(block, "members"), _unconditional(block)
            return
        try:
            document = json.loads(str(found.value)) if isinstance(found, Known) else None
            bindings = document["bindings"] if document is not None else None
            for binding in bindings or ():
                members = [Known(m, found.source) for m in binding.get("members", [])]
                role = self._roles.named(str(binding["role"]))
                yield role, list(members), not binding.get("condition")
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            bindings = None
        if bindings is None:
            yield hidden

    def _entitled(self, resource: Resource) -> Iterator[Grant]:
        """Yield what whoever is eligible may take for a while.

        IAM docs, "Privileged Access Manager overview": an entitlement without an approval is
        granted as soon as it is asked for.
        """
        approvals = resource.blocks("approval_workflow")
        alone = isinstance(approvals, Known) and not approvals.value
        users = resource.blocks("eligible_users")
        eligible = (
            [_hidden(users)]
            if isinstance(users, Unknown)
            else [value for block in users.value for value in _listed(block, "principals")]
        )
        access = resource.blocks("privileged_access.gcp_iam_access")
        for block in access.value if isinstance(access, Known) else (resource,):
            scope = self._entitled_scope(block)
            bindings = block.blocks("role_bindings")
            held: list[tuple[Role, bool]] = []
            for binding in bindings.value if isinstance(bindings, Known) else ():
                condition = binding.get("condition_expression", "", NOT_WRITTEN)
                role = self._roles.read(binding.get("role", None, "required"))
                held.append((role, isinstance(condition, Known) and not condition.value))
            if isinstance(bindings, Unknown) or isinstance(access, Unknown):
                held = [
                    (self._roles.read(Unknown("known only after apply", resource.source())), False)
                ]
            for role, always in held:
                for value in eligible:
                    certain = alone and always and not resource.doubt
                    member = self._members.read(value)
                    yield Grant(member, role, scope, resource, value.source, certain)

    def _entitled_scope(self, block: Resource) -> str | None:
        kind = block.get("resource_type", None, "required")
        found = block.get("resource", None, "required")
        sort = _ENTITLED.get(str(kind.value)) if isinstance(kind, Known) else None
        return self._scopes.of(found, sort) if sort is not None else None


def _listed(resource: Resource, path: str) -> list[Value[Any]]:
    items = resource.items(path)
    return [_hidden(items)] if isinstance(items, Unknown) else list(items.value)


def _hidden(found: Value[Any]) -> Unknown:
    return Unknown("known only after apply", found.source)


def _unconditional(resource: Resource) -> bool:
    """Tell whether a binding surely has no condition.

    IAM docs, "Overview of IAM Conditions": what a condition asks of time, address and resource is
    not decided here.
    """
    found = resource.blocks("condition")
    return isinstance(found, Known) and not found.value
