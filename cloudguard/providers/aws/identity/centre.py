"""IAM Identity Center: permission sets, and whom they are assigned to.

IAM Identity Center User Guide, "Permission sets": each becomes a role in the account it is
assigned in. "Multi-factor authentication for Identity Center users": the identity source decides
on a second factor, which no policy of the account sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.identity.powers import Principal
from cloudguard.providers.aws.identity import sessions
from cloudguard.providers.aws.identity.evaluation import Layer
from cloudguard.providers.aws.identity.globs import hidden
from cloudguard.providers.aws.identity.graph import Graph
from cloudguard.providers.aws.identity.people import Identity
from cloudguard.providers.aws.identity.policies import Policy, unreadable
from cloudguard.providers.aws.identity.ways import Ways
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_SET: Final = "aws_ssoadmin_permission_set"
_DECIDES: Final = "IAM Identity Center decides: attest that its sign-in requires MFA"


class Centre:
    """The permission sets and assignments of one input."""

    def __init__(self, graph: Graph) -> None:
        """Read the policies of all permission sets."""
        self._graph = graph
        self._resources = graph.directory.aws.resources
        self._policies: dict[str, list[Policy]] = {}
        self._boundaries: dict[str, Layer] = {}
        self._loose: list[Policy] = []
        for resource in self._resources.of(_SET):
            self._policies[resource.address] = []
        self._read()

    def draw(self, ways: Ways) -> None:
        """Draw what whoever is assigned a permission set can do."""
        for assignment in self._resources.of("aws_ssoadmin_account_assignment"):
            address = self._set(assignment)
            resource = self._resources.by_address.get(address) if address else None
            identity = self._identity(assignment, address, resource)
            node = self._graph.node(identity, sessions.ROLE, " of a permission set")
            at = assignment.source("permission_set_arn")
            name, one = self._who(assignment), self._one(assignment)
            who = Principal(assignment.address, "federated", name, at, people=one)
            self._graph.powers.principal(who)
            self._graph.step(
                assignment.address,
                node.id,
                f"signs in through IAM Identity Center as {identity.name}",
                at,
                certain=not assignment.doubt,
                second_factor=Unknown(_DECIDES, at),
            )
            ways.explore(node)

    def _identity(
        self, assignment: Resource, address: str | None, resource: Resource | None
    ) -> Identity:
        target = assignment.get("target_id", None, "required")
        account = self._account(assignment, target)
        name = self._graph.directory.name(resource) if resource is not None else str(address)
        arn = f"arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/{hidden(name)}"
        made = Identity(assignment, "role", name, arn, account)
        if address is None or address not in self._policies:
            made.policies = [unreadable(assignment.source("permission_set_arn"))]
        else:
            made.policies = [*self._policies[address], *self._loose]
            made.boundary = self._boundaries.get(address)
        return made

    def _account(self, assignment: Resource, target: Value[Any]) -> str:
        if isinstance(target, Known) and isinstance(target.value, str) and target.value:
            return target.value
        found = target.value if isinstance(target, Known) else None
        if isinstance(found, Reference):
            account = self._resources.by_address.get(found.address)
            if account is not None and account.type == "aws_caller_identity":
                return self._graph.directory.account(account)
        return hidden(f"{assignment.address}.target_id")

    @staticmethod
    def _one(assignment: Resource) -> tuple[str] | None:
        """Return the one user that is meant, None for a group, whose members are elsewhere."""
        kind = assignment.get("principal_type", None, "required")
        value = assignment.get("principal_id", None, "required")
        user = isinstance(kind, Known) and kind.value == "USER"
        return (str(value.value),) if user and isinstance(value, Known) else None

    def _who(self, assignment: Resource) -> str:
        """Return the group or user by the name that this input gives it."""
        value = assignment.get("principal_id", None, "required")
        found = value.value if isinstance(value, Known) else None
        if isinstance(found, Reference):
            target = self._resources.by_address.get(found.address)
            if target is not None:
                for path in ("display_name", "user_name"):
                    name = target.get(path, None, "not written")
                    if isinstance(name, Known) and isinstance(name.value, str):
                        return name.value
            return found.address
        return str(found) if found else assignment.address

    def _read(self) -> None:
        for resource in self._resources.of("aws_ssoadmin_managed_policy_attachment"):
            path = "managed_policy_arn"
            value = resource.get(path, None, "required")
            policy = self._graph.directory.policy(value, resource.source(path))
            self._give(resource, policy)
        for resource in self._resources.of("aws_ssoadmin_permission_set_inline_policy"):
            self._give(resource, self._graph.directory.written(resource, "inline_policy"))
        for resource in self._resources.of("aws_ssoadmin_customer_managed_policy_attachment"):
            for block in self._blocks(resource, "customer_managed_policy_reference"):
                self._give(resource, self._named(block))
        for resource in self._resources.of("aws_ssoadmin_permissions_boundary_attachment"):
            self._bound(resource)

    def _bound(self, resource: Resource) -> None:
        address = self._set(resource)
        if not address:
            return
        at = resource.source("permissions_boundary")
        found = [unreadable(at)]
        for block in self._blocks(resource, "permissions_boundary"):
            value = block.get("managed_policy_arn", None, "not written")
            if not (isinstance(value, Known) and value.value is None):
                found = [self._graph.directory.policy(value, at)]
            for inner in self._blocks(block, "customer_managed_policy_reference"):
                found = [self._named(inner)]
        self._boundaries[address] = Layer(tuple(found), kind="boundary")

    def _named(self, block: Resource) -> Policy:
        """Return a policy of the account by its name: it is made in each account apart."""
        value = block.get("name", None, "required")
        address = self._graph.directory.find(value, "aws_iam_policy")
        policy = self._resources.by_address.get(address) if address else None
        if policy is None:
            return unreadable(block.source("name"))
        return self._graph.directory.written(policy, "policy")

    def _give(self, resource: Resource, policy: Policy) -> None:
        address = self._set(resource)
        if address is None:
            self._loose.append(replace(policy, certain=False))
        elif address in self._policies:
            self._policies[address].append(replace(policy, certain=not resource.doubt))

    def _set(self, resource: Resource) -> str | None:
        """Return the address of the permission set that is named, "" for one not in this input."""
        value = resource.get("permission_set_arn", None, "required")
        if isinstance(value, Unknown):
            return None
        if isinstance(value.value, Reference):
            return value.value.address
        for each in self._resources.of(_SET):
            if value.value in self._graph.directory.aws.names(each):
                return each.address
        return ""

    @staticmethod
    def _blocks(resource: Resource, path: str) -> Iterator[Resource]:
        blocks = resource.blocks(path)
        if isinstance(blocks, Known):
            yield from blocks.value
