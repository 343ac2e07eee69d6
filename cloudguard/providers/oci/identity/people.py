"""Users, groups and their credentials in one input, and what is known of identity domains.

OCI documentation, "Managing Users", "User Credentials": whoever signs its requests with an API key
is asked for no second factor; auth tokens and customer secret keys open no API of IAM.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.providers.oci.identity.grammar import HOLE
from cloudguard.providers.oci.provider import OCID, Oci
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

USERS: Final = ("oci_identity_user", "oci_identity_domains_user")
GROUPS: Final = ("oci_identity_group", "oci_identity_domains_group")
DYNAMIC: Final = ("oci_identity_dynamic_group", "oci_identity_domains_dynamic_resource_group")
DOMAINS: Final = "oci_identity_domain"
# "Deprecated IAM Service APIs": what stands in for these where there are identity domains is
# oci_identity_domains_identity_provider, and the settings of a domain.
CLASSIC: Final = ("oci_identity_identity_provider", "oci_identity_idp_group_mapping")
_KEYS: Final = (("oci_identity_api_key", "user_id"), ("oci_identity_domains_api_key", "user"))
_PASSWORDS: Final = (("oci_identity_ui_password", "user_id"),)
_OTHERS: Final = (
    ("oci_identity_auth_token", "user_id"),
    ("oci_identity_customer_secret_key", "user_id"),
    ("oci_identity_domains_auth_token", "user"),
    ("oci_identity_domains_customer_secret_key", "user"),
)
_CAPABLE: Final = "oci_identity_user_capabilities_management"
_CAPABILITIES: Final = "urnietfparamsscimschemasoracleidcsextensioncapabilities_user"


@dataclass(slots=True, eq=False)
class User:
    """A user: `groups` are nodes with whether it surely belongs; True is sure, None is perhaps."""

    resource: Resource
    name: str
    groups: list[tuple[str, bool]] = field(default_factory=list)
    api_key: bool | None = None
    password: bool | None = None
    key: Known[bool] | None = None

    @property
    def address(self) -> str:
        """Return the address of its resource."""
        return self.resource.address


class People:
    """The users and groups of one input."""

    def __init__(self, oci: Oci) -> None:
        """Read them, who belongs to which, and who has which credential."""
        self._oci = oci
        self.users = {r.address: User(r, _name(r)) for t in USERS for r in oci.resources.of(t)}
        self.groups = {r.address: _name(r) for t in GROUPS for r in oci.resources.of(t)}
        self.dynamic = {r.address: _name(r) for t in DYNAMIC for r in oci.resources.of(t)}
        self.named: set[str] = set()
        """The groups of which this input tells a member."""
        self._ids: dict[str, str] = {}
        self._called: dict[tuple[str, str], str] = {}
        for type_ in (*USERS, *GROUPS, *DYNAMIC):
            for resource in oci.resources.of(type_):
                self._ids |= dict.fromkeys(_ids(resource), resource.address)
                self._called.setdefault((type_, _name(resource).lower()), resource.address)
        self._capable = [
            (self.addresses(resource.get("user_id", None, "required"), self.users), resource)
            for resource in oci.resources.of(_CAPABLE)
        ]
        self._members()
        for types, kind in ((_KEYS, "api_key"), (_PASSWORDS, "password"), (_OTHERS, "")):
            for type_, path in types:
                for resource in oci.resources.of(type_):
                    self._credential(resource, path, kind)
        for user in self.users.values():
            self._may_have(user)

    @property
    def domains(self) -> bool | None:
        """Tell whether the tenancy has identity domains, None where nothing tells.

        "Do You Have Access to Identity Domains?"
        """
        types = self._oci.resources.types()
        if any(type_.startswith(DOMAINS) for type_ in types):
            return True
        classic = [r for type_ in CLASSIC for r in self._oci.resources.of(type_)]
        return False if any(not resource.doubt for resource in classic) else None

    def find(self, name: str, types: tuple[str, ...], *, by_id: bool) -> tuple[str, bool] | None:
        """Return the resource of types that a statement names, and whether it surely is that."""
        domain, slash, last = name.rpartition("/")
        if by_id:
            address = self._ids.get(name)
            resource = self._oci.resources.by_address.get(address or "")
            return (resource.address, True) if resource and resource.type in types else None
        for type_ in types:
            found = self._called.get((type_, last.lower()))
            plain = "domains" not in type_
            if found is not None and not (plain and slash):
                return found, plain or (bool(slash) and bool(domain))
        return None

    def open(self, types: tuple[str, ...], *, by_id: bool) -> Iterator[str]:
        """Yield the resources of types whose name or id is not known: each may be any."""
        for type_ in types:
            for resource in self._oci.resources.of(type_):
                if by_id or not _named(resource):
                    yield resource.address

    def addresses(self, value: Value[Any], among: dict[str, Any]) -> tuple[list[str], bool]:
        """Return which of some resources a value names, and whether that is sure."""
        if isinstance(value, Unknown):
            inner = value.around[1] if value.around is not None else None
            if inner is not None and inner.address in among:
                return [inner.address], True
            return list(among), False
        found = value.value
        if isinstance(found, Reference):
            if found.address in among:
                return [found.address], True
            return [], True
        address = self._ids.get(found) if isinstance(found, str) else None
        if address in among:
            return [str(address)], True
        # An id that nothing of this input has yet: all that have one are others.
        return [], True

    def _members(self) -> None:
        for resource in self._oci.resources.of("oci_identity_user_group_membership"):
            users, sure = self.addresses(resource.get("user_id", None, "required"), self.users)
            groups, known = self._groups(resource.get("group_id", None, "required"))
            for address in users:
                for group in groups:
                    certain = sure and known and not resource.doubt
                    self.users[address].groups.append((group, certain))
            if sure and users and known:
                self.named |= set(groups)
        for resource in self._oci.resources.of("oci_identity_domains_group"):
            blocks = resource.blocks("members")
            if isinstance(blocks, Unknown):
                for user in self.users.values():
                    user.groups.append((resource.address, False))
            for block in blocks.value if isinstance(blocks, Known) else ():
                found = block.get("value", None, "required")
                users, sure = self.addresses(found, self.users)
                for each in users:
                    certain = sure and not resource.doubt
                    self.users[each].groups.append((resource.address, certain))
                if sure and users:
                    self.named.add(resource.address)

    def _groups(self, value: Value[Any]) -> tuple[list[str], bool]:
        found, sure = self.addresses(value, self.groups)
        literal = value.value if isinstance(value, Known) else None
        if not found and literal:
            return [f"group {literal}"], True
        return found, sure

    def _credential(self, resource: Resource, path: str, kind: str) -> None:
        value = resource.get(f"{path}.value" if path == "user" else path, None, "not written")
        if path == "user" and isinstance(value, Known) and value.value is None:
            value = resource.get("user.ocid", None, "not written")
        users, sure = self.addresses(value, self.users)
        certain = sure and not resource.doubt
        for address in users:
            user = self.users[address]
            if certain:
                user.key = Known(True, resource.source(path))
            if kind == "api_key":
                user.api_key = True if certain or user.api_key else None
            elif kind == "password":
                user.password = True if certain or user.password else None

    def _may_have(self, user: User) -> None:
        """Read the credentials that a user may not have: "Managing User Capabilities"."""
        for kind, name in (("api_key", "can_use_api_keys"), ("password", _CONSOLE)):
            if getattr(user, kind) is None and self._cannot(user, name):
                setattr(user, kind, False)

    def _cannot(self, user: User, capability: str) -> bool:
        own = user.resource.get(f"{_CAPABILITIES}.{capability}", None, "not written")
        if isinstance(own, Known) and own.value is False and not user.resource.doubt:
            return True
        for (users, sure), resource in self._capable:
            found = resource.get(capability, None, "not written")
            no = isinstance(found, Known) and found.value is False
            if sure and users == [user.address] and no and not resource.doubt:
                return True
        return False


_CONSOLE: Final = "can_use_console_password"


def described(value: Value[Any]) -> tuple[str, Reference | None] | None:
    """Return a text with a hole where it is not known, and what that is; None for nothing known."""
    if isinstance(value, Known):
        return (str(value.value), None) if isinstance(value.value, str) else None
    if value.around is None or not value.around[0].strip():
        return None
    before, inner, after = value.around
    return f"{before}{HOLE}{after}", inner


def _name(resource: Resource) -> str:
    for path in ("display_name", "user_name", "name"):
        found = resource.get(path, None, "not written")
        if isinstance(found, Known) and isinstance(found.value, str) and found.value:
            return found.value
    return resource.address


def _named(resource: Resource) -> bool:
    return _name(resource) != resource.address


def _ids(resource: Resource) -> set[str]:
    written = resource.attributes if isinstance(resource.attributes, dict) else {}
    found = (written.get(name) for name in ("id", "ocid"))
    return {each for each in found if isinstance(each, str) and (OCID.match(each) or each)}
