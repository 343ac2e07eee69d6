"""What a state of Terraform says existed: never proof that anything is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.keys import Key
from cloudguard.disposal.wanted import (
    KEY_VALUES,
    Asked,
    Covering,
    Kind,
    Wanted,
    handles_of,
    kind_of,
)
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_SAME: Final = {
    "aws_kms_replica_key": "aws_kms_key",
    "aws_kms_external_key": "aws_kms_key",
    "aws_kms_replica_external_key": "aws_kms_key",
    "aws_ebs_snapshot_copy": "aws_ebs_snapshot",
    "aws_ami_copy": "aws_ami",
    "aws_ami_from_instance": "aws_ami",
    "aws_backup_logically_air_gapped_vault": "aws_backup_vault",
    "aws_db_snapshot_copy": "aws_db_snapshot",
    "aws_rds_cluster_snapshot_copy": "aws_db_cluster_snapshot",
    "aws_docdb_cluster_snapshot": "aws_db_cluster_snapshot",
    "aws_neptune_cluster_snapshot": "aws_db_cluster_snapshot",
    "aws_rds_cluster_instance": "aws_db_instance",
    "aws_docdb_cluster": "aws_rds_cluster",
    "aws_neptune_cluster": "aws_rds_cluster",
    "aws_docdb_cluster_instance": "aws_db_instance",
    "aws_neptune_cluster_instance": "aws_db_instance",
    "aws_elasticsearch_domain": "aws_opensearch_domain",
    "aws_fsx_lustre_file_system": "aws_fsx_file_system",
    "aws_fsx_ontap_file_system": "aws_fsx_file_system",
    "aws_fsx_openzfs_file_system": "aws_fsx_file_system",
    "aws_fsx_windows_file_system": "aws_fsx_file_system",
}
"""Types of Terraform that the API answers for under another: RDS lists Neptune and DocumentDB."""


def of_state(
    resources: Iterable[Resource],
    assets: Iterable[Asset],
    known: frozenset[str],
    contract: str,
    covering: Covering,
) -> Asked:
    """Return what a state of Terraform says existed: what holds data, keys, users.

    `assets` are those that hold data or are keys; `known` the types that a collector lists.
    """
    asked = Asked()
    by_id = {asset.id: asset for asset in assets}
    for resource in resources:
        type_ = _SAME.get(resource.type, resource.type)
        asset = by_id.get(resource.address)
        if asset is None and type_ not in known:
            continue  # holds no data of its own
        asked.types.add(type_)
        asset = asset or _of(resource)
        found = covering(asset)
        sure = not isinstance(found, Unknown)
        owner, class_ = found if not isinstance(found, Unknown) else (contract, None)
        if owner == contract:
            asked.wanted.append(_of_resource(resource, asset, type_, class_, sure=sure))
        elif owner is None:
            asked.uncovered[type_] = asked.uncovered.get(type_, 0) + 1
        else:
            asked.others += 1
    return asked


def _of(resource: Resource) -> Asset:
    source = resource.source()
    tags = resource.get("tags_all")
    return Configuration(
        id=resource.address,
        provider=resource.type.partition("_")[0],
        type=resource.type,
        origin=source,
        location=Unknown("not asked", source),
        tags=tags
        if isinstance(tags, Known) and isinstance(tags.value, dict)
        else Known({}, source),
        account=_account(resource),
        names=(),
    )


def _account(resource: Resource) -> Value[str]:
    account = _arn(resource).split(":")[4:5]
    if account and account[0]:
        return Known(account[0], resource.source("arn"))
    return Unknown("the state does not name it", resource.source())


def _arn(resource: Resource) -> str:
    arn = resource.attributes.get("arn") if isinstance(resource.attributes, dict) else None
    return arn if isinstance(arn, str) and arn.startswith("arn:") else ""


def _of_resource(
    resource: Resource, asset: Asset, type_: str, class_: str | None, *, sure: bool
) -> Wanted:
    values = resource.attributes if isinstance(resource.attributes, dict) else {}
    texts = (values.get(name) for name in ("arn", "id", "versionless_id"))
    names = frozenset(t for t in texts if isinstance(t, str) and t)
    arn = _arn(resource)
    parts = arn.split(":")
    region = values.get("region") or (parts[3] if arn and parts[3] else None)
    account = asset.account.value if isinstance(asset.account, Known) else None
    kind: Kind = "key" if isinstance(asset, Key) else kind_of(type_)
    keys = (values.get(name) for name in KEY_VALUES)
    return Wanted(
        id=arn or next(iter(sorted(names)), resource.address),
        names=names or frozenset({resource.address}),
        type=type_,
        region=region if isinstance(region, str) else None,
        account=account,
        provider=asset.provider,
        kind=kind,
        data_class=class_,
        keys=frozenset(k for k in keys if isinstance(k, str)) if kind == "data" else frozenset(),
        sure=sure,
        address=resource.address,
        handles=handles_of(values),
    )
