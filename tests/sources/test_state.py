"""States of both forms: addresses, deposed objects, secrets, damage, and where things lie.

The shapes are those of hashicorp/terraform, internal/states/statefile/version4.go, and of
developer.hashicorp.com/terraform/internals/json-format ("State Representation").
"""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.errors import InputError
from cloudguard.providers import understand
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources import state
from cloudguard.sources.plan import DAMAGED
from cloudguard.sources.resource import SENSITIVE, Resource
from cloudguard.sources.state import State, is_state
from cloudguard.sources.state_providers import NO_REGION, NOT_AWS
from cloudguard.values import Known, Unknown

AWS = 'provider["registry.terraform.io/hashicorp/aws"]'
CANARY = "canary-4f1d8e"
TOKYO, OSAKA = "ap-northeast-1", "ap-northeast-3"


def stated(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a state file."""
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "3d5b2c1e-0000-0000-0000-000000000000",
        "outputs": {},
        "resources": list(resources),
        "check_results": None,
    } | more


def block(type_: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a resource of a state file."""
    named = {"mode": "managed", "type": type_, "name": "main", "provider": AWS}
    return named | {"instances": list(instances)} | more


def instance(attributes: Any = None, **more: Any) -> dict[str, Any]:
    """Return an instance of a resource of a state file."""
    return {"schema_version": 0, "attributes": attributes or {}, "sensitive_attributes": []} | more


def shown(*resources: Any, **more: Any) -> dict[str, Any]:
    """Return a state as `terraform show -json` prints it."""
    root = {"resources": list(resources)} | more
    values = {"outputs": {}, "root_module": root}
    return {"format_version": "1.0", "terraform_version": "1.11.4", "values": values}


def printed(type_: str, values: Any = None, **more: Any) -> dict[str, Any]:
    """Return a resource as `terraform show -json` prints it."""
    return {
        "address": f"{type_}.main",
        "mode": "managed",
        "type": type_,
        "name": "main",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": values or {},
        "sensitive_values": {},
    } | more


def read(document: dict[str, Any]) -> State:
    """Read a document that is a state."""
    assert is_state(document)
    return state.read(document, "state.json")


def only(found: State) -> Resource:
    """Return the one resource of a state."""
    (resource,) = found.resources.managed
    return resource


def addresses(found: State) -> list[str]:
    """Return the addresses of the managed resources."""
    return [resource.address for resource in found.resources.managed]


def strings(node: Any) -> str:
    """Return all that can be read of resources, as one text."""
    return repr(node)


class TestFile:
    def test_a_resource_is_known_as_a_whole(self) -> None:
        found = read(stated(block("aws_sqs_queue", instance({"name": "q", "kms_key": None}))))
        queue = only(found)
        assert (queue.type, queue.name, queue.address) == (
            "aws_sqs_queue", "main", "aws_sqs_queue.main",
        )  # fmt: skip
        assert (queue.provider, queue.provider_key, queue.unknown) == ("aws", "aws", False)
        assert queue.get("name") == Known("q", queue.source("name"))
        assert queue.get("kms_key", "none", "the default").source.note == "the default"
        assert (found.removed, found.incomplete, found.unread, found.errored) == ({}, [], [], False)

    def test_an_empty_state_holds_nothing_and_is_whole(self) -> None:
        found = read(stated())
        assert (found.resources.managed, found.unread) == ((), [])
        assert understand(found.resources, found.configuration).judged == 0

    def test_instances_of_count_and_for_each_have_addresses_of_their_own(self) -> None:
        counted = block("aws_ebs_volume", *(instance(index_key=n) for n in (0, 1)), each="list")
        keyed = block("aws_s3_bucket", instance(index_key='a."b"\\${c}\n'), each="map")
        found = read(stated(counted, keyed))
        assert addresses(found) == [
            "aws_ebs_volume.main[0]",
            "aws_ebs_volume.main[1]",
            r'aws_s3_bucket.main["a.\"b\"\\$${c}\n"]',
        ]
        assert [r.index for r in found.resources.managed] == [0, 1, 'a."b"\\${c}\n']

    def test_modules_and_their_keys_stand_before_the_address(self) -> None:
        module = 'module.a["x.y"].module.b[0]'
        found = read(stated(block("aws_sqs_queue", instance(), module=module)))
        assert only(found).address == f"{module}.aws_sqs_queue.main"
        assert only(found).module == module

    def test_data_sources_stand_apart(self) -> None:
        found = read(stated(block("aws_region", instance({"name": TOKYO}), mode="data")))
        assert found.resources.managed == ()
        (data,) = found.resources.of("data.aws_region")
        assert data.address == "data.aws_region.main"

    def test_a_deposed_object_exists_and_is_judged_beside_the_current_one(self) -> None:
        old = instance({"encrypted": False}, deposed="0a1b2c3d", index_key=0)
        new = instance({"encrypted": True}, index_key=0)
        found = read(stated(block("aws_ebs_volume", new, old)))
        assert addresses(found) == [
            "aws_ebs_volume.main[0]",
            "aws_ebs_volume.main[0] (deposed 0a1b2c3d)",
        ]
        assert understand(found.resources, found.configuration).judged == 2

    def test_a_tainted_object_exists_until_it_is_replaced(self) -> None:
        found = read(stated(block("aws_ebs_volume", instance({"size": 1}, status="tainted"))))
        assert only(found).attributes == {"size": 1}

    @pytest.mark.parametrize(
        ("written", "key"),
        [
            (AWS, "aws"),
            (f"{AWS}.osaka", "aws.osaka"),
            (f"module.a.module.b.{AWS}.osaka", "module.a.module.b:aws.osaka"),
            (f"module.a.{AWS}", "module.a:aws"),
            ('provider["registry.opentofu.org/hashicorp/aws"].by["osaka"]', 'aws.by["osaka"]'),
            ("provider.aws.osaka", "aws.osaka"),
            ("module.a.provider.aws", "module.a:aws"),
            ("something else", "something else"),
        ],
    )
    def test_the_provider_block_is_named_as_a_plan_names_it(self, written: str, key: str) -> None:
        assert only(read(stated(block("aws_eip", instance(), provider=written)))).provider_key == (
            key
        )

    def test_opentofu_names_the_provider_at_the_instance(self) -> None:
        found = read(stated(block("aws_eip", instance(provider=f"{AWS}.osaka"))))
        assert only(found).provider_key == "aws.osaka"


class TestPrinted:
    def test_resources_of_all_modules_are_read(self) -> None:
        inner = {
            "address": 'module.a["x"]',
            "resources": [
                printed("aws_sqs_queue", index="k", address='module.a["x"].aws_sqs_queue.main["k"]')
            ],
            "child_modules": [
                {"address": 'module.a["x"].module.b', "resources": [printed("aws_eip")]}
            ],
        }
        data = printed("aws_region", mode="data", address="data.aws_region.main")
        found = read(shown(printed("aws_ebs_volume"), data, child_modules=[inner]))
        assert addresses(found) == [
            "aws_ebs_volume.main",
            'module.a["x"].aws_sqs_queue.main["k"]',
            'module.a["x"].module.b.aws_eip.main',
        ]
        assert [d.address for d in found.resources.data] == ["data.aws_region.main"]

    def test_terraform_0_12_left_the_module_out_of_the_address(self) -> None:
        module = {"address": "module.a", "resources": [printed("aws_eip")]}
        assert addresses(read(shown(child_modules=[module]))) == ["module.a.aws_eip.main"]

    def test_deposed_and_tainted_objects_are_read(self) -> None:
        deposed = printed("aws_ebs_volume", deposed_key="0a1b2c3d")
        found = read(shown(printed("aws_ebs_volume", tainted=True), deposed))
        assert addresses(found) == [
            "aws_ebs_volume.main",
            "aws_ebs_volume.main (deposed 0a1b2c3d)",
        ]

    @pytest.mark.parametrize(
        "document", [{"format_version": "1.0"}, {"format_version": "0.1", "values": None}]
    )
    def test_an_empty_state_is_printed_without_values(self, document: dict[str, Any]) -> None:
        found = read(document)
        assert (found.resources.managed, found.unread) == ((), [])

    def test_another_format_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"format version '2\.0'"):
            state.read(shown() | {"format_version": "2.0"}, "state.json")


