"""Users, groups and roles of an input, with the policies that each has.

terraform-provider-aws 5.100 documentation, aws_iam_*: attachments by any of their resources;
`aws_iam_policy_attachment` and the `_exclusive` resources take away what they do not list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from cloudguard.providers.aws.identity.credentials import Credentials
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.evaluation import Layer
from cloudguard.providers.aws.identity.globs import MARK
from cloudguard.providers.aws.identity.holdings import Held
from cloudguard.providers.aws.identity.policies import Policy, unreadable
from cloudguard.providers.aws.identity.sessions import Caller
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

USER: Final = "aws_iam_user"
ROLE: Final = "aws_iam_role"
GROUP: Final = "aws_iam_group"
_SINGULAR: Final = {USER: "user", ROLE: "role", GROUP: "group"}

# What of an identity a live account tells apart from it.
_PARTS: Final = {
    GROUP: ("aws_iam_group_policy", "aws_iam_group_policy_attachments_exclusive"),
    USER: (
        "aws_iam_user_policy",
        "aws_iam_user_policy_attachments_exclusive",
        "aws_iam_user_group_membership",
        GROUP,
    ),
}


@dataclass(slots=True, eq=False)
class Identity:
    """A user or a role: who it is to others, and which policies it has.

    `own` are the policies that can be changed by whoever may, by ARN; `boundary_arn` names the
    boundary where it is a policy of the account; `held` tells where its policies stand, `levels`
    what its organisation leaves to its account; `groups` are addresses.
    """

    resource: Resource
    kind: str
    name: str
    arn: str
    account: str
    policies: list[Policy] = field(default_factory=list)
    boundary: Layer | None = None
    boundary_arn: str = ""
    own: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    levels: tuple[Layer, ...] = ()
    groups: list[str] = field(default_factory=list)
    credentials: Credentials = field(default_factory=Credentials)

    @property
    def address(self) -> str:
        """Return the address of its resource."""
        return self.resource.address

    @property
    def caller(self) -> Caller:
        """Return how its requests call it."""
        tags = self.resource.get("tags_all", None, "not written")
        if not (isinstance(tags, Known) and isinstance(tags.value, dict)):
            tags = self.resource.get("tags", {}, "not written")
        known = tags.value if isinstance(tags, Known) and isinstance(tags.value, dict) else {}
        texts = {str(k): v for k, v in known.items() if isinstance(v, str)}
        return Caller(self.arn, self.account, self.name if self.kind == "user" else None, texts)

    @property
    def asks_mfa(self) -> Source | None:
        """Return the policy that asks how somebody signed in, None where none does."""
        layers = self.levels if self.boundary is None else (self.boundary, *self.levels)
        above = (policy for layer in layers for policy in layer.policies)
        return next((p.at for p in (*self.policies, *above) if p.asks_mfa), None)

    def hold(self, policy: Policy, arn: str = "") -> None:
        """Have a policy, `arn` where it is one of the account or of AWS."""
        self.policies.append(policy)
        if policy.certain:
            self.held.append(Held(policy, self.kind, self.arn, arn))


class People:
    """The identities of one input."""

    def __init__(self, directory: Directory) -> None:
        """Read all users, groups and roles."""
        self.directory = directory
        self._resources = directory.aws.resources
        self.groups = {each.address: each for each in self._all(GROUP)}
        self.users = {each.address: each for each in self._all(USER)}
        self.roles = {each.address: each for each in self._all(ROLE)}
        for type_ in (GROUP, USER, ROLE):
            self._attached(type_)
            self._untold(type_)
        self._members()
        self._credentials()

    @cached_property
    def complete(self) -> bool:
        """Tell whether every identity of a live account was read."""
        told = (self._resources.unread(type_) for type_ in (USER, ROLE))
        return self._resources.live and not any(told)

    def of(self, type_: str) -> dict[str, Identity]:
        """Return the identities of a type by address."""
        return {USER: self.users, ROLE: self.roles, GROUP: self.groups}[type_]

    def all(self) -> Iterator[Identity]:
        """Yield users and roles."""
        yield from self.users.values()
        yield from self.roles.values()

    def _all(self, type_: str) -> Iterator[Identity]:
        for resource in self._resources.of(type_):
            found = Identity(
                resource,
                _SINGULAR[type_],
                self.directory.name(resource),
                self.directory.arn(resource),
                self.directory.account(resource),
            )
            if type_ != GROUP:
                self._bounded(found)
            if type_ == ROLE:
                self._inside(found)
            yield found

    def _bounded(self, identity: Identity) -> None:
        """Read the boundary: "Permissions boundaries for IAM entities"."""
        path = "permissions_boundary"
        value = identity.resource.get(path, "", "not written: no boundary")
        if isinstance(value, Known) and not value.value:
            return
        at = identity.resource.source(path)
        identity.boundary = Layer((self.directory.policy(value, at),), kind="boundary")
        address = self.directory.find(value, "aws_iam_policy")
        if address and (policy := self._resources.by_address.get(address)):
            identity.boundary_arn = self.directory.arn(policy)

    def _inside(self, role: Identity) -> None:
        """Read what stands in the role itself."""
        said = "not written: attachments say"
        arns = role.resource.get("managed_policy_arns", [], said)
        if not (isinstance(arns, Unknown) and "not written" in arns.reason):
            for value, at in self._each(role.resource, "managed_policy_arns"):
                self._give(role, value, at, certain=True)
        blocks = role.resource.blocks("inline_policy")
        if isinstance(blocks, Unknown):
            if "not written" not in blocks.reason:
                role.policies.append(unreadable(blocks.source))
            return
        for block in blocks.value:
            text = block.get("policy", "", "an empty block: no policy")
            if not (isinstance(text, Known) and not text.value):
                role.hold(self.directory.written(block, "policy"))

    def _each(self, resource: Resource, path: str) -> Iterator[tuple[Value[Any], Source]]:
        items = resource.items(path)
        if isinstance(items, Unknown):
            yield items, items.source
            return
        for item in items.value:
            yield item, item.source

    def _attached(self, type_: str) -> None:
        word = _SINGULAR[type_]
        exclusive = self._exclusive(type_)
        for resource in self._resources.of(f"{type_}_policy_attachment"):
            value = resource.get("policy_arn", None, "required")
            for identity, certain in self._meant(resource, word, type_):
                listed = exclusive.get(identity.address)
                kept = listed is None or _text(self.directory, value) in listed
                at = resource.source("policy_arn")
                self._give(identity, value, at, certain=certain and kept)
        inline = self._only_inline(type_)
        for resource in self._resources.of(f"{type_}_policy"):
            policy = self.directory.written(resource, "policy")
            name = self.directory.name(resource)
            for identity, certain in self._meant(resource, word, type_):
                kept = name in inline.get(identity.address, {name})
                identity.hold(_given(policy, certain=certain and kept))
        for resource in self._resources.of("aws_iam_policy_attachment"):
            value = resource.get("policy_arn", None, "required")
            for named, at in self._each(resource, f"{word}s"):
                for identity, certain in self._named(resource, named, type_):
                    self._give(identity, value, at, certain=certain)

    def _untold(self, type_: str) -> None:
        """Let those whose policies a live account did not tell have any."""
        for part in _PARTS.get(type_, ()) if self._resources.live else ():
            for identity in self.of(type_).values():
                if (unread := self._resources.unread(part, identity.resource)) is not None:
                    identity.policies.append(unreadable(unread.source))

    def _exclusive(self, type_: str) -> dict[str, set[str]]:
        """Read the lists outside of which nothing stays attached, and attach what they list."""
        found: dict[str, set[str]] = {}
        word = _SINGULAR[type_]
        for resource in self._resources.of(f"{type_}_policy_attachments_exclusive"):
            listed = list(self._each(resource, "policy_arns"))
            for identity, certain in self._meant(resource, f"{word}_name", type_):
                for value, at in listed:
                    self._give(identity, value, at, certain=certain)
                texts = {_text(self.directory, value) for value, _ in listed}
                found.setdefault(identity.address, set()).update(texts)
        return found

    def _only_inline(self, type_: str) -> dict[str, set[str]]:
        """Read the lists of names outside of which no policy stays in an identity."""
        found: dict[str, set[str]] = {}
        for resource in self._resources.of(f"{type_}_policies_exclusive"):
            listed = self._each(resource, "policy_names")
            names = {_text(self.directory, name) for name, _ in listed}
            for identity, _ in self._meant(resource, f"{_SINGULAR[type_]}_name", type_):
                found.setdefault(identity.address, set()).update(names)
        return found

    def _give(self, identity: Identity, value: Value[Any], at: Source, *, certain: bool) -> None:
        policy = self.directory.policy(value, at)
        address = self.directory.find(value, "aws_iam_policy")
        target = self._resources.by_address.get(address) if address else None
        arn = _text(self.directory, value)
        if target is not None and target.mode == "managed":
            arn = self.directory.arn(target)
            identity.own.append(arn)
        identity.hold(_given(policy, certain=certain), arn)

    def _meant(self, resource: Resource, path: str, type_: str) -> Iterator[tuple[Identity, bool]]:
        yield from self._named(resource, resource.get(path, None, "required"), type_)

    def _named(
        self, resource: Resource, value: Value[Any], type_: str
    ) -> Iterator[tuple[Identity, bool]]:
        """Yield the identities that a value names, and whether it surely does.

        A value of which nobody knows whom it names may name any of its kind.
        """
        address = self.directory.find(value, type_)
        if address is None:
            yield from ((each, False) for each in self.of(type_).values())
        elif address in self.of(type_):
            yield self.of(type_)[address], not resource.doubt
        else:
            # A name of none of these may be that of one whose name is not known.
            yield from ((each, False) for each in self.of(type_).values() if MARK in each.name)

    def _members(self) -> None:
        """Let users have what their groups have."""
        member: dict[str, dict[str, bool]] = defaultdict(dict)
        for resource in self._resources.of("aws_iam_group_membership"):
            groups = list(self._meant(resource, "group", GROUP))
            users = self._several(resource, "users", USER)
            _joined(member, groups, users)
        for resource in self._resources.of("aws_iam_user_group_membership"):
            users = list(self._meant(resource, "user", USER))
            groups = self._several(resource, "groups", GROUP)
            _joined(member, groups, users)
        for address, groups_ in member.items():
            user = self.users[address]
            for group, certain in groups_.items():
                given = self.groups[group].policies
                user.policies += given if certain else [replace(p, certain=False) for p in given]
                user.held += self.groups[group].held if certain else []
                user.own += self.groups[group].own
                user.groups.append(group)

    def _several(self, resource: Resource, path: str, type_: str) -> list[tuple[Identity, bool]]:
        return [
            found
            for value, _ in self._each(resource, path)
            for found in self._named(resource, value, type_)
        ]

    def _credentials(self) -> None:
        for resource in self._resources.of("aws_iam_user_login_profile"):
            for user, certain in self._meant(resource, "user", USER):
                user.credentials.may_have_login = True
                if certain:
                    user.credentials.console = Known(True, resource.source("user"))
        for resource in self._resources.of("aws_iam_access_key"):
            for user, certain in self._meant(resource, "user", USER):
                user.credentials.add_key(resource, certain=certain)
        for user in self.users.values():
            user.credentials.observe(user.resource)


def _joined(
    member: dict[str, dict[str, bool]],
    groups: Sequence[tuple[Identity, bool]],
    users: Iterable[tuple[Identity, bool]],
) -> None:
    for user, surely in users:
        for group, certain in groups:
            known = member[user.address].get(group.address, False)
            member[user.address][group.address] = known or (surely and certain)


def _given(policy: Policy, *, certain: bool) -> Policy:
    return policy if certain else replace(policy, certain=False)


def _text(directory: Directory, value: Value[Any]) -> str:
    return directory.text(value.value if isinstance(value, Known) else value)
