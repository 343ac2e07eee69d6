"""The steps from users and groups to power over a tenancy, a compartment or an identity domain."""

from __future__ import annotations

from datetime import date
from typing import Final

from cloudguard.identity.powers import Powers, Principal, Step, administrator
from cloudguard.providers.oci.identity.people import People, User
from cloudguard.providers.oci.identity.reach import TENANCY, Reach, Session, node_of
from cloudguard.providers.oci.identity.signon import SIGN_ON, decides
from cloudguard.providers.oci.identity.statements import ANYBODY, Statements
from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

UNSEEN: Final = (
    "whether the tenancy has identity domains is not in this input: attest that its sign-on policy "
    "asks administrators for an additional factor"
)
AGE: Final = "how old its API key is, no plan tells"
OWN: Final = "whether it has a password or a key of its own is not in this input"
PROVIDER: Final = "the identity provider decides: attest that it requires MFA"
OTHER: Final = "another tenancy decides: attest that it asks whoever it lets go for a second factor"


class Graph:
    """Draws the principals and steps of one input."""

    def __init__(self, oci: Oci, powers: Powers) -> None:
        """Read people and policies."""
        self._oci = oci
        self._powers = powers
        self._people = People(oci)
        self._statements = Statements(oci, self._people)
        domains = self._people.domains
        told = None if domains is not False else False
        self._classic = domains is False
        self._decides = SIGN_ON if domains else UNSEEN
        self._key = Session("API key", told)
        self._console = Session("console", told)
        self._verified = Session("console, verified by a second factor", True)
        self._federated = Session("identity provider", None)
        self._reach = Reach(powers, self._people, self._statements, self._key)

    @property
    def _sessions(self) -> tuple[Session, ...]:
        if self._classic:
            return (self._key, self._console, self._verified, self._federated)
        return (self._console, self._key, self._federated)  # what tells most comes first

    def draw(self) -> None:
        """Draw everything."""
        for user in self._people.users.values():
            self._user(user)
        for address, name in self._people.groups.items():
            self._group(address, name)
        for address, name in self._people.dynamic.items():
            source = self._oci.resources.by_address[address].source()
            self._powers.principal(Principal(address, "machine", name, source))
        for resource in self._oci.resources.of("oci_identity_idp_group_mapping"):
            self._mapping(resource)
        for resource in self._oci.resources.of("oci_identity_domain"):
            self._domain(resource)
        for resource in self._oci.resources.of("oci_identity_domains_grant"):
            self._grant(resource)
        self._policies()
        by_subject = self._statements.by_subject()
        everybody = by_subject.get(ANYBODY, [])
        for node in sorted({*by_subject, *self._people.groups}):
            kinds = (None,) if self._reach.is_dynamic(node) else self._sessions
            for session in kinds:
                own = [*by_subject.get(node, []), *([] if node == ANYBODY else everybody)]
                self._reach.reach(node, session, own)
        for user in self._people.users.values():
            held = [r for group, _ in user.groups for r in by_subject.get(group, [])]
            for session in self._sessions:
                self._reach.several(user, session, [*held, *everybody])
        if self._statements.all:
            source = self._statements.all[0].at
            why = "the tenancy's own administrators are not in this input"
            self._powers.unseen.setdefault(TENANCY, (why, source))

    def _user(self, user: User) -> None:
        at = user.resource.source()
        keyed = _keyed(user, at)
        found = Principal(user.address, "person", user.name, at, user.key, keyed=keyed)
        self._powers.principal(found)
        exists = not user.resource.doubt
        if user.api_key is not False:
            certain = bool(user.api_key) and exists
            self._enters(user.address, self._key, Known(False, at), certain=certain)
        if user.password is not False:
            if self._classic:
                certain = bool(user.password) and exists
                self._enters(user.address, self._console, Known(False, at), certain=certain)
                self._enters(user.address, self._verified, Known(True, at), certain=exists)
            else:
                asked = decides(self._oci, at, self._decides)
                self._enters(user.address, self._console, asked, certain=exists)
        for group, certain in [*user.groups, (ANYBODY, True)]:
            for session in self._sessions:
                how = (
                    "is anybody"
                    if group == ANYBODY
                    else f"is a member of {self._reach.called(group)}"
                )
                self._step(
                    node_of(user.address, session),
                    node_of(group, session),
                    how,
                    at,
                    certain=certain,
                )

    def _group(self, address: str, name: str) -> None:
        """Draw who belongs to a group of this input, and is not in it."""
        resource = self._oci.resources.by_address[address]
        if address not in self._people.named:
            at = resource.source()
            self._powers.principal(Principal(address, "federated", name, at))
            self._members(address, address, at)

    def _members(self, start: str, group: str, at: Source) -> None:
        """Draw how members of a group that are not in this input may come in."""
        entries: list[tuple[Session, Value[bool], bool]] = [
            (self._key, Known(False, at), False),
        ]
        if self._classic:
            entries.append((self._console, Known(False, at), False))
            entries.append((self._verified, Known(True, at), True))
        else:
            entries.append((self._console, decides(self._oci, at, self._decides), True))
        for session, factor, certain in reversed(entries):
            how = f"signs in as a member of {self._reach.called(group)}: {session.kind}"
            by = self._statements.asks if factor == Known(True, at) else None
            step = Step(start, node_of(group, session), how, at, factor, certain, by)
            self._powers.step(step)

    def _mapping(self, resource: Resource) -> None:
        found, sure = self._people.addresses(
            resource.get("group_id", None, "required"), self._people.groups
        )
        name = resource.get("idp_group_name", None, "required")
        called = str(name.value) if isinstance(name, Known) else resource.address
        at = resource.source("group_id")
        self._powers.principal(Principal(resource.address, "federated", called, at))
        for group in found:
            how = f"comes from the identity provider as a member of {self._reach.called(group)}"
            end = node_of(group, self._federated)
            certain = sure and not resource.doubt
            factor = Unknown(PROVIDER, at)
            self._powers.step(Step(resource.address, end, how, at, factor, certain))

    def _domain(self, resource: Resource) -> None:
        """Draw the administrator that a domain is made with: "Creating an Identity Domain"."""
        name = resource.get("admin_user_name", None, "not written")
        mail = resource.get("admin_email", None, "not written")
        if isinstance(name, Known) and isinstance(mail, Known) and not (name.value or mail.value):
            return
        shown = name if isinstance(name, Known) and name.value else mail
        called = str(shown.value) if isinstance(shown, Known) else resource.address
        at = resource.source("admin_user_name")
        self._powers.principal(Principal(resource.address, "person", called, at))
        where = administrator(f"OCI identity domain {resource.address}")
        how = "is the administrator that the domain is made with"
        factor = decides(self._oci, at)
        self._powers.step(
            Step(resource.address, where, how, at, factor, certain=not resource.doubt)
        )

    def _grant(self, resource: Resource) -> None:
        """Draw that a role of an application may be an administrator's: its id tells nothing."""
        at = resource.source("entitlement")
        name = f"whoever {resource.address} is for"
        self._powers.principal(Principal(resource.address, "federated", name, at))
        where = administrator("OCI identity domain")
        how = "a role of an application of the identity domain"
        self._powers.step(
            Step(resource.address, where, how, at, decides(self._oci, at), certain=False)
        )

    def _policies(self) -> None:
        """Add a policy as whoever it is for that is not in this input."""
        for policy, groups in self._statements.outside().items():
            resource = self._oci.resources.by_address[policy]
            names = ", ".join(dict.fromkeys(self._reach.called(group) for group in groups))
            at = resource.source("statements")
            own = Unknown(OWN, at) if ANYBODY in groups else None
            self._powers.principal(Principal(policy, "federated", names, at, own))
            for group in groups:
                if group.startswith("tenancy "):
                    how = f"comes from {group}"
                    end = node_of(group, self._federated)
                    self._powers.step(Step(policy, end, how, at, Unknown(OTHER, at)))
                else:
                    self._members(policy, group, at)

    def _enters(self, start: str, session: Session, factor: Value[bool], *, certain: bool) -> None:
        by = self._statements.asks if isinstance(factor, Known) and factor.value else None
        how = f"signs in: {session.kind}"
        end = node_of(start, session)
        self._powers.step(Step(start, end, how, factor.source, factor, certain, by))

    def _step(self, start: str, end: str, how: str, at: Source, *, certain: bool) -> None:
        self._powers.step(Step(start, end, how, at, Known(False, at), certain))


def _keyed(user: User, at: Source) -> Value[date | None] | None:
    """Return since when a user has an API key, as far as an input tells."""
    if user.api_key is None:
        return None
    return Unknown(AGE, at) if user.api_key else Known(None, at)