class TestSecrets:
    def hidden(self, found: State) -> None:
        assert CANARY not in strings([r.attributes for r in found.resources.by_address.values()])

    @pytest.mark.parametrize(
        ("attributes", "path"),
        [
            ({"plain": CANARY}, [{"type": "get_attr", "value": "plain"}]),
            (
                {"map": {"open": "x", "closed": CANARY}},
                [
                    {"type": "get_attr", "value": "map"},
                    {"type": "index", "value": {"value": "closed", "type": "string"}},
                ],
            ),
            (
                {"blocks": [{"a": "x"}, {"a": CANARY}]},
                [
                    {"type": "get_attr", "value": "blocks"},
                    {"type": "index", "value": {"value": 1, "type": "number"}},
                    {"type": "get_attr", "value": "a"},
                ],
            ),
            (  # of a set no element has a number
                {"set": [{"a": CANARY}]},
                [
                    {"type": "get_attr", "value": "set"},
                    {"type": "index", "value": {"value": {"a": "x"}, "type": ["object", {}]}},
                ],
            ),
            ({"all": CANARY}, []),
        ],
    )
    def test_what_a_path_marks_is_hidden_wherever_it_stands(
        self, attributes: dict[str, Any], path: list[Any]
    ) -> None:
        marked = block("aws_db_instance", instance(attributes, sensitive_attributes=[path]))
        other = block("aws_ssm_document", instance({"open": CANARY, "id": "seen"}))
        found = read(stated(marked, other))
        self.hidden(found)
        assert found.resources.of("aws_ssm_document")[0].attributes == {
            "open": SENSITIVE,
            "id": "seen",
        }

    def test_a_path_hides_no_more_than_it_names(self) -> None:
        path = [{"type": "get_attr", "value": "a"}, {"type": "get_attr", "value": "b"}]
        attributes = {"a": {"b": "secret-one", "c": "open"}}
        found = read(stated(block("aws_eip", instance(attributes, sensitive_attributes=[path]))))
        assert only(found).attributes == {"a": {"b": SENSITIVE, "c": "open"}}

    def test_paths_that_are_damaged_hide_the_whole(self) -> None:
        damages: tuple[Any, ...] = ("x", [1], [["x"]], {})
        for damage in damages:
            marked = block("aws_eip", instance({"x": CANARY}, sensitive_attributes=damage))
            found = read(stated(marked))
            assert only(found).attributes is DAMAGED
            assert found.unread

    def test_sensitive_values_are_hidden_wherever_they_stand(self) -> None:
        found = read(
            shown(
                printed("aws_db_instance", {"x": CANARY}, sensitive_values={"x": True}),
                printed("aws_ssm_document", {"y": [CANARY]}, sensitive_values={}),
                printed("aws_sqs_queue", {"z": CANARY}, sensitive_values=True),
            )
        )
        self.hidden(found)

    def test_names_are_a_second_net(self) -> None:
        found = read(
            stated(
                block(
                    "aws_db_instance", instance({"password": CANARY, "user_data": f"<{CANARY}>"})
                ),
                block("azurerm_x", instance({"primary_connection_string": f"Key={CANARY};"})),
                block("aws_eip", instance({"tags": {"x": f"Key={CANARY};"}})),
            )
        )
        self.hidden(found)

    @pytest.mark.parametrize(
        ("type_", "name"),
        [
            ("random_password", "result"),
            ("aws_ssm_parameter", "value"),
            ("aws_kms_ciphertext", "plaintext"),
        ],
    )
    def test_types_that_hold_secrets_under_other_names_are_known(
        self, type_: str, name: str
    ) -> None:
        for short in (CANARY, "pw-9x"):
            found = read(stated(block(type_, instance({name: short, "id": "x"}))))
            assert only(found).attributes == {name: SENSITIVE, "id": "x"}
        found = read(shown(printed(type_, {name: CANARY})))
        self.hidden(found)

    def test_what_another_root_puts_out_is_hidden(self) -> None:
        remote = block("terraform_remote_state", instance({"outputs": {"x": CANARY}}), mode="data")
        self.hidden(read(stated(remote)))

    @pytest.mark.parametrize(
        "output",
        [
            {"value": CANARY, "type": "string", "sensitive": True},
            {"value": {"a": [CANARY]}, "type": "string", "sensitive": True},
            CANARY,  # damaged
        ],
    )
    def test_what_is_put_out_as_sensitive_is_hidden(self, output: Any) -> None:
        document = stated(
            block("aws_eip", instance({"tags": {"x": CANARY, "y": f"a {CANARY}"}})),
            outputs={"anything": output},
        )
        self.hidden(read(document))
        seen = shown(printed("aws_eip", {"tags": {"x": CANARY}}))
        seen["values"]["outputs"] = {"anything": output}
        self.hidden(read(seen))

    def test_outputs_that_are_no_outputs_are_hidden(self) -> None:
        document = stated(block("aws_eip", instance({"x": CANARY})), outputs=[CANARY])
        self.hidden(read(document))

    def test_a_resource_put_out_whole_stays_readable_but_for_its_secrets(self) -> None:
        attributes = {"id": "umibe-db", "engine": "postgres", "password": CANARY}
        document = stated(
            block("aws_db_instance", instance(attributes)),
            outputs={
                "all": {"value": {"a": attributes}, "sensitive": True, "type": "dynamic"},
                "where": {"value": [TOKYO, "123456789012"], "sensitive": True, "type": "dynamic"},
            },
        )
        found = read(document)
        assert only(found).attributes == attributes | {"password": SENSITIVE}

    def test_private_data_of_providers_is_not_kept(self) -> None:
        found = read(stated(block("aws_eip", instance({"id": "x"}, private=CANARY))))
        assert CANARY not in strings(found)


