"""What is easily taken for Japan, for encrypted with one's own key, for kept: and is not."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.assets import Asset, Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Copy, LogStore, ObjectStore, Store
from cloudguard.providers.google.buckets import soft_deleted
from cloudguard.providers.google.places import SEVERAL, place_named
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown
from tests.building import every, not_known, ref, why
from tests.providers.google.building import (
    KEY,
    OSAKA,
    SEOUL,
    TOKYO,
    country,
    known,
    made,
    one,
    understood,
)


def bucket(**attributes: Any) -> Resource:
    return made("google_storage_bucket", **{"name": "b", "location": "ASIA1", **attributes})


def placed(*resources: Resource, **written: str) -> Placed:
    """Return what stands for the last resource."""
    return one(understood(*resources, **written), Placed, resources[-1].address)


@pytest.mark.parametrize(
    ("location", "expected"),
    [("ASIA1", "JP"), ("asia1", "JP"), ("ASIA", SEVERAL), ("ASIA-NORTHEAST1", "JP"),
     ("ASIA-NORTHEAST3", "KR"), ("US", "US"), ("NAM4", "US"), ("EUR4", "FI, NL"), ("MOON", None)],
)  # fmt: skip
def test_where_a_bucket_lies(location: str, expected: str | None) -> None:
    assert country(placed(bucket(location=location))) == expected


@pytest.mark.parametrize(
    ("regions", "expected"),
    [(["ASIA-NORTHEAST1", "ASIA-NORTHEAST2"], "JP"), (["ASIA-NORTHEAST1", "ASIA-EAST1"], "JP, TW")],
)
def test_a_placement_pins_a_bucket(regions: list[str], expected: str) -> None:
    pinned = bucket(location="ASIA", custom_placement_config=[{"data_locations": regions}])
    assert country(placed(pinned)) == expected


@pytest.mark.parametrize(
    ("name", "service", "expected"),
    [
        ("asia1", "storage", "JP"),
        ("asia1", "spanner", "JP, KR"),
        ("asia1", "kms", "JP, KR"),
        ("regional-asia-northeast1", "spanner", "JP"),
        ("projects/p/instanceConfigs/dual-region-japan1", "spanner", "JP"),
        ("nam-eur-asia1", "spanner", SEVERAL),
        ("asia-northeast3", "compute", "KR"),
        ("asia-northeast3-a", "compute", "KR"),
        ("asia-northeast1-c", "compute", "JP"),
        ("asia", "artifact", SEVERAL),
        ("us", "bigquery", "US"),
        ("https://www.googleapis.com/compute/v1/projects/p/zones/asia-northeast2-b", "", "JP"),
        ("us-central", "app", "US"),
    ],
)
def test_a_place_is_by_service(name: str, service: str, expected: str) -> None:
    assert place_named(name, service).country == expected


@pytest.mark.parametrize("service", ["logging", "kms", "dialogflow"])
def test_global_is_no_place(service: str) -> None:
    found = place_named("global", service)
    assert (found.country, found.service) == (None, service)


@pytest.mark.parametrize(
    ("config", "expected"),
    [("dual-region-japan1", "JP"), ("asia1", "JP, KR"), (f"regional-{OSAKA}", "JP")],
)
def test_a_database_of_spanner_lies_with_its_instance(config: str, expected: str) -> None:
    instance = made("google_spanner_instance", name="main", config=config)
    for named in ("main", ref(instance, "name")):
        database = made("google_spanner_database", "d", instance=named)
        assert country(placed(instance, database)) == expected


def test_a_witness_abroad_is_a_copy() -> None:
    replicas = [{"location": TOKYO}, {"location": OSAKA}, {"location": SEOUL}]
    found = understood(made("google_spanner_instance_config", replicas=replicas))
    assert [country(copy) for copy in every(found, Copy)] == ["JP", "KR"]
    assert country(one(found, Placed)) == "JP, KR"


def test_a_key_lies_in_its_ring() -> None:
    for location, expected in ((TOKYO, "JP"), ("asia1", "JP, KR")):
        ring = made("google_kms_key_ring", location=location)
        key = made("google_kms_crypto_key", "k", key_ring=ref(ring))
        assert country(placed(ring, key)) == expected
    text = f"projects/p/locations/{SEOUL}/keyRings/r"
    assert country(placed(made("google_kms_crypto_key", key_ring=text))) == "KR"
    elsewhere = made("google_kms_crypto_key", key_ring="ring-of-another-input")
    assert why(placed(elsewhere).location).endswith("where it lies cannot be seen")


@pytest.mark.parametrize(
    ("attributes", "days"),
    [({}, None), ({"rotation_period": "7776000s"}, 90), ({"rotation_period": "31536000s"}, 365)],
)
def test_how_often_a_key_is_rotated(attributes: dict[str, Any], days: int | None) -> None:
    key = one(understood(made("google_kms_crypto_key", key_ring="r", **attributes)), Key)
    assert known(key.rotation_days) == days
    assert known(key.rotatable) is True


@pytest.mark.parametrize(
    "attributes",
    [
        {"purpose": "ASYMMETRIC_SIGN"},
        {"import_only": True},
        {"version_template": [{"protection_level": "EXTERNAL"}]},
    ],
)
def test_a_kind_of_key_that_nothing_rotates(attributes: dict[str, Any]) -> None:
    key = one(understood(made("google_kms_crypto_key", key_ring="r", **attributes)), Key)
    assert known(key.rotatable) is False


@pytest.mark.parametrize(("mode", "rotated"), [("CLOUD_KMS", True), ("MANUAL", False)])
def test_an_external_key_is_rotated_where_its_connection_lets_cloud_kms(
    mode: str, *, rotated: bool
) -> None:
    connection = made("google_kms_ekm_connection", "c", key_management_mode=mode)
    key = made(
        "google_kms_crypto_key",
        key_ring="r",
        crypto_key_backend=ref(connection),
        version_template=[{"protection_level": "EXTERNAL_VPC"}],
    )
    assert known(one(understood(connection, key), Key).rotatable) is rotated
    assert isinstance(one(understood(key), Key).rotatable, Unknown)


def test_a_key_whose_versions_are_disabled_cannot_be_used() -> None:
    key = made("google_kms_crypto_key", key_ring="r", skip_initial_version_creation=True)
    off = made("google_kms_crypto_key_version", "v", crypto_key=ref(key), state="DISABLED")
    assert known(one(understood(key, off), Key).enabled) is False
    assert known(one(understood(key), Key).enabled) is True
    with_others = made("google_kms_crypto_key", key_ring="r")
    assert isinstance(one(understood(with_others, off), Key).enabled, Unknown)


def test_bigquery_lies_in_america_unless_it_is_told_otherwise() -> None:
    dataset = made("google_bigquery_dataset", dataset_id="tax")
    assert country(placed(dataset)) == "US"
    table = made("google_bigquery_table", "t", dataset_id="tax")
    assert country(placed(dataset, table)) == "US"
    told = made("google_bigquery_dataset", dataset_id="tax", location=TOKYO)
    assert country(placed(told, table)) == "JP"


def test_a_secret_that_is_replicated_automatically_lies_anywhere() -> None:
    automatic = made("google_secret_manager_secret", replication=[{"auto": [{}]}])
    assert known(placed(automatic).location).service == "secretmanager"
    replicas = [{"location": TOKYO}, {"location": OSAKA}]
    told = made(
        "google_secret_manager_secret", replication=[{"user_managed": [{"replicas": replicas}]}]
    )
    found = understood(told)
    assert country(one(found, Store)) == "JP"
    assert [country(copy) for copy in every(found, Copy)] == ["JP"]


def test_one_replica_without_a_key_of_ones_own_is_enough() -> None:
    keyed = {"location": TOKYO, "customer_managed_encryption": [{"kms_key_name": KEY}]}
    for replicas, held in (([keyed, {"location": OSAKA}], False), ([keyed], True)):
        managed = [{"user_managed": [{"replicas": replicas}]}]
        secret = made("google_secret_manager_secret", replication=managed)
        assert bool(known(one(understood(secret), Store).key)) is held


def test_where_a_topic_without_a_storage_policy_keeps_messages_an_organisation_decides() -> None:
    topic = made("google_pubsub_topic", name="t")
    assert "an organisation policy on locations decides" in why(placed(topic).location)
    waiting = made("google_pubsub_subscription", "s", topic=ref(topic))
    for values, expected in ((["in:jp-locations"], "JP"), (["in:asia-locations"], SEVERAL)):
        above = policy(allowed(*values))
        assert country(placed(above, topic)) == expected
        assert country(placed(above, topic, waiting)) == expected
    elsewhere = policy(allowed("in:jp-locations"))
    elsewhere.attributes["name"] = "projects/q/policies/gcp.resourceLocations"
    assert isinstance(placed(elsewhere, topic).location, Unknown)


def test_a_topic_with_a_storage_policy_keeps_messages_where_it_says() -> None:
    regions = {"allowed_persistence_regions": [TOKYO, OSAKA]}
    told = made("google_pubsub_topic", name="t", message_storage_policy=[regions])
    assert country(placed(told)) == "JP"
    assert country(placed(told, made("google_pubsub_subscription", "s", topic="t"))) == "JP"


@pytest.mark.parametrize(
    ("attributes", "days"),
    [({}, 30), ({"retention_days": 0}, 30), ({"retention_days": 400}, 400)],
)
def test_a_log_bucket_keeps_thirty_days_unless_it_is_told(
    attributes: dict[str, Any], days: int
) -> None:
    log_bucket = made(
        "google_logging_project_bucket_config",
        bucket_id="_Default",
        location="global",
        **attributes,
    )
    store = one(understood(log_bucket), LogStore)
    assert known(store.retention_days) == days
    assert known(store.lock) is None
    assert known(store.location).service == "logging"


def test_required_is_locked_for_four_hundred_days() -> None:
    required = made(
        "google_logging_organization_bucket_config", bucket_id="_Required", location="global"
    )
    store = one(understood(required), LogStore)
    assert known(store.retention_days) == 400
    assert known(store.lock).mode == "compliance"


def test_a_locked_log_bucket() -> None:
    locked = made(
        "google_logging_project_bucket_config",
        bucket_id="audit",
        location=TOKYO,
        project="p",
        retention_days=400,
        locked=True,
    )
    store = one(understood(locked), LogStore)
    assert str(known(store.lock)) == "compliance, 400 days"
    assert f"projects/p/locations/{TOKYO}/buckets/audit" in store.names


def audit(**entry: Any) -> Resource:
    return made(
        "google_project_iam_audit_config",
        project="p",
        service="allServices",
        audit_log_config=[{"log_type": kind, **entry} for kind in ("DATA_READ", "DATA_WRITE")],
    )


def test_who_is_exempted_leaves_no_trace() -> None:
    assert known(one(understood(audit()), AuditTrail).enabled) is True
    exempted = one(understood(audit(exempted_members=["user:a@example.jp"])), AuditTrail)
    assert known(exempted.enabled) is False
    assert exempted.enabled.source.note == "exempt from it: user:a@example.jp"


def test_access_to_data_is_not_recorded_unless_something_says_so() -> None:
    project = made("google_project", project_id="p")
    assert "off by default" in why(one(understood(project), ServiceLog).enabled)
    on = one(understood(project, audit()), ServiceLog)
    assert known(on.enabled) is True


def test_access_to_data_is_kept_in_default_and_where_sinks_send_it() -> None:
    (nowhere,) = one(understood(audit()), LogDelivery).destinations
    assert "30 days" in why(nowhere)
    default = made(
        "google_logging_project_bucket_config", project="p", bucket_id="_Default", location="global"
    )
    kept = one(understood(default, audit()), LogDelivery)
    assert [str(known(d)) for d in kept.destinations] == [default.address]
    sink = made(
        "google_logging_project_sink",
        project="p",
        destination="storage.googleapis.com/audit-bucket",
        filter='logName:"cloudaudit.googleapis.com"',
    )
    found = [a for a in every(understood(sink, audit()), LogDelivery) if "audit" in a.id]
    assert [known(d) for d in found[0].destinations] == ["storage.googleapis.com/audit-bucket"]


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("storage.googleapis.com/b", "storage.googleapis.com/b"),
        ("bigquery.googleapis.com/projects/p/datasets/d", "projects/p/datasets/d"),
        (
            f"logging.googleapis.com/projects/p/locations/{TOKYO}/buckets/audit",
            f"projects/p/locations/{TOKYO}/buckets/audit",
        ),
    ],
)
def test_where_a_sink_sends_logs(destination: str, expected: str) -> None:
    sink = made("google_logging_project_sink", destination=destination)
    assert [known(d) for d in one(understood(sink), LogDelivery).destinations] == [expected]


def test_a_destination_made_of_a_store_is_that_store() -> None:
    store = made("google_logging_project_bucket_config", bucket_id="audit", location=TOKYO)
    reason = f"made of {store.address}.id, known only after apply"
    sink = made("google_logging_project_sink", destination=not_known(reason))
    (found,) = one(understood(store, sink), LogDelivery).destinations
    assert known(found).address == store.address
    assert found.source.assumed


@pytest.mark.parametrize(
    "attributes",
    [
        {"disabled": True},
        {"exclusions": [{"name": "x", "filter": 'logName:"cloudaudit.googleapis.com"'}]},
    ],
)
def test_a_sink_that_lets_no_audit_logs_through(attributes: dict[str, Any]) -> None:
    sink = made("google_logging_project_sink", destination="storage.googleapis.com/b", **attributes)
    assert known(one(understood(sink), LogSource).enabled) is False


def test_an_exclusion_of_audit_logs_is_a_gap() -> None:
    gap = made("google_logging_project_exclusion", filter='logName:"cloudaudit.googleapis.com"')
    assert known(one(understood(gap), LogSource).enabled) is False
    noise = made("google_logging_project_exclusion", filter="severity<INFO")
    assert every(understood(noise), LogSource) == []


def rule(action: str, **condition: Any) -> dict[str, Any]:
    return {"action": [{"type": action}], "condition": [condition]}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([], None),
        ([rule("Delete", age=30)], 30),
        ([rule("Delete", age=400), rule("Delete", age=90)], 90),
        ([rule("SetStorageClass", age=30)], None),
        ([rule("Delete", age=30, with_state="ARCHIVED")], None),
        ([rule("Delete", num_newer_versions=3)], None),
        ([rule("Delete", created_before="2026-01-01")], 0),
        ([rule("Delete", age=0, send_age_if_zero=True)], 0),
    ],
)
def test_how_long_a_bucket_keeps_objects(rules: list[Any], days: int | None) -> None:
    assert known(one(understood(bucket(lifecycle_rule=rules)), ObjectStore).retention_days) == days


def test_what_is_deleted_is_kept_seven_days_longer_by_default() -> None:
    assert known(soft_deleted(bucket())) == 7
    off = bucket(soft_delete_policy=[{"retention_duration_seconds": 0}])
    assert known(soft_deleted(off)) == 0


@pytest.mark.parametrize(
    ("policy", "lock"),
    [
        ({}, None),
        ({"retention_period": 31536000}, "governance, 365 days"),
        ({"retention_period": "31536000", "is_locked": True}, "compliance, 365 days"),
    ],
)
def test_what_keeps_objects_from_deletion(policy: dict[str, Any], lock: str | None) -> None:
    made_ = bucket(retention_policy=[policy] if policy else [])
    found = known(one(understood(made_), ObjectStore).lock)
    assert (str(found) if found else None) == lock


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({"enabled": True}, [SEVERAL]),
        ({"enabled": True, "location": OSAKA}, ["JP"]),
        ({"enabled": True, "location": "us"}, ["US"]),
        ({"enabled": False, "location": "us"}, []),
        ({}, []),
    ],
)
def test_backups_of_cloud_sql_lie_in_a_multi_region_unless_told(
    configuration: dict[str, Any], expected: list[str]
) -> None:
    settings = [{"backup_configuration": [configuration]}]
    found = understood(made("google_sql_database_instance", settings=settings))
    assert [country(copy) for copy in every(found, Copy)] == expected


def test_a_replica_has_the_key_of_its_primary_in_the_same_region() -> None:
    primary = made("google_sql_database_instance", "a", name="a", encryption_key_name=KEY)
    for region, held in ((TOKYO, True), (OSAKA, False)):
        replica = made("google_sql_database_instance", "b", region=region, master_instance_name="a")
        found = understood(primary, replica)
        assert bool(known(one(found, Store, replica.address).key)) is held
        assert [copy.of for copy in every(found, Copy)] == ["a"]


def test_a_snapshot_lies_in_a_multi_region_unless_told() -> None:
    disk = made("google_compute_disk", name="d", zone=f"{TOKYO}-a")
    snapshot = made("google_compute_snapshot", "s", source_disk=ref(disk))
    assert country(placed(disk, snapshot)) == SEVERAL
    told = made("google_compute_snapshot", "s", source_disk="d", storage_locations=[OSAKA])
    assert country(placed(disk, told)) == "JP"
    where = [{"policy": "SPECIFIC_LOCATIONS", "locations": [{"name": TOKYO, "location": TOKYO}]}]
    settings = made("google_compute_snapshot_settings", storage_location=where)
    assert country(placed(disk, settings, snapshot)) == "JP"


def test_a_schedule_of_snapshots_makes_copies() -> None:
    retention = {"max_retention_days": 7}
    for properties, expected in (
        ([], [SEVERAL]),
        ([{"storage_locations": [OSAKA]}], ["JP"]),
    ):
        schedule = [{"retention_policy": [retention], "snapshot_properties": properties}]
        policy = made("google_compute_resource_policy", snapshot_schedule_policy=schedule)
        copies = every(understood(policy), Copy)
        assert [country(copy) for copy in copies] == expected


def test_every_cluster_of_bigtable_holds_the_data() -> None:
    clusters = [{"zone": f"{TOKYO}-a", "kms_key_name": KEY}, {"zone": f"{SEOUL}-a"}]
    found = understood(made("google_bigtable_instance", name="i", cluster=clusters))
    assert [country(copy) for copy in every(found, Copy)] == ["KR"]
    store = one(found, Store)
    assert country(store) == "JP, KR"
    assert isinstance(store.key, Unknown)  # one cluster has a key, the other none


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"region": TOKYO}, "JP"),
        ({"zone": f"{OSAKA}-a"}, "JP"),
        ({"region": SEOUL}, "KR"),
        ({"region": "us-central1", "zone": f"{TOKYO}-a"}, "US"),
    ],
)
def test_the_provider_block_decides_for_what_names_no_place(
    written: dict[str, str], expected: str
) -> None:
    found = understood(made("google_compute_disk", name="d"), **written)
    assert country(one(found, ProviderDefault)) == expected
    assert country(one(found, Placed)) == expected


def test_a_provider_block_without_a_region_is_not_known() -> None:
    found = understood(made("google_compute_disk", name="d"), project="p")
    assert "GOOGLE_REGION" in why(one(found, ProviderDefault).location)


def policy(*rules: dict[str, Any], **spec: Any) -> Resource:
    body = [{"rules": list(rules), **spec}]
    return made(
        "google_org_policy_policy", name="organizations/1/policies/gcp.resourceLocations", spec=body
    )


def left(*resources: Resource) -> set[str | None]:
    found = one(understood(*resources), RegionGuardrail)
    return {place.country for place in known(found.reachable)}


def allowed(*values: str) -> dict[str, Any]:
    return {"values": [{"allowed_values": list(values)}]}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([allowed("in:jp-locations")], {"JP"}),
        ([allowed("in:asia-northeast1-locations", "in:asia-northeast2-locations")], {"JP"}),
        ([allowed(TOKYO, OSAKA)], {"JP"}),
        ([allowed("asia1")], {"JP", "JP, KR"}),  # of Cloud Storage, of Spanner and Cloud KMS
        ([allowed("in:asia-locations")], {SEVERAL}),
        ([allowed("in:asia-northeast3-locations")], {"KR"}),
        ([allowed("in:jp-locations"), {"allow_all": "TRUE"}], None),
        ([{"deny_all": "TRUE"}], set()),
        ([allowed("in:somewhere-locations")], {None}),
    ],
)
def test_which_places_an_organisation_policy_leaves(
    rules: list[dict[str, Any]], expected: set[str | None] | None
) -> None:
    if expected is None:
        assert {"JP", "KR", "US"} <= left(policy(*rules))
    else:
        assert left(policy(*rules)) == expected


def test_what_is_inherited_may_add_places() -> None:
    inherits = policy(allowed("in:jp-locations"), inherit_from_parent=True)
    reachable = one(understood(inherits), RegionGuardrail).reachable
    assert isinstance(reachable, Unknown)
    assert len(reachable.among) == 2


def test_what_is_denied_leaves_the_rest() -> None:
    denied = policy({"values": [{"denied_values": ["in:us-central1-locations"]}]})
    assert {"JP", "KR", "US"} <= left(denied)


def test_another_policy_or_a_dry_run_restricts_nothing() -> None:
    other = made("google_org_policy_policy", name="projects/p/policies/iam.x", spec=[{"rules": []}])
    tried = made(
        "google_org_policy_policy",
        name="projects/p/policies/gcp.resourceLocations",
        dry_run_spec=[{"rules": [allowed("in:jp-locations")]}],
    )
    for each in (other, tried):
        assert every(understood(each), RegionGuardrail) == []


def test_the_older_resource_for_policies() -> None:
    older = made(
        "google_organization_policy",
        org_id="1",
        constraint="constraints/gcp.resourceLocations",
        list_policy=[{"allow": [{"values": ["in:jp-locations"]}]}],
    )
    assert left(older) == {"JP"}


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("google_compute_disk", {"disk_encryption_key": [{"kms_key_self_link": KEY}]}),
        ("google_sql_database_instance", {"encryption_key_name": KEY}),
        ("google_bigquery_dataset", {"default_encryption_configuration": [{"kms_key_name": KEY}]}),
        ("google_pubsub_topic", {"kms_key_name": KEY}),
        (
            "google_container_cluster",
            {"database_encryption": [{"state": "ENCRYPTED", "key_name": KEY}]},
        ),
        ("google_alloydb_cluster", {"encryption_config": {"kms_key_name": KEY}}),
        ("google_spanner_database", {"encryption_config": [{"kms_key_names": [KEY]}]}),
    ],
)
def test_always_encrypted_and_under_ones_own_key_only_where_one_is_named(
    type_: str, attributes: dict[str, Any]
) -> None:
    for given, held in (({}, False), (attributes, True)):
        store = one(understood(made(type_, **given)), Store)
        assert known(store.encrypted) is True
        assert known(store.algorithm) == "AES-256"
        key = known(store.key)
        assert (key is not None and key.holder == "customer") is held


def test_a_key_handed_on_by_a_permission_is_the_key() -> None:
    key = made("google_kms_crypto_key", "k", key_ring="r")
    granted = made("google_kms_crypto_key_iam_member", "m", crypto_key_id=ref(key))
    topic = made("google_pubsub_topic", "t", kms_key_name=ref(granted, "crypto_key_id"))
    found = understood(key, granted, topic)
    assert known(one(found, Store).key).holder == "customer"
    assert granted.address in one(found, Key).names


def test_a_key_that_the_customer_supplies_is_not_shown() -> None:
    raw = made("google_compute_disk", disk_encryption_key=[{"raw_key": "c2VjcmV0"}])
    assert "c2VjcmV0" not in why(one(understood(raw), Store).key)


@pytest.mark.parametrize(
    ("attributes", "lock"),
    [
        ({}, "governance, 30 days"),
        ({"effective_time": "2026-01-01T00:00:00Z"}, "compliance, 30 days"),
    ],
)
def test_a_backup_vault_enforces_how_long_backups_stay(
    attributes: dict[str, Any], lock: str
) -> None:
    duration = {"backup_minimum_enforced_retention_duration": "2592000s"}
    vault = made("google_backup_dr_backup_vault", location=TOKYO, **duration, **attributes)
    assert str(known(one(understood(vault), Store).lock)) == lock


def test_what_is_made_of_another_is_encrypted_as_it_is() -> None:
    disk = made("google_compute_disk", disk_encryption_key=[{"kms_key_self_link": KEY}])
    instant = made("google_compute_instant_snapshot", "s", source_disk=ref(disk))
    found: list[Asset] = understood(disk, instant)
    assert known(one(found, Store, instant.address).key).holder == "customer"
    alone = made("google_compute_instant_snapshot", "s", source_disk="elsewhere")
    assert isinstance(one(understood(alone), Store).key, Unknown)


def test_labels_hold_those_of_the_provider_block() -> None:
    topic = made("google_pubsub_topic", labels={"class": "s"})
    assert known(one(understood(topic), Store).tags) == {"class": "s"}
    account = one(understood(topic), Store).account
    assert isinstance(account, Known)
    assert account.value == "p"


def test_a_block_that_a_plan_cannot_show_is_not_taken_for_absent() -> None:
    """A dynamic block over something unknown has no expression, and is unknown as a whole."""
    dynamic = made("google_storage_bucket", name="b", location="ASIA1")
    dynamic.unknown, dynamic.resolve = {"encryption": True}, lambda *_: None
    assert "after apply" in why(one(understood(dynamic), Store).key)
    cluster = made("google_container_cluster", name="c")
    cluster.unknown, cluster.resolve = {"database_encryption": True}, lambda *_: None
    assert known(one(understood(cluster), Store).key) is None  # the provider computes that block


def test_an_agent_of_dialogflow_has_the_key_of_its_location() -> None:
    agent = made("google_dialogflow_cx_agent", location=TOKYO)
    for location, held in ((TOKYO, True), (OSAKA, False)):
        spec = made(
            "google_dialogflow_encryption_spec",
            location=location,
            encryption_spec=[{"kms_key": KEY}],
        )
        key = one(understood(agent, spec), Store).key
        assert isinstance(key, Known) is held


def test_a_snapshot_may_take_the_key_of_its_disk() -> None:
    keyed = made("google_compute_disk", disk_encryption_key=[{"kms_key_self_link": KEY}])
    for disk, told in ((keyed, False), (made("google_compute_disk"), True)):
        snapshot = made("google_compute_snapshot", "s", source_disk=ref(disk))
        key = one(understood(disk, snapshot), Store, snapshot.address).key
        assert isinstance(key, Known) is told
