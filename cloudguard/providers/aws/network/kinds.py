"""Types of resources that have interfaces in subnets: where each says its subnets and groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_VPC_GROUPS: Final = "vpc_security_group_ids"
_GROUPS: Final = "security_group_ids"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a type of resource says its subnets, its groups and whether it has a public address.

    `through` is the attribute that names a group of subnets and the type of that; its subnets
    stand in its `subnet_ids`. `groups` None: they are made by the service, and not known; without
    any it has its VPC's default one, unless `bare` (then none is asked). `public` is the attribute
    that says whether it has a public address and the value that says so, `openly` whether it
    has one where nothing is written (None: the subnet decides). `dual` is the attribute that
    gives it IPv6 and the values that do. `placed`: where no subnet is written it lies in the
    default VPC.
    """

    type: str
    subnets: str = "subnet_ids"
    groups: str | None = _GROUPS
    through: tuple[str, str] | None = None
    address: str = ""
    public: tuple[str, Any] | None = None
    openly: bool | None = False
    dual: tuple[str, tuple[Any, ...]] | None = None
    placed: bool = False
    bare: bool = False


_TRUE: Final = (True, "true")
_NETWORK_TYPE: Final = ("network_type", ("DUAL", "dual_stack", "ipv6", "dualstack"))
_BALANCED: Final = ("ip_address_type", ("dualstack", "dualstack-without-public-ipv4"))