class TestRefused:
    @pytest.mark.parametrize("version", [1, 2, 3])
    def test_older_versions(self, version: int) -> None:
        document = {"version": version, "serial": 1, "modules": [{"path": ["root"]}]}
        assert is_state(document)
        with pytest.raises(InputError) as wrong:
            state.read(document, "old.tfstate")
        assert f"version {version}" in wrong.value.sentence("en")
        assert "terraform state pull" in wrong.value.sentence("en")
        assert "terraform state pull" in wrong.value.sentence("ja")

    def test_a_newer_version(self) -> None:
        with pytest.raises(InputError) as wrong:
            state.read(stated(version=5), "new.tfstate")
        assert "Update cloudguard" in wrong.value.sentence("en")

    def test_one_that_is_encrypted(self) -> None:
        document = {
            "serial": 1,
            "lineage": "x",
            "meta": {"key_provider.pbkdf2.mine": "e30="},
            "encrypted_data": CANARY,
            "encryption_version": "v0",
        }
        assert is_state(document)
        with pytest.raises(InputError) as wrong:
            state.read(document, "terraform.tfstate")
        for lang in ("en", "ja"):
            assert "tofu show -json" in wrong.value.sentence(lang)
            assert CANARY not in wrong.value.sentence(lang)

    def test_the_note_of_where_the_state_lies(self) -> None:
        document = {
            "version": 3,
            "terraform_version": "1.11.4",
            "backend": {"type": "s3", "config": {"secret_key": CANARY}, "hash": 1},
        }
        assert is_state(document)
        with pytest.raises(InputError) as wrong:
            state.read(document, ".terraform/terraform.tfstate")
        for lang in ("en", "ja"):
            assert "terraform state pull" in wrong.value.sentence(lang)
            assert CANARY not in wrong.value.sentence(lang)

    @pytest.mark.parametrize(
        "document",
        [
            [],
            None,
            {},
            {"version": 1},
            {"version": "4", "name": "package", "serial": 1},
            {"format_version": "1.2", "planned_values": {}},
            {"format_version": "1.0", "provider_schemas": {}},
            {"format_version": "1.0", "valid": True, "diagnostics": []},
            {"values": {"a": 1}},
        ],
    )
    def test_what_is_no_state_is_not_taken_for_one(self, document: Any) -> None:
        assert not is_state(document)


