"""Amazon Web Services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloudguard.assets import Asset
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.aws import (
    awscc,
    backup,
    compute,
    copies,
    grants,
    joined,
    keys,
    live,
    location,
    logs,
    storage,
)
from cloudguard.providers.aws.provider import Aws
from cloudguard.providers.package import Package

ADAPTERS: Final[tuple[Adapter[Aws], ...]] = (
    *storage.ADAPTERS,
    *compute.ADAPTERS,
    *keys.ADAPTERS,
    *backup.ADAPTERS,
    *logs.ADAPTERS,
    *location.ADAPTERS,
    *awscc.ADAPTERS,
    *joined.ADAPTERS,
)
_HERE: Final = Path(__file__).parent
_ROWS: Final = ("resources", "configuration", "awscc", "awscc_configuration")
# Who is there, what each may do, and what already runs as a role: whoever may change that becomes
# the role.
PRINCIPALS: Final = frozenset(
    {
        "aws_apprunner_service",
        "aws_batch_job_definition",
        "aws_cloudformation_stack",
        "aws_codebuild_project",
        "aws_ecs_task_definition",
        "aws_glue_dev_endpoint",
        "aws_glue_job",
        "aws_iam_access_key",
        "aws_iam_account_summary",
        "aws_iam_group",
        "aws_iam_group_policy",
        "aws_iam_group_policy_attachments_exclusive",
        "aws_iam_instance_profile",
        "aws_iam_openid_connect_provider",
        "aws_iam_policy",
        "aws_iam_role",
        "aws_iam_saml_provider",
        "aws_iam_user",
        "aws_iam_user_group_membership",
        "aws_iam_user_policy",
        "aws_iam_user_policy_attachments_exclusive",
        "aws_instance",
        "aws_lambda_function",
        "aws_launch_template",
        "aws_sagemaker_notebook_instance",
        "aws_sfn_state_machine",
    }
)


def _besides(aws: Aws) -> Iterator[Asset]:
    yield from location.provider_defaults(aws)
    yield from grants.grants(aws)
    yield from live.grants(aws)


PACKAGE: Final = Package(
    families=frozenset({"aws", "awscc"}),
    rows=tuple(_HERE / f"{name}.yaml" for name in _ROWS),
    adapters=ADAPTERS,
    make=Aws,
    besides=_besides,
    defaults=_HERE / "schema.json",
    copies=copies.read,
    network="cloudguard.providers.aws.network",
    identity="cloudguard.providers.aws.identity",
    principals=PRINCIPALS,
    live=live.TYPES,
)
