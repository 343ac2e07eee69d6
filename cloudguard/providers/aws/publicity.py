"""Who may reach a bucket and its objects without being known: policies, ACLs and what blocks them.

S3 User Guide, "Blocking public access to your Amazon S3 storage" and "Controlling ownership of
objects". What refuses new public settings (BlockPublicAcls, BlockPublicPolicy) leaves existing
ones as they are; what ignores them (IgnorePublicAcls, RestrictPublicBuckets) closes the bucket.
A bucket of today begins with all four and without ACLs. So a public policy or ACL that stands
here beside none of them is refused when it is made, or the bucket is open: never closed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from cloudguard.providers.aws.everyone import each, either, lets_everyone_in
from cloudguard.providers.aws.provider import Aws, fact
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, any_true, negated, settled

_NAMES: Final = ("id", "bucket")
# The policy may as well be a resource of the AWS Cloud Control provider.
_POLICIES: Final = ("aws_s3_bucket_policy", "policy"), ("awscc_s3_bucket_policy", "policy_document")
# S3 User Guide, "The meaning of public": ACLs that grant anything to one of these two groups.
_GROUPS: Final = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
# S3 User Guide, "Access control list (ACL) overview", Canned ACL.
_PUBLIC_ACLS: Final = ("public-read", "public-read-write", "authenticated-read")
_ENFORCED: Final = "BucketOwnerEnforced"
_NO_POLICY: Final = "S3 User Guide: a bucket is private, and no policy of this input opens it"
_NO_ACL: Final = "S3 User Guide, ACL overview: without an ACL only the owner has access"
_OFF: Final = "terraform-provider-aws docs, aws_s3_bucket_public_access_block: false by default"
_NOT_BLOCKED: Final = "no public access block of this input closes it"
_ACLS_WORK: Final = "no aws_s3_bucket_ownership_controls switches ACLs off"
_ONLY_NEW: Final = "{name} refuses what is new, and leaves as it is what was there before"
_ANOTHER: Final = "{address} blocks it, and belongs to another provider block, perhaps account"


class Publicity:
    """The settings of one input that open buckets, and those that close them."""

    def __init__(self, resources: Resources, aws: Aws) -> None:
        """Look up companions of buckets in `resources`."""
        self.resources = resources
        self.aws = aws

    def bucket(self, bucket: Resource) -> Value[bool]:
        """Tell whether everyone may reach a bucket, by its policy or its ACL."""
        by_policy = self._policy(bucket)
        by_acl = self._acl(bucket)
        return either([self._open_policy(bucket, by_policy), self._open_acl(bucket, by_acl)])

    def object(self, resource: Resource, bucket: Resource | None) -> Value[bool]:
        """Tell whether an ACL of its own opens an object to everyone."""
        by_acl = _canned(resource)
        if resource.type == "aws_s3_object_copy":  # the others have canned ACLs only
            by_acl = either([by_acl, _granted(resource, "grant")])
        if isinstance(by_acl, Known) and not by_acl.value and not by_acl.source.assumed:
            return by_acl
        if bucket is None:
            return Unknown("the bucket decides, and it is not in this input", by_acl.source)
        return self._open_acl(bucket, by_acl)

    def _policy(self, bucket: Resource) -> Value[bool]:
        found: list[Value[bool]] = []
        for type_, path in _POLICIES:
            joined = self.resources.about(bucket, type_, "bucket", _NAMES)
            found += [lets_everyone_in(policy, path, self.aws) for policy in joined.named]
            if not joined.named and joined.possible:
                found.append(fact(joined.one(), path))
        return (
            any_true(found) if found else lets_everyone_in(bucket, "policy", self.aws, _NO_POLICY)
        )

    def _acl(self, bucket: Resource) -> Value[bool]:
        found = self.resources.about(bucket, "aws_s3_bucket_acl", "bucket", _NAMES)
        if found.named:
            values = [
                value
                for acl in found.named
                for value in (_canned(acl), _granted(acl, "access_control_policy.grant"))
            ]
            return either(values)
        if found.possible:
            return fact(found.one(), "acl")
        return either([_canned(bucket), _granted(bucket, "grant")])

    def _open_policy(self, bucket: Resource, public: Value[bool]) -> Value[bool]:
        blocked = self._blocked(bucket, "restrict_public_buckets", "block_public_policy")
        return _unless(public, [negated(blocked)])

    def _open_acl(self, bucket: Resource, public: Value[bool]) -> Value[bool]:
        blocked = self._blocked(bucket, "ignore_public_acls", "block_public_acls")
        return _unless(public, [self._acls_work(bucket), negated(blocked)])

    def _acls_work(self, bucket: Resource) -> Value[bool]:
        type_ = "aws_s3_bucket_ownership_controls"
        controls = self.resources.about(bucket, type_, "bucket", _NAMES).one()
        ownership = fact(controls, "rule.object_ownership", "", _ACLS_WORK)
        return ownership.map(lambda found: found != _ENFORCED)

    def _blocked(self, bucket: Resource, closes: str, refuses: str) -> Value[bool]:
        """Tell whether a block closes what is public, of the bucket or of the account."""
        type_ = "aws_s3_bucket_public_access_block"
        own = self.resources.about(bucket, type_, "bucket", _NAMES).one()
        found = [_closing(own, closes, refuses)]
        for block in self.resources.of("aws_s3_account_public_access_block"):
            value = _closing(block, closes, refuses)
            same = block.provider_key == bucket.provider_key
            if not same and not (isinstance(value, Known) and value.value is False):
                value = Unknown(_ANOTHER.format(address=block.address), block.source(closes))
            found.append(value)
        if (unread := self.resources.unread("aws_s3_account_public_access_block")) is not None:
            found.append(unread)
        return any_true(found)


def _closing(block: Resource, closes: str, refuses: str) -> Value[bool]:
    because = _OFF if block.attributes else _NOT_BLOCKED
    closed = fact(block, closes, False, because)
    if isinstance(closed, Unknown) or closed.value:
        return closed
    refused = fact(block, refuses, False, because)
    if isinstance(refused, Unknown):
        return refused
    if refused.value:
        return Unknown(_ONLY_NEW.format(name=refuses), refused.source)
    return closed


def _canned(resource: Resource) -> Value[bool]:
    return fact(resource, "acl", "", _NO_ACL).map(lambda found: found in _PUBLIC_ACLS)


def _granted(resource: Resource, path: str) -> Value[bool]:
    """Tell whether a grant is to one of the groups that hold everyone."""
    grants = resource.blocks(path)
    if isinstance(grants, Unknown):
        return Unknown(grants.reason, grants.source)
    name = "uri" if path == "grant" else "grantee.uri"
    uris: list[Value[Any]] = [settled(g.get(name, "", "not written")) for g in grants.value]
    none = Known(False, replace(grants.source, note=_NO_ACL))
    return either([none, *(uri.map(lambda found: found in _GROUPS) for uri in uris)])


def _unless(public: Value[bool], left: list[Value[bool]]) -> Value[bool]:
    """Return what is public, unless something closes it, whatever it is."""
    closed = next((v for v in left if isinstance(v, Known) and v.value is False), None)
    return each([public, *left]) if closed is None else closed