# terraform-provider-aws 5.100.0 and 6.0, the documentation of each type.
KINDS: Final[tuple[Kind, ...]] = (
    Kind("aws_network_interface", "subnet_id", "security_groups", address="private_ips"),
    Kind("aws_lambda_function", "vpc_config.subnet_ids", "vpc_config.security_group_ids",
         dual=("vpc_config.ipv6_allowed_for_dual_stack", _TRUE)),
    Kind("aws_ecs_service", "network_configuration.subnets",
         "network_configuration.security_groups",
         public=("network_configuration.assign_public_ip", True)),
    Kind("aws_cloudwatch_event_target", "ecs_target.network_configuration.subnets",
         "ecs_target.network_configuration.security_groups",
         public=("ecs_target.network_configuration.assign_public_ip", True)),
    Kind("aws_scheduler_schedule", "target.ecs_parameters.network_configuration.subnets",
         "target.ecs_parameters.network_configuration.security_groups",
         public=("target.ecs_parameters.network_configuration.assign_public_ip", True)),
    Kind("aws_efs_mount_target", "subnet_id", "security_groups", address="ip_address"),
    Kind("aws_lb", "subnets", "security_groups", public=("internal", False), openly=True,
         dual=_BALANCED),
    Kind("aws_alb", "subnets", "security_groups", public=("internal", False), openly=True,
         dual=_BALANCED),
    Kind("aws_elb", "subnets", "security_groups", public=("internal", False), openly=True,
         placed=True),
    Kind("aws_eks_cluster", "vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    Kind("aws_eks_node_group", "subnet_ids", "security_groups", openly=None),
    Kind("aws_eks_fargate_profile", "subnet_ids", "security_groups"),
    Kind("aws_vpc_endpoint", dual=("ip_address_type", ("dualstack", "ipv6"))),
    Kind("aws_db_instance", groups=_VPC_GROUPS,
         through=("db_subnet_group_name", "aws_db_subnet_group"),
         public=("publicly_accessible", True), dual=_NETWORK_TYPE, placed=True),
    Kind("aws_rds_cluster", groups=_VPC_GROUPS,
         through=("db_subnet_group_name", "aws_db_subnet_group"), dual=_NETWORK_TYPE, placed=True),
    Kind("aws_docdb_cluster", groups=_VPC_GROUPS,
         through=("db_subnet_group_name", "aws_docdb_subnet_group"), placed=True),
    Kind("aws_docdbelastic_cluster", groups=_VPC_GROUPS),
    Kind("aws_neptune_cluster", groups=_VPC_GROUPS,
         through=("neptune_subnet_group_name", "aws_neptune_subnet_group"), placed=True),
    Kind("aws_redshift_cluster", groups=_VPC_GROUPS,
         through=("cluster_subnet_group_name", "aws_redshift_subnet_group"),
         public=("publicly_accessible", True), placed=True),
    Kind("aws_redshiftserverless_workgroup", public=("publicly_accessible", True)),
    Kind("aws_elasticache_cluster", through=("subnet_group_name", "aws_elasticache_subnet_group"),
         dual=_NETWORK_TYPE),
    Kind("aws_elasticache_replication_group",
         through=("subnet_group_name", "aws_elasticache_subnet_group"), dual=_NETWORK_TYPE),
    Kind("aws_elasticache_serverless_cache"),
    Kind("aws_memorydb_cluster", through=("subnet_group_name", "aws_memorydb_subnet_group")),
    Kind("aws_dax_cluster", through=("subnet_group_name", "aws_dax_subnet_group")),
    Kind("aws_msk_cluster", "broker_node_group_info.client_subnets",
         "broker_node_group_info.security_groups",
         public=("broker_node_group_info.connectivity_info.public_access.type",
                 "SERVICE_PROVIDED_EIPS")),
    Kind("aws_msk_serverless_cluster", "vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    Kind("aws_opensearch_domain", "vpc_options.subnet_ids", "vpc_options.security_group_ids",
         dual=("ip_address_type", ("dualstack",))),
    Kind("aws_elasticsearch_domain", "vpc_options.subnet_ids", "vpc_options.security_group_ids"),
    Kind("aws_dms_replication_instance", groups=_VPC_GROUPS,
         through=("replication_subnet_group_id", "aws_dms_replication_subnet_group"),
         public=("publicly_accessible", True), dual=_NETWORK_TYPE),
    Kind("aws_fsx_lustre_file_system"),
    Kind("aws_fsx_windows_file_system"),
    Kind("aws_fsx_ontap_file_system"),
    Kind("aws_fsx_openzfs_file_system"),
    Kind("aws_mq_broker", groups="security_groups", public=("publicly_accessible", True)),
    Kind("aws_transfer_server", "endpoint_details.subnet_ids",
         "endpoint_details.security_group_ids"),
    Kind("aws_glue_connection", "physical_connection_requirements.subnet_id",
         "physical_connection_requirements.security_group_id_list"),
    Kind("aws_sagemaker_notebook_instance", "subnet_id", "security_groups"),
    Kind("aws_emr_cluster", "ec2_attributes.subnet_id", None, openly=None),
    Kind("aws_batch_compute_environment", "compute_resources.subnets",
         "compute_resources.security_group_ids", openly=None),
    Kind("aws_codebuild_project", "vpc_config.subnets", "vpc_config.security_group_ids"),
    Kind("aws_mwaa_environment", "network_configuration.subnet_ids",
         "network_configuration.security_group_ids"),
    Kind("aws_apprunner_vpc_connector", "subnets", "security_groups"),
    Kind("aws_apigatewayv2_vpc_link"),
    Kind("aws_synthetics_canary", "vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    Kind("aws_route53_resolver_endpoint", "ip_address.subnet_id"),
    Kind("aws_quicksight_vpc_connection"),
    Kind("aws_ec2_instance_connect_endpoint", "subnet_id"),
    Kind("aws_timestreaminfluxdb_db_instance", "vpc_subnet_ids", _VPC_GROUPS,
         public=("publicly_accessible", True)),
    Kind("aws_directory_service_directory", "vpc_settings.subnet_ids", None),
    Kind("aws_workspaces_directory", groups=None),
    Kind("aws_cloudhsm_v2_cluster", groups=None),
)  # fmt: skip

# What an instance or a launch template says of its interfaces is read in machines.py.
MACHINES: Final[tuple[Kind, ...]] = (
    Kind("aws_instance", "subnet_id", _VPC_GROUPS, address="private_ip",
         public=("associate_public_ip_address", True), openly=None, placed=True),
    Kind("aws_spot_instance_request", "subnet_id", _VPC_GROUPS, address="private_ip",
         public=("associate_public_ip_address", True), openly=None, placed=True),
    Kind("aws_autoscaling_group", "vpc_zone_identifier", _VPC_GROUPS,
         public=("associate_public_ip_address", True), openly=None, placed=True),
)  # fmt: skip
