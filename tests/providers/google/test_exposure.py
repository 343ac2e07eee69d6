"""Who may reach data without being known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudguard.assets.storage import Store
from cloudguard.providers.google.exposure import _BESIDES, _VIA
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value
from tests.building import not_known, ref, why
from tests.providers.google.building import known, made, one, understood
from tests.providers.google.test_rows import SCHEMAS

BUCKET = made("google_storage_bucket", "b", name="b", location="ASIA1")


def public(subject: Resource, *others: Resource) -> Value[bool]:
    return one(understood(subject, *others), Store, subject.address).public


def member(who: Any, to: Any = None, **more: Any) -> Resource:
    return made(
        "google_storage_bucket_iam_member",
        "m",
        bucket=to if to is not None else ref(BUCKET, "name"),
        role="roles/storage.objectViewer",
        member=who,
        **more,
    )


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("allUsers", True),
        ("allusers", True),
        ("allAuthenticatedUsers", True),
        ("group:a@example.jp", False),
        ("domain:example.jp", False),
        (Reference("google_service_account.a", "member"), False),
        (Reference("terraform_data.a", "output"), None),
    ],
)
def test_whom_a_permission_lets_in(who: Any, expected: object) -> None:
    found = public(BUCKET, member(who))
    assert (known(found) if isinstance(found, Known) else None) is expected


def test_who_is_named_by_a_text_with_a_beginning_is_somebody() -> None:
    hidden = not_known("made of something")
    assert "whom it names is not known" in why(public(BUCKET, member(hidden)))
    for before, expected in (("serviceAccount:", False), ("all", None)):
        begun = Unknown(hidden.reason, hidden.source, around=(before, None, ""))
        found = public(BUCKET, member(begun))
        assert (known(found) if isinstance(found, Known) else None) is expected


def test_a_known_member_decides_among_unknown_ones() -> None:
    def binding(*members: Any) -> Resource:
        return made("google_storage_bucket_iam_binding", "m", bucket="b", members=list(members))

    assert known(public(BUCKET, binding("group:a@example.jp", "allUsers"))) is True
    assert known(public(BUCKET, binding("group:a@example.jp"))) is False
    partly = binding("allUsers", None)
    partly.unknown = {"members": [False, True]}
    assert known(public(BUCKET, partly)) is True
    partly = binding("group:a@example.jp", None)
    partly.unknown = {"members": [False, True]}
    partly.resolve = lambda *_: not_known("var.who has no value")
    assert isinstance(public(BUCKET, partly), Unknown)


def test_a_permission_on_another_bucket_says_nothing_one_on_an_unknown_bucket_may() -> None:
    assert known(public(BUCKET, member("allUsers", to="other"))) is False
    assert known(public(BUCKET, member("allUsers", to="b"))) is True
    somewhere = member("allUsers", to=not_known("var.bucket has no value"))
    assert "may name this" in why(public(BUCKET, somewhere))
    harmless = member("group:a@example.jp", to=not_known("var.bucket has no value"))
    assert known(public(BUCKET, harmless)) is False


def test_a_whole_policy() -> None:
    def document(data: Any) -> Resource:
        return made("google_storage_bucket_iam_policy", "m", bucket="b", policy_data=data)

    everyone = {"bindings": [{"role": "r", "members": ["allUsers"]}]}
    assert known(public(BUCKET, document(json.dumps(everyone)))) is True
    assert known(public(BUCKET, document(json.dumps({"bindings": []})))) is False
    for broken in ("{", "[]", '{"bindings": 1}', "null"):
        assert isinstance(public(BUCKET, document(broken)), Unknown)
    assert isinstance(public(BUCKET, document(not_known("why"))), Unknown)
    assert isinstance(public(BUCKET, document(Reference("data.google_iam_policy.x", "y"))), Unknown)


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("google_storage_bucket_acl", {"predefined_acl": "publicRead"}, True),
        ("google_storage_bucket_acl", {"predefined_acl": "private"}, False),
        ("google_storage_bucket_acl", {"default_acl": "publicReadWrite"}, True),
        ("google_storage_bucket_acl", {"role_entity": ["OWNER:user-a", "READER:allUsers"]}, True),
        ("google_storage_default_object_acl", {"role_entity": ["READER:allUsers"]}, True),
        ("google_storage_default_object_acl", {"role_entity": ["READER:group-a"]}, False),
        ("google_storage_bucket_access_control", {"entity": "allAuthenticatedUsers"}, True),
        ("google_storage_default_object_access_control", {"entity": "allUsers"}, True),
        ("google_storage_object_acl", {"object": "o", "predefined_acl": "publicRead"}, True),
        ("google_storage_object_access_control", {"object": "o", "entity": "allUsers"}, True),
    ],
)
def test_lists_count_where_access_is_not_uniform(
    type_: str, attributes: dict[str, Any], *, expected: bool
) -> None:
    entry = made(type_, "l", bucket="b", **attributes)
    assert known(public(BUCKET, entry)) is expected
    uniform = made("google_storage_bucket", "b", name="b", uniform_bucket_level_access=True)
    assert known(public(uniform, entry)) is False
    hidden = made(
        "google_storage_bucket", "b", name="b", uniform_bucket_level_access=not_known("why")
    )
    assert isinstance(public(hidden, entry), Unknown) is expected


def test_a_list_of_one_object_opens_no_other() -> None:
    entry = made(
        "google_storage_object_acl", "l", bucket="b", object="o", predefined_acl="publicRead"
    )
    for name, expected in (("o", True), ("p", False)):
        thing = made("google_storage_bucket_object", "o", name=name, bucket="b")
        assert known(public(thing, BUCKET, entry)) is expected
    alone = made("google_storage_bucket_object", "o", name="o", bucket="elsewhere")
    assert isinstance(public(alone), Unknown)


@pytest.mark.parametrize("setting", ["enforced", "inherited"])
def test_prevention_holds_whatever_is_granted(setting: str) -> None:
    bucket = made("google_storage_bucket", "b", name="b", public_access_prevention=setting)
    assert known(public(bucket, member("allUsers"))) is (setting == "inherited")
    assert known(public(bucket)) is False


def test_prevention_that_is_not_known_decides() -> None:
    bucket = made("google_storage_bucket", "b", name="b", public_access_prevention=not_known("why"))
    assert why(public(bucket, member("allUsers"))) == "why"
    assert known(public(bucket)) is False


def policy(name: str, **spec: Any) -> Resource:
    body = {"spec": [{"rules": [spec]}]} if spec else {"dry_run_spec": [{}]}
    return made("google_org_policy_policy", "p", name=name, **body)


def test_a_policy_above_prevents() -> None:
    constraint = "policies/storage.publicAccessPrevention"
    own = policy(f"projects/p/{constraint}", enforce="TRUE")
    assert known(public(BUCKET, member("allUsers"), own)) is False
    for name in ("organizations/1", "folders/2", "projects/q"):
        above = policy(f"{name}/{constraint}", enforce="TRUE")
        assert isinstance(public(BUCKET, member("allUsers"), above), Unknown)
    off = policy(f"projects/p/{constraint}", enforce="FALSE")
    assert known(public(BUCKET, member("allUsers"), off)) is True
    tried = policy(f"projects/p/{constraint}")
    assert known(public(BUCKET, member("allUsers"), tried)) is True
    domains = policy("organizations/1/policies/iam.allowedPolicyMemberDomains", allow_all="FALSE")
    assert "organisation policy" in why(public(BUCKET, member("allUsers"), domains))


@pytest.mark.parametrize("type_", sorted(_VIA))
def test_everyone_is_found_on_every_type_that_has_permissions(type_: str) -> None:
    via = _VIA[type_]
    listed = [schema[f"{type_}_iam_member"] for schema in SCHEMAS.values()
              if f"{type_}_iam_member" in schema]  # fmt: skip
    assert listed
    assert all(via in schema for schema in listed)
    subject = made(type_, "s", name="s")
    grants = [
        made(f"{type_}_iam_member", "m", member="allUsers", role="r", **{via: ref(subject)}),
        made(f"{type_}_iam_binding", "m", members=["allUsers"], role="r", **{via: ref(subject)}),
    ]
    for grant in grants:
        assert known(public(subject, grant)) is True
        elsewhere = made(grant.type, "m", **{**grant.attributes, via: "elsewhere"})
        assert public(subject, elsewhere) == public(subject)


def test_what_opens_a_part_opens_the_whole() -> None:
    topic = made("google_pubsub_topic", "t", name="t")
    waiting = made("google_pubsub_subscription", "s", name="s", topic=ref(topic))
    grant = made(
        "google_pubsub_subscription_iam_member", "m", subscription="s", member="allUsers", role="r"
    )
    assert known(public(topic, waiting, grant)) is True
    assert known(public(made("google_pubsub_topic", "u", name="u"), waiting, grant)) is False
    instance = made("google_spanner_instance", "i", name="i")
    database = made("google_spanner_database", "d", name="d", instance="i")
    grant = made(
        "google_spanner_instance_iam_member", "m", instance="i", member="allUsers", role="r"
    )
    assert known(public(database, instance, grant)) is True
    folder = made(
        "google_storage_managed_folder_iam_member", "m", bucket="b", managed_folder="f/",
        member="allUsers", role="r",
    )  # fmt: skip
    assert known(public(BUCKET, folder)) is True
    for type_, others in _BESIDES.items():
        assert type_ in _VIA or type_ == "google_container_registry"
        for base, path, _ in others:
            schemas = [s[f"{base}_iam_member"] for s in SCHEMAS.values()
                       if f"{base}_iam_member" in s]  # fmt: skip
            assert schemas
            assert any(path in schema for schema in schemas), (base, path)


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ([], False),
        ([{"special_group": "projectReaders"}], False),
        ([{"special_group": "projectReaders"}, {"special_group": "allAuthenticatedUsers"}], True),
        ([{"iam_member": "allUsers"}], True),
    ],
)
def test_the_lists_of_a_dataset(access: list[dict[str, str]], *, expected: bool) -> None:
    dataset = made("google_bigquery_dataset", "d", dataset_id="d", access=access)
    table = made("google_bigquery_table", "t", dataset_id=ref(dataset, "dataset_id"))
    assert known(public(dataset)) is expected
    assert known(public(table, dataset)) is expected


def test_an_access_of_its_own_opens_a_dataset() -> None:
    dataset = made("google_bigquery_dataset", "d", dataset_id="d")
    entry = made("google_bigquery_dataset_access", "a", dataset_id="d", iam_member="allUsers")
    assert known(public(dataset, entry)) is True
    other = made("google_bigquery_dataset_access", "a", dataset_id="e", iam_member="allUsers")
    assert known(public(dataset, other)) is False
    hidden = made("google_bigquery_dataset_access", "a", dataset_id="d", iam_member=not_known("w"))
    assert isinstance(public(dataset, hidden), Unknown)


def test_a_store_whose_name_is_not_known_may_be_the_one_that_is_opened() -> None:
    nameless = made("google_storage_bucket", "b", name=not_known("random_id.it is not known"))
    assert isinstance(public(nameless, member("allUsers", to="b")), Unknown)
    assert known(public(nameless, member("group:a@example.jp", to="b"))) is False
    repository = made("google_artifact_registry_repository", "r", repository_id="apps")
    for name, expected in (("apps", True), ("projects/p/locations/l/repositories/apps", True),
                           ("other", False)):  # fmt: skip
        grant = made(
            "google_artifact_registry_repository_iam_member", "m", repository=name, role="r",
            member="allUsers",
        )  # fmt: skip
        assert known(public(repository, grant)) is expected


def test_a_policy_whose_name_is_not_known_may_be_the_one_that_prevents() -> None:
    hidden = policy("", enforce="TRUE")
    hidden.attributes["name"] = not_known("var.policy has no value")
    assert isinstance(public(BUCKET, member("allUsers"), hidden), Unknown)
    other = policy("projects/p/policies/sql.restrictPublicIp", enforce="TRUE")
    assert known(public(BUCKET, member("allUsers"), other)) is True


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("roles/viewer", True),
        ("roles/storage.objectViewer", True),
        ("roles/run.invoker", False),
        ("projects/p/roles/own", None),
    ],
)
def test_a_permission_on_the_project_opens_what_its_role_is_for(
    role: str, expected: object
) -> None:
    grant = made("google_project_iam_member", "m", project="p", member="allUsers", role=role)
    found = public(BUCKET, grant)
    assert (known(found) if isinstance(found, Known) else None) is expected
    elsewhere = made("google_project_iam_member", "m", project="q", member="allUsers", role=role)
    assert known(public(BUCKET, elsewhere)) is False


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("match /{d=**} { allow read, write: if true; }", True),
        ("match /{d=**} { allow read; }", True),
        ("match /{d=**} { allow read: if request.auth != null; }", None),
        ("// allow read: if true;\nmatch /{d=**} { allow read: if false; }", None),
    ],
)
def test_security_rules_may_open_a_database(rules: str, expected: object) -> None:
    ruleset = made("google_firebaserules_ruleset", "r", source=[{"files": [{"content": rules}]}])
    release = made(
        "google_firebaserules_release", "l", name="cloud.firestore", ruleset_name=ref(ruleset)
    )
    database = made("google_firestore_database", "d", name="(default)")
    found = public(database, ruleset, release)
    assert (known(found) if isinstance(found, Known) else None) is expected
    assert known(public(database)) is False
    assert known(public(BUCKET, ruleset, release)) is False


def test_a_service_that_everyone_may_call_keeps_its_source() -> None:
    service = made("google_cloud_run_v2_service", "s", name="s")
    grant = made(
        "google_cloud_run_v2_service_iam_member", "m", name="s", member="allUsers",
        role="roles/run.invoker",
    )  # fmt: skip
    assert known(public(service, grant)) is False
