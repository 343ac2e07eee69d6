"""Where the policies of somebody stand: what must be changed to be rid of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from cloudguard.providers.aws.identity.policies import Policy


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A policy that somebody surely has.

    `of` is the kind of identity that has it, a group's members have it too; `where` is that
    identity's ARN; `arn` is the policy's own, "" of one that stands in the identity.
    """

    policy: Policy
    of: str
    where: str
    arn: str = ""