class TestDamaged:
    @pytest.mark.parametrize(
        "resources",
        [
            None,
            "x",
            ["x"],
            [{"mode": "managed", "name": "main", "instances": []}],
            [{"mode": "managed", "type": "aws_eip", "name": "main"}],
            [block("aws_eip") | {"instances": ["x"]}],
            [block("aws_eip", instance(), module=7)],
            [block("aws_eip", instance(), module="aws_eip.a")],
        ],
    )
    def test_what_names_no_resource_is_unread(self, resources: Any) -> None:
        found = read(stated() | {"resources": resources})
        assert found.resources.managed == ()
        assert found.unread
        assert found.incomplete == found.unread

    @pytest.mark.parametrize(
        "damage",
        [{"attributes": [1]}, {"index_key": [1]}, {"index_key": True}, {"deposed": 7}],
    )
    def test_what_is_no_instance_is_hidden(self, damage: dict[str, Any]) -> None:
        found = read(stated(block("aws_eip", instance({"x": "y"}) | damage)))
        assert only(found).attributes is DAMAGED
        assert found.unread

    @pytest.mark.parametrize(
        ("written", "reason"),
        [
            ({"attributes_flat": {"encrypted": "true"}}, "before Terraform 0.12"),
            ({}, "no attributes"),
        ],
    )
    def test_attributes_that_are_not_there_are_not_empty(
        self, written: dict[str, Any], reason: str
    ) -> None:
        found = read(stated(block("aws_ebs_volume", {"schema_version": 0} | written)))
        value = only(found).get("encrypted", False, "the default")
        assert isinstance(value, Unknown)
        assert reason in value.reason
        assert found.unread == []

    @pytest.mark.parametrize(
        "values",
        [
            [],
            {},
            {"root_module": []},
            {"root_module": {"resources": {}}},
            {"root_module": {"resources": ["x"]}},
            {"root_module": {"resources": [{"address": "aws_eip.main"}]}},
            {"root_module": {"child_modules": ["x"]}},
            {"root_module": {"child_modules": {}}},
            {"root_module": {"child_modules": [{"address": 7, "resources": [printed("aws_eip")]}]}},
        ],
    )
    def test_modules_that_are_none_are_unread(self, values: Any) -> None:
        found = read({"format_version": "1.0", "values": values})
        assert found.resources.managed == ()
        assert found.unread

    @pytest.mark.parametrize(
        "damage", [{"values": [1]}, {"sensitive_values": "x"}, {"index": {}}, {"deposed_key": 1}]
    )
    def test_a_printed_resource_that_is_damaged_is_hidden(self, damage: dict[str, Any]) -> None:
        found = read(shown(printed("aws_eip", {"x": "y"}) | damage))
        assert only(found).attributes is DAMAGED
        assert found.unread


