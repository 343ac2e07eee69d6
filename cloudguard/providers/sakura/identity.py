"""Who may become an administrator on SAKURA Cloud, with or without a second factor.

SAKURA Cloud manual, "IAMポリシー": a principal (user, group of users, service principal) has roles
on a project, a folder or the organisation. "認証": whoever calls the API does so with an API key.
Users of the classic provider (sakuracloud) are kept in the control panel alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.identity.powers import Powers, Principal, Step, administrator
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value, inherent

USER: Final = "sakura_iam_user"
GROUP: Final = "sakura_iam_group"
SERVICE: Final = "sakura_iam_service_principal"
POLICY: Final = "sakura_iam_policy"
ID_POLICY: Final = "sakura_iam_organization_id_policy"
API_KEY: Final = "sakura_iam_project_apikey"
AUTH: Final = "sakura_iam_auth"
SSO: Final = "sakura_iam_sso"
ORGANISATION: Final = "SAKURA Cloud organisation"
PANEL: Final = (
    "the authentication settings of the organisation are not in this input: attest that they "
    "require two-factor authentication"
)
NOT_WRITTEN: Final = (
    "the authentication settings do not write it: attest that they require two-factor "
    "authentication"
)
WHOM: Final = (
    "whom the policy names is known only after apply: attest that two-factor authentication is "
    "required"
)
OWN: Final = "whether it has a password or a key of its own is not in this input"
PROVIDER: Final = "the identity provider of the SSO profile decides: attest that it requires MFA"
# Provider docs (sakura), sakura_iam_policy and sakura_iam_project_apikey, "Example Usage", name the
# roles. "アクセスレベル": 作成削除 allows every operation, and issuing API keys; 設定編集 does not.
# "IAMポリシー": who may set policies may give itself any role.
_ADMINISTRATOR: Final = frozenset({"owner", "organization-admin", "resource-creator"})
# sakura_iam_organization_id_policy: who manages identities sets their passwords.
_OF_IDENTITIES: Final = frozenset({"identity-admin"})
_NOBODY: Final = frozenset({"resource-modifier"})
_PLACES: Final = {"project": "project", "folder": "folder", "organization": "organisation"}


@dataclass(frozen=True, slots=True)
class _Grant:
    """A role of a principal: `node` is None for one that is not known."""

    node: str | None
    name: str
    kind: str
    role: Value[str]
    place: str
    at: Source
    certain: bool
    policy: Resource


def read(sakura: Sakura, powers: Powers) -> None:
    """Read the principals of an input, and the steps from them to power."""
    _Graph(sakura, powers).draw()


class _Graph:
    def __init__(self, sakura: Sakura, powers: Powers) -> None:
        self._resources = sakura.resources
        self._powers = powers
        self._asked = self._second_factor()
        self._ids: dict[str, str] = {}
        for type_ in (USER, GROUP, SERVICE):
            for resource in self._resources.of(type_):
                own = resource.get("id", None, "not written")
                if isinstance(own, Known) and isinstance(own.value, str):
                    self._ids[own.value] = resource.address
        self._grants = [grant for policy in self._policies() for grant in self._of(policy)]

    def draw(self) -> None:
        """Draw everything."""
        for resource in self._resources.of(USER):
            self._user(resource)
        for resource in self._resources.of(GROUP):
            self._group(resource.address, _name(resource), resource.source())
        for resource in self._resources.of(SERVICE):
            source = resource.source()
            found = Principal(resource.address, "machine", _name(resource), source)
            self._powers.principal(found)
        self._outside()
        for grant in self._grants:
            self._leads(grant)
        for resource in self._resources.of(API_KEY):
            self._key(resource)
        if self._grants:
            why = "the member ID of SAKURA internet, which may do everything, is in no input"
            self._powers.unseen.setdefault(ORGANISATION, (why, self._grants[0].at))

    def _second_factor(self) -> Value[bool]:
        """Return whether the organisation asks its users for a second factor."""
        found: list[Value[bool]] = []
        for resource in self._resources.of(AUTH):
            path = "conditions.require_two_factor_auth"
            value = resource.get(path, None, "not written")
            at = resource.source(path)
            if resource.doubt:
                found.append(Unknown(PANEL, at))
            elif isinstance(value, Unknown) or not isinstance(value.value, bool):
                found.append(Unknown(NOT_WRITTEN, at))
            else:
                found.append(value)
        if len(found) == 1:
            return found[0]
        return Unknown(PANEL, Source(AUTH))

    def _user(self, resource: Resource) -> None:
        """Draw a user, who has a password of its own: the provider asks for one."""
        at = resource.source("password_wo")
        key = Known(True, at)
        name = resource.get("code", None, "required")
        called = name.value if isinstance(name, Known) and isinstance(name.value, str) else ""
        principal = Principal(
            resource.address,
            "person",
            called or resource.address,
            resource.source(),
            key,
            # "APIキー": keys are a project's, never a user's.
            keyed=inherent(None, resource.source(), "マニュアル, APIキー"),
        )
        self._powers.principal(principal)
        self._sign_in(resource.address, _in(resource.address), at, certain=not resource.doubt)
        for profile in self._resources.of(SSO):
            # "シングルサインオン": whether a profile is in use is set in the control panel.
            factor = Unknown(PROVIDER, profile.source())
            how = "signs in through the identity provider"
            step = Step(
                resource.address, _in(resource.address), how, factor.source, factor, certain=False
            )
            self._powers.step(step)

    def _sign_in(self, start: str, end: str, at: Source, *, certain: bool) -> None:
        asked = self._asked
        if isinstance(asked, Unknown):
            asked = Unknown(asked.reason, asked.source if asked.source.path else at)
        by = asked.source if isinstance(asked, Known) and asked.value else None
        how = "signs in with a password"
        if by is not None:
            how = "signs in with a password and a second factor"
        self._powers.step(Step(start, end, how, at, asked, certain, by))

    def _group(self, node: str, name: str, at: Source) -> None:
        """Draw a group: who belongs to it is set in the control panel, or by the provider."""
        self._powers.principal(Principal(node, "federated", name, at))
        self._sign_in(node, _in(node), at, certain=True)
        for profile in self._resources.of(SSO):
            factor = Unknown(PROVIDER, profile.source())
            how = "signs in through the identity provider"
            self._powers.step(Step(node, _in(node), how, factor.source, factor, False))

    def _outside(self) -> None:
        """Add a policy as whoever it names that is not in this input."""
        names: dict[str, dict[str, None]] = defaultdict(dict)
        for grant in self._grants:
            names[grant.policy.address].setdefault(grant.name)
        untold = {grant.policy.address for grant in self._grants if grant.node is None}
        for grant in self._grants:
            here = grant.node in self._resources.by_address
            if here or grant.kind == "service-principal":
                continue
            address = grant.policy.address
            called = ", ".join(name for name in names[address] if name)
            own = Unknown(OWN, grant.at) if address in untold else None
            self._powers.principal(Principal(address, "federated", called, grant.at, own))
            if grant.node is None:
                self._leads(grant, _in(address))
                self._sign_in(address, _in(address), grant.at, certain=False)
            else:
                factor = self._elsewhere(grant)
                how = f"is {grant.name}"
                self._powers.step(Step(address, grant.node, how, grant.at, factor))

    def _elsewhere(self, grant: _Grant) -> Value[bool]:
        if isinstance(self._asked, Known) and not self._resources.of(SSO):
            return self._asked
        reason = self._asked.reason if isinstance(self._asked, Unknown) else PROVIDER
        return Unknown(reason, grant.at)

    def _policies(self) -> Iterator[Resource]:
        yield from self._resources.of(POLICY)
        yield from self._resources.of(ID_POLICY)

    def _of(self, policy: Resource) -> Iterator[_Grant]:
        place = ORGANISATION if policy.type == ID_POLICY else self._place(policy)
        bindings = policy.blocks("bindings")
        if isinstance(bindings, Unknown):
            unread: Value[str] = Unknown(bindings.reason, bindings.source)
            yield _Grant(None, "", "", unread, place, bindings.source, certain=False, policy=policy)
            return
        for binding in bindings.value:
            role = self._role(binding)
            principals = binding.blocks("principals")
            if isinstance(principals, Unknown):
                yield _Grant(
                    None, "", "", role, place, principals.source, certain=False, policy=policy
                )
                continue
            for principal in principals.value:
                yield self._granted(principal, role, place, policy)

    def _granted(
        self, principal: Resource, role: Value[str], place: str, policy: Resource
    ) -> _Grant:
        kind = principal.get("type", None, "required")
        found = principal.get("id", None, "required")
        sort = str(kind.value) if isinstance(kind, Known) else ""
        node: str | None = None
        if isinstance(found, Known):
            node = self._named(found.value)
        known = node is not None and sort != ""
        if not known and isinstance(found, Known) and node in self._resources.by_address:
            known = True
        name = self._called(node, sort)
        at = principal.source("id")
        certain = known and not policy.doubt
        return _Grant(node if known else None, name, sort, role, place, at, certain, policy)

    def _named(self, value: Any) -> str | None:
        if isinstance(value, Reference):
            return value.address
        if isinstance(value, str) and value in self._ids:
            return self._ids[value]
        return str(value) if value else None

    def _called(self, node: str | None, kind: str) -> str:
        resource = self._resources.by_address.get(node or "")
        return _name(resource) if resource is not None else f"{kind} {node or ''}".strip()

    def _role(self, binding: Resource) -> Value[str]:
        kind = binding.get("role.type", None, "required")
        found = binding.get("role.id", None, "required")
        if isinstance(kind, Unknown) or isinstance(found, Unknown):
            return Unknown("which role it is, is known only after apply", found.source)
        if kind.value != "preset":
            return Unknown(f"what the role {found.value} allows is not in this input", found.source)
        return Known(str(found.value), found.source)

    def _place(self, policy: Resource) -> str:
        target = policy.get("target", None, "required")
        named = policy.get("target_id", None, "not written")
        kind = _PLACES.get(str(target.value)) if isinstance(target, Known) else None
        if kind in {None, "organisation"}:
            return ORGANISATION
        found = named.value if isinstance(named, Known) else None
        name = found.address if isinstance(found, Reference) else found
        return f"SAKURA Cloud {kind} {name}" if name else f"SAKURA Cloud {kind}"

    def _leads(self, grant: _Grant, start: str = "") -> None:
        """Draw where a role leads."""
        rules = self._rules(grant.role)
        if rules is False:
            return
        shown = grant.role.value if isinstance(grant.role, Known) else grant.role.reason
        how = f"{shown} on {grant.place}"
        certain = grant.certain and rules is True
        end = administrator(grant.place)
        if start or grant.node is not None:
            node = start or self._start(str(grant.node))
            self._powers.step(Step(node, end, how, grant.at, Known(False, grant.at), certain))
            return
        for type_ in (USER, GROUP):  # whom it names is not known: it may be any of these
            for resource in self._resources.of(type_):
                factor = Unknown(WHOM, grant.at)
                step = Step(resource.address, end, how, grant.at, factor, certain=False)
                self._powers.step(step)

    def _start(self, node: str) -> str:
        resource = self._resources.by_address.get(node)
        person = resource is not None and resource.type in {USER, GROUP}
        return _in(node) if person else node

    @staticmethod
    def _rules(role: Value[str]) -> bool | None:
        """Tell whether a role makes an administrator, None where that is not known."""
        if isinstance(role, Unknown):
            return None
        if role.value in _ADMINISTRATOR | _OF_IDENTITIES:
            return True
        if role.value.endswith("viewer") or role.value in _NOBODY:
            return False
        return None

    def _key(self, resource: Resource) -> None:
        """Draw an API key: "APIキー", whoever has it is asked for nothing more."""
        at = resource.source("iam_roles")
        key = Known(True, at)
        name = f"API key {_name(resource)}"
        self._powers.principal(Principal(resource.address, "key", name, at, key))
        project = resource.get("project_id", None, "required")
        found = project.value if isinstance(project, Known) else None
        named = found.address if isinstance(found, Reference) else found
        place = f"SAKURA Cloud project {named}" if named else "SAKURA Cloud project"
        items = resource.items("iam_roles")
        roles: list[Value[Any]] = [items] if isinstance(items, Unknown) else list(items.value)
        for role in roles:
            rules = self._rules(role.map(str) if isinstance(role, Known) else role)
            if rules is False:
                continue
            shown = role.value if isinstance(role, Known) else "a role known only after apply"
            certain = rules is True and not resource.doubt
            how = f"{shown} on {place}, by an API key"
            end = administrator(place)
            factor = Known(False, at)
            self._powers.step(Step(resource.address, end, how, role.source, factor, certain))


def _in(address: str) -> str:
    """Return the node of somebody who has signed in."""
    return f"{address} signed in"


def _name(resource: Resource) -> str:
    match resource.get("name", None, "required"):
        case Known(str() as name):
            return name
        case _:
            return resource.address
