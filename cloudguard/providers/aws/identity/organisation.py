"""Policies of an organisation: what they leave to the accounts that they are attached to.

AWS Organizations User Guide, "SCP evaluation": a request needs an Allow at every level and no
Deny at any; service-linked roles and the management account are not bound. "RCP evaluation": the
policies of resources bind whoever asks. FullAWSAccess is attached to every place by default, so
an allow list restricts only where that is taken away, which an input does not show; where nothing
that is attached allows anything it is there, since nobody could do anything else. Policies that
this input does not show count only where somebody attests them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import Final

from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.evaluation import Layer
from cloudguard.providers.aws.identity.globs import meets
from cloudguard.providers.aws.identity.policies import FULL, Policy, compiled, unreadable
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown

_DEPTH: Final = 8
_FULL: Final = "FullAWSAccess"
_ANYWHERE: Final = "?"
"""A place that is not known: what is attached there may bind any account, and surely none."""
_ACCOUNT: Final = re.compile(r"\d{12}")
_SERVICE: Final = "SERVICE_CONTROL_POLICY"
_RESOURCE: Final = "RESOURCE_CONTROL_POLICY"
# IAM Identity Center User Guide, "Delegated administration": permission sets and assignments are
# made from the management account, or the one member account that is delegated to. What only these
# can make tells that an account is one.
_RULES: Final = (
    "aws_organizations_account",
    "aws_organizations_delegated_administrator",
    "aws_organizations_organization",
    "aws_organizations_organizational_unit",
    "aws_organizations_policy",
    "aws_organizations_policy_attachment",
    "aws_ssoadmin_account_assignment",
    "aws_ssoadmin_customer_managed_policy_attachment",
    "aws_ssoadmin_managed_policy_attachment",
    "aws_ssoadmin_permission_set",
    "aws_ssoadmin_permission_set_inline_policy",
    "aws_ssoadmin_permissions_boundary_attachment",
)


class Organisation:
    """The policies of one input's organisation, by what they are attached to."""

    def __init__(self, directory: Directory) -> None:
        """Read policies and attachments."""
        self._directory = directory
        self._resources = directory.aws.resources
        self._at: dict[str, list[tuple[str, Policy]]] = defaultdict(list)
        for attachment in self._resources.of("aws_organizations_policy_attachment"):
            self._attach(attachment)
        policies = self._resources.of("aws_organizations_policy")
        self._management = {directory.account(policy) for policy in policies}
        self._layers: dict[str, tuple[Layer, ...]] = {}
        made = (each for type_ in _RULES for each in self._resources.of(type_))
        self.ruling = frozenset(directory.account(each) for each in made if not each.doubt)
        """Accounts that surely manage the organisation, or its IAM Identity Center."""

    def levels(self, account: str) -> tuple[Layer, ...]:
        """Return what each level above an account allows its principals."""
        if account not in self._layers:
            self._layers[account] = tuple(self._levels(account))
        return self._layers[account]

    def of_resources(self, account: str) -> tuple[Policy, ...]:
        """Return the policies of resources that bind who uses those of an account."""
        if not self._at or account in self._management:
            return ()
        found = (p for at in self._above(account) for kind, p in self._at[at] if kind == _RESOURCE)
        return tuple(found)

    def _levels(self, account: str) -> list[Layer]:
        if not self._at or account in self._management:
            return []
        found = []
        for place in self._above(account):
            policies = tuple(p for kind, p in self._at[place] if kind == _SERVICE)
            if policies:
                if not any(s.allows for policy in policies for s in policy.statements):
                    policies = (*policies, _full_access())
                found.append(Layer(policies, may_be_wider=True, kind="organisation"))
        return found

    def _attach(self, attachment: Resource) -> None:
        address = self._found(attachment, "policy_id", "aws_organizations_policy")
        policy = self._resources.by_address.get(address) if address else None
        target = self._target(attachment)
        if policy is None:
            at = attachment.source("policy_id")
            if isinstance(attachment.get("policy_id", None, "required"), Unknown):
                self._at[target].append((_SERVICE, replace(unreadable(at), certain=False)))
            return
        kind = policy.get("type", _SERVICE, "terraform-provider-aws docs: the default type")
        content = self._directory.written(policy, "content")
        certain = content.certain and not attachment.doubt and not policy.doubt
        type_ = kind.value if isinstance(kind, Known) else _SERVICE
        self._at[target].append(
            (str(type_), replace(content, certain=certain and target != _ANYWHERE))
        )

    def _target(self, attachment: Resource) -> str:
        """Return what a policy is attached to: an account's id, an address, or `?`."""
        value = attachment.get("target_id", None, "required")
        if isinstance(value, Known) and isinstance(value.value, str):
            return value.value
        if isinstance(value, Known) and isinstance(value.value, Reference):
            reference = value.value
            target = self._resources.by_address.get(reference.address)
            if target is not None and target.type == "aws_organizations_organization":
                return "root"
            if target is not None:
                return self._id(target)
        return _ANYWHERE

    def _id(self, resource: Resource) -> str:
        known = resource.attributes.get("id") if isinstance(resource.attributes, dict) else None
        return known if isinstance(known, str) and known else resource.address

    def _found(self, resource: Resource, path: str, type_: str) -> str | None:
        value = resource.get(path, None, "required")
        if not isinstance(value, Known):
            return None
        if isinstance(value.value, Reference):
            return value.value.address
        for each in self._resources.of(type_):
            if self._id(each) == value.value:
                return each.address
        return None

    def _above(self, account: str) -> list[str]:
        """Return the places above an account, from itself to the root."""
        places = [account]
        for resource in self._resources.of("aws_organizations_account"):
            if not meets(self._id(resource), account).possible:
                continue
            if self._id(resource) == account or not _ACCOUNT.fullmatch(self._id(resource)):
                places += self._parents(resource, 0) if self._id(resource) == account else []
        # Every account of the organisation is below the root.
        member = len(places) > 1
        roots = [name for name in self._at if name == "root" or name.startswith("r-")]
        return list(dict.fromkeys([*places, *(roots if member else []), _ANYWHERE]))

    def _parents(self, resource: Resource, depth: int) -> list[str]:
        if depth >= _DEPTH:
            return []
        own = [self._id(resource)]
        value = resource.get("parent_id", "root", "not written: below the root")
        if isinstance(value, Known) and isinstance(value.value, Reference):
            target = self._resources.by_address.get(value.value.address)
            if target is not None and target.type == "aws_organizations_organizational_unit":
                return [*own, *self._parents(target, depth + 1)]
            return [*own, "root"]
        return [*own, str(value.value)] if isinstance(value, Known) else own


@cache
def _full_access() -> Policy:
    return compiled(FULL, str, Source(_FULL))
