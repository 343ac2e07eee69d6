"""What already has a role, and what it is called in policies: functions, instances, projects.

Service Authorization Reference, "Resource types defined by …" of each service;
terraform-provider-aws 5.100 documentation for the attribute that names the role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.providers.aws.documents import document
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.globs import ANY, hidden
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_PROFILES: Final = ("aws_iam_instance_profile",)
_ROLES: Final = ("aws_iam_role",)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type: where it names its role, its ARN, and the attribute that ends it.

    `inside` is where in the document that stands there the role is named.
    """

    type: str
    role: str
    arn: str
    name: str = "name"
    profile: bool = False
    inside: str = ""


_KINDS: Final[dict[str, tuple[_Kind, ...]]] = {
    "lambda": (_Kind("aws_lambda_function", "role", "lambda:{region}:{account}:function:{name}", "function_name"),),  # noqa: E501  # a table
    "instance": (
        _Kind("aws_instance", "iam_instance_profile", "ec2:{region}:{account}:instance/{name}", "id", profile=True),  # noqa: E501
        _Kind("aws_spot_instance_request", "iam_instance_profile", "ec2:{region}:{account}:instance/{name}", "spot_instance_id", profile=True),  # noqa: E501
        _Kind("aws_launch_template", "iam_instance_profile.name", "ec2:{region}:{account}:instance/{name}", "", profile=True),  # noqa: E501
        _Kind("aws_launch_template", "iam_instance_profile.arn", "ec2:{region}:{account}:instance/{name}", "", profile=True),  # noqa: E501
    ),
    "launch-template": (
        _Kind("aws_launch_template", "iam_instance_profile.name", "ec2:{region}:{account}:launch-template/{name}", "id", profile=True),  # noqa: E501
        _Kind("aws_launch_template", "iam_instance_profile.arn", "ec2:{region}:{account}:launch-template/{name}", "id", profile=True),  # noqa: E501
    ),
    "batch-job": (_Kind("aws_batch_job_definition", "container_properties", "batch:{region}:{account}:job-definition/{name}:1", inside="jobRoleArn"),),  # noqa: E501
    "ecs": (_Kind("aws_ecs_task_definition", "task_role_arn", "ecs:{region}:{account}:task/{name}", ""),),  # noqa: E501
    "glue-endpoint": (_Kind("aws_glue_dev_endpoint", "role_arn", "glue:{region}:{account}:devEndpoint/{name}"),),  # noqa: E501
    "glue-job": (_Kind("aws_glue_job", "role_arn", "glue:{region}:{account}:job/{name}"),),
    "codebuild": (_Kind("aws_codebuild_project", "service_role", "codebuild:{region}:{account}:project/{name}"),),  # noqa: E501
    "notebook": (_Kind("aws_sagemaker_notebook_instance", "role_arn", "sagemaker:{region}:{account}:notebook-instance/{name}"),),  # noqa: E501
    "apprunner": (_Kind("aws_apprunner_service", "instance_configuration.instance_role_arn", "apprunner:{region}:{account}:service/{name}/*", "service_name"),),  # noqa: E501
    "stack": (_Kind("aws_cloudformation_stack", "iam_role_arn", "cloudformation:{region}:{account}:stack/{name}/*"),),  # noqa: E501
    "state-machine": (_Kind("aws_sfn_state_machine", "role_arn", "states:{region}:{account}:stateMachine:{name}"),),  # noqa: E501
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that has a role: `role` is its address, "" where it may be any."""

    resource: Resource
    arn: str
    role: str


def holders(directory: Directory) -> dict[str, list[Holder]]:
    """Return by kind what has a role in this input."""
    return {name: list(_of(kinds, directory)) for name, kinds in _KINDS.items()}


def _of(kinds: tuple[_Kind, ...], directory: Directory) -> Iterator[Holder]:
    for kind in kinds:
        for resource in directory.aws.resources.of(kind.type):
            role = _role(resource, kind, directory)
            if role is not None:
                yield Holder(resource, _arn(resource, kind, directory), role)


def _role(resource: Resource, kind: _Kind, directory: Directory) -> str | None:
    """Return the address of a role; "" where nobody knows which; None where it has none."""
    value = resource.get(kind.role, "", "not written: no role")
    if isinstance(value, Known) and not value.value:
        return None
    if kind.inside:
        found = document(resource, kind.role, directory.aws)
        if isinstance(found, Unknown):
            return ""
        inner = found.value.get(kind.inside)
        if inner is None:
            return None
        value = inner if isinstance(inner, Unknown) else Known(inner, found.source)
    if not kind.profile:
        return _named(value, directory, _ROLES)
    if isinstance(value, Known) and isinstance(value.value, Reference):
        target = directory.aws.resources.by_address.get(value.value.address)
        if target is not None and target.type in _ROLES:
            return target.address
    profile = _named(value, directory, _PROFILES)
    target = directory.aws.resources.by_address.get(profile) if profile else None
    if target is None:
        return profile
    return _named(target.get("role", "", "not written: no role"), directory, _ROLES)


def _named(value: Value[Any], directory: Directory, types: tuple[str, ...]) -> str | None:
    """Return the address that a value names, "" where it may be any, None where it is elsewhere."""
    found = directory.find(value, *types)
    if found is None or (not found and directory.nameless(*types)):
        return ""
    return found or None


def _arn(resource: Resource, kind: _Kind, directory: Directory) -> str:
    written = resource.attributes.get("arn") if isinstance(resource.attributes, dict) else None
    if kind.name and isinstance(written, str) and written.startswith("arn:"):
        return written
    name = resource.get(kind.name, None, "not written") if kind.name else None
    known = name.value if isinstance(name, Known) and isinstance(name.value, str) else None
    made = kind.arn.format(
        region=directory.region(resource),
        account=directory.account(resource),
        name=known or hidden(f"{resource.address}.id"),
    )
    return f"arn:aws:{made}".replace("/*", f"/{ANY}")