def queue(region: str, **more: Any) -> dict[str, Any]:
    """Return a queue, whose ARN names a region."""
    arn = f"arn:aws:sqs:{region}:123456789012:q"
    return block("aws_sqs_queue", instance({"arn": arn}), **more)


class TestPlaces:
    def region(self, found: State, type_: str) -> Any:
        aws = Aws(found.resources, found.configuration)
        return aws.region(found.resources.of(type_)[0])

    def test_a_resource_that_names_its_region_lies_there(self) -> None:
        found = read(stated(queue(OSAKA), block("aws_s3_bucket", instance({"region": TOKYO}))))
        for type_, region in (("aws_sqs_queue", OSAKA), ("aws_s3_bucket", TOKYO)):
            value = self.region(found, type_)
            assert (value.value, value.source.assumed) == (region, False)

    def test_one_that_names_none_is_assumed_where_the_others_of_its_provider_are(self) -> None:
        silent = block("aws_s3_bucket_versioning", instance({"bucket": "b"}))
        found = read(stated(queue(TOKYO), queue(OSAKA, provider=f"{AWS}.osaka"), silent))
        value = self.region(found, "aws_s3_bucket_versioning")
        assert value.value == TOKYO
        assert value.source.assumed
        assert "assumed" in value.source.note

    @pytest.mark.parametrize(
        "others",
        [
            [],
            [queue(TOKYO, name="a"), queue(OSAKA, name="b")],
            [queue(TOKYO, provider=f"{AWS}.other")],
            [block("aws_s3_bucket", instance({"arn": "arn:aws:s3:::b", "region": None}))],
            [queue(TOKYO), block("aws_eip", instance() | {"attributes": [1]})],
            [queue(TOKYO), block("aws_iam_x", {"attributes_flat": {"id": "x"}})],
            [queue(TOKYO), block("aws_instance", instance({"availability_zone": f"{OSAKA}a"}))],
            [  # the target of an event may lie anywhere
                block("aws_cloudwatch_event_target", instance({"arn": f"arn:aws:sqs:{TOKYO}::q"}))
            ],
        ],
    )
    def test_where_they_disagree_or_are_silent_it_is_unknown(
        self, others: list[dict[str, Any]]
    ) -> None:
        found = read(stated(block("aws_s3_bucket_versioning", instance()), *others))
        value = self.region(found, "aws_s3_bucket_versioning")
        assert isinstance(value, Unknown)
        assert value.reason == NO_REGION

    def test_a_region_that_is_hidden_might_disagree(self) -> None:
        path = [{"type": "get_attr", "value": "arn"}]
        hidden = instance(
            {"arn": f"arn:aws:sqs:{OSAKA}:123456789012:q"}, sensitive_attributes=[path]
        )
        found = read(
            stated(
                queue(TOKYO), block("aws_sqs_queue", hidden, name="x"), block("aws_eip", instance())
            )
        )
        assert isinstance(self.region(found, "aws_eip"), Unknown)

    def test_the_printed_form_does_not_tell_one_block_from_another(self) -> None:
        def of(region: str) -> dict[str, Any]:
            return printed("aws_sqs_queue", {"arn": f"arn:aws:sqs:{region}:123456789012:q"})

        silent = printed("aws_s3_bucket_versioning")
        assert self.region(read(shown(silent, of(TOKYO))), silent["type"]).value == TOKYO
        both = read(shown(silent, of(TOKYO), of(OSAKA) | {"name": "b"}))
        assert isinstance(self.region(both, silent["type"]), Unknown)

    def test_the_account_is_what_the_arns_agree_on(self) -> None:
        silent = block("aws_s3_bucket_versioning", instance())
        found = read(stated(queue(TOKYO), silent))
        aws = Aws(found.resources, found.configuration)
        account = aws.account(found.resources.of("aws_s3_bucket_versioning")[0])
        assert isinstance(account, Known)
        assert account.value == "123456789012"
        other = block("aws_eip", instance({"arn": f"arn:aws:ec2:{TOKYO}:210987654321:x"}))
        found = read(stated(queue(TOKYO), silent, other))
        aws = Aws(found.resources, found.configuration)
        resource = found.resources.of("aws_s3_bucket_versioning")[0]
        assert isinstance(aws.account(resource), Unknown)
        hidden = block("aws_eip", instance() | {"attributes": None})
        assert (
            read(stated(queue(TOKYO), hidden)).configuration.setting("aws", "allowed_account_ids")
            is None
        )

    def test_a_bucket_without_a_hosted_zone_is_not_of_aws(self) -> None:
        attributes = {"bucket": "b", "region": "jp-north-1", "hosted_zone_id": ""}
        found = read(stated(block("aws_s3_bucket", instance(attributes))))
        endpoint = found.configuration.setting("aws", "endpoints.s3")
        assert isinstance(endpoint, Unknown)
        assert endpoint.reason == NOT_AWS
        assert found.configuration.setting("aws", "endpoints.s3api") is None
        zoned = block("aws_s3_bucket", instance(attributes | {"hosted_zone_id": "Z2M4EHUR26P7ZW"}))
        assert read(stated(zoned)).configuration.setting("aws", "endpoints.s3") is None
        lost = block("aws_s3_bucket", instance() | {"attributes": None})
        assert read(stated(lost)).configuration.setting("aws", "endpoints.s3") is not None


def test_every_instance_is_a_resource() -> None:
    instances = [instance(index_key=n) for n in range(3)]
    found = read(
        stated(
            block("aws_sqs_queue", *instances, instance(index_key=0, deposed="0a1b2c3d")),
            block("aws_something_new", instance()),
            block("null_resource", instance(), provider='provider["x/hashicorp/null"]'),
            block("aws_region", instance(), mode="data"),
        )
    )
    became = understand(found.resources, found.configuration)
    assert not became.bugs
    assert len(found.resources.managed) == 6
    assert became.judged == 4
    assert became.excluded == {"helper provider: nothing in the cloud": 1}
    assert became.types_not_understood == {"aws_something_new": 1}
