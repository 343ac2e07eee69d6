"""Plans built from source: what Terraform planned for every AWS fixture is built again, and equal.

What only a provider knows is left aside: values that it computes, normalises or has as defaults,
the version of its schema, and `relevant_attributes`, which has a random order.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cloudguard.providers.schema import Schema
from cloudguard.sources import plan as plans
from cloudguard.sources.addresses import calls_of
from cloudguard.sources.expressions import is_expression
from terraform_fixtures.building import plan, program
from terraform_fixtures.building.schemas import RefusalError, Schemas
from terraform_fixtures.regenerating.fixtures import fixtures, is_built
from tests.each import each
from tests.judging import ROOT

SCHEMAS = Schemas(program.SCHEMAS)
# These begin with a state or are planned with arguments, which only Terraform takes.
ONLY_TERRAFORM = {
    program.ROOT / "plans" / name for name in ("actions", "destroyed", "errored", "targeted")
}
REAL = {
    f.relative_to(program.ROOT).as_posix(): f
    for f in fixtures()
    if (f / "plan.json").exists() and not is_built(f) and f not in ONLY_TERRAFORM
}


AWS = Schema(ROOT / "cloudguard" / "providers" / "aws" / "schema.json")


@cache
def real(fixture: Path) -> Any:
    return json.loads((fixture / "plan.json").read_text(encoding="utf-8"))


@cache
def built(fixture: Path) -> Any:
    document = real(fixture)
    prior = document.get("prior_state", {}).get("values", {}).get("root_module", {})
    answers = {entry["address"]: entry["values"] for entry in resources(prior)}
    return json.loads(plan.plan(fixture, SCHEMAS, answers))


def resources(module: Any) -> Iterator[Any]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from resources(child)


def without(node: Any, *names: str) -> Any:
    if isinstance(node, dict):
        return {key: without(value, *names) for key, value in node.items() if key not in names}
    return [without(item, *names) for item in node] if isinstance(node, list) else node


@each(REAL)
def test_configuration_is_what_terraform_shows(case: str) -> None:
    fixture = REAL[case]
    one, other = (made(fixture)["configuration"] for made in (real, built))

    assert settled(without(other, "schema_version")) == settled(without(one, "schema_version"))
    assert list(other) == list(one)


def settled(node: Any) -> Any:
    """Put in order what Terraform lists in a random one: the references of a list of objects.

    Seen with Terraform 1.11.4: the same plan, shown again, names those of `route` in another order.
    """
    if isinstance(node, list):
        return [settled(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: settled(value) for key, value in node.items()}
    shape = AWS.attributes(found["type"]) if found.get("mode") == "managed" else None
    for name, expression in found.get("expressions", {}).items():
        if shape is not None and name in shape.blocks and "references" in expression:
            expression["references"] = sorted(expression["references"])
    return found


@each(REAL)
def test_planned_values_have_terraforms_shape(case: str) -> None:
    fixture = REAL[case]
    own = ("values", "sensitive_values", "schema_version")
    one, other = (made(fixture)["planned_values"] for made in (real, built))

    assert without(other["root_module"], *own) == without(one["root_module"], *own)
    assert other.get("outputs") == one.get("outputs")
    assert built(fixture).get("output_changes") == real(fixture).get("output_changes")
    assert built(fixture).get("variables") == real(fixture).get("variables")


@each(REAL)
def test_changes_are_those_of_terraform(case: str) -> None:
    fixture = REAL[case]
    own = ("before", "after", "after_unknown", "after_sensitive")
    one, other = (made(fixture).get("resource_changes") for made in (real, built))

    assert without(other, *own) == without(one, *own)
    assert shape(built(fixture)) == shape(real(fixture))


def shape(document: Any) -> Any:
    """Return the members in their order, at the top and of each kind of entry."""
    changes = document.get("resource_changes", ())
    prior = document.get("prior_state", {}).get("values", {}).get("root_module", {})
    return (
        [name for name in document if name not in {"relevant_attributes", "checks", "built"}],
        [(list(change), list(change["change"])) for change in changes],
        [list(entry) for entry in resources(document["planned_values"]["root_module"])],
        sorted(entry["address"] for entry in resources(prior)),
    )


@each(REAL)
def test_what_is_written_is_planned_as_terraform_plans_it(case: str) -> None:
    fixture = REAL[case]
    one, other = (
        {c["address"]: c for c in made(fixture).get("resource_changes", ())}
        for made in (real, built)
    )
    for address, change in one.items():
        for name in written(fixture, change):
            before, after = (
                (c["change"]["after"].get(name), c["change"]["after_unknown"].get(name, False))
                for c in (change, other[address])
            )
            unordered = is_set(change["type"], name)
            one_, other_ = (comparable(pair, unordered=unordered) for pair in (after, before))
            assert one_ == other_, f"{address}.{name}"


def written(fixture: Path, change: Any) -> Iterator[str]:
    """Yield the attributes that the source writes for a resource, blocks left aside."""
    module = real(fixture)["configuration"]["root_module"]
    for call in calls_of(change.get("module_address", "")):
        module = module["module_calls"][call]["module"]
    name = f"{change['type']}.{change['name']}"
    if change["mode"] == "managed":
        found = next(r for r in module["resources"] if r["address"] == name)
        for each, expression in found.get("expressions", {}).items():
            if is_expression(expression):
                yield each


def is_set(type_: str, name: str) -> bool:
    """Tell a set of objects: Terraform shows its members in an order of its own."""
    shape = AWS.attributes(type_)
    block = shape.blocks.get(name) if shape is not None else None
    return block is not None and block.own.type == "S"


def comparable(pair: tuple[Any, Any], *, unordered: bool = False) -> Any:
    """Return a value and what of it is unknown; the provider spells JSON in a way of its own."""
    value, unknown = pair
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        value = json.loads(value)
    if unordered and isinstance(value, list) and isinstance(unknown, list):
        members = zip(value, unknown, strict=True)
        return sorted(json.dumps(member, sort_keys=True) for member in members)
    return value, unknown


def test_sensitive_variables_are_marked_and_shown() -> None:
    fixture = program.ROOT / "plans" / "sensitive"
    one, other = (
        {c["address"]: c["change"] for c in made(fixture)["resource_changes"]}
        for made in (real, built)
    )

    for address, change in one.items():
        found = other[address]["after_sensitive"]
        assert marks(found) == marks(change["after_sensitive"]) - BY_SCHEMA, address
        assert other[address]["after"].get("name") == change["after"].get("name")


# Marked by the provider's schema, though nobody wrote them.
BY_SCHEMA = {("password_wo",), ("secret_binary",), ("secret_string_wo",), ("value_wo",)}


def marks(node: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if node is True:
        return {path}
    pairs = node.items() if isinstance(node, dict) else ()
    return {mark for name, each in pairs for mark in marks(each, (*path, name))}


def test_a_mark_follows_the_value_to_other_resources(tmp_path: Path) -> None:
    source = 'variable "v" {\n type = string\n default = "s"\n sensitive = true\n}\n'
    source += thing("note = var.v") + thing(
        'note = oci_thing.a.note\ntags = { n = "${oci_thing.a.note}-x", m = "m" }', "b"
    )
    found = change(made(tmp_path, source), "oci_thing.b")

    assert found["after"]["note"] == "s"
    assert found["after"]["tags"] == {"m": "m", "n": "s-x"}
    assert marks(found["after_sensitive"]) == {("note",), ("tags", "n")}


# --- What has no real plan to compare with -----------------------------------------------------

SCHEMA = {
    "oci_thing": {
        "name": "r", "note": "o", "tags": "o", "state": "c", "size": "oc", "days": "o=30",
        "class": "o=thing.Standard", "version": "o", "rule": "b", "rule.action": "r",
        "rule.note": "o", "rule.inner": "b", "rule.inner.days": "o", "rule.id": "c",
        "origin": "o", "origin.host": "r", "origin.path": "o", "either": "?", "key_wo": "o",
    },
}  # fmt: skip
BLIND = {"oci_thing": {"id": "o", "name": "r", "identity": "b", "identity.type": "r"}}


def made(folder: Path, source: str, schema: Any = None) -> Any:
    (folder / "oci-8.28.0.json").write_text(json.dumps(schema or SCHEMA), encoding="utf-8")
    root = folder / "root"
    root.mkdir(exist_ok=True)
    (root / "main.tf").write_text(source, encoding="utf-8")
    return json.loads(plan.plan(root, Schemas(folder)))


def change(document: Any, address: str) -> Any:
    return next(c["change"] for c in document["resource_changes"] if c["address"] == address)


def thing(body: str = "", name: str = "a") -> str:
    return f'resource "oci_thing" "{name}" {{\n  name = "x"\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (thing("colour = 1"), "oci_thing.a: colour is not in the schema"),
        (thing("rule {\n action = 1\n colour = 2\n }"), "rule.colour is not in the schema"),
        (thing("unruly {\n}"), "unruly is not in the schema"),
        (thing("rule = []"), "rule is a block, and is written as an attribute"),
        (thing("tags {\n}"), "tags is an attribute, and is written as a block"),
        (thing("rule {\n inner = 1\n action = 1\n}"), "rule.inner is a block"),
        (thing('state = "x"'), "state is computed, and cannot be written"),
        ('resource "oci_thing" "a" {\n}\n', "name is required, and is not written"),
        (thing("rule {\n}"), "rule.action is required, and is not written"),
        (
            thing('dynamic "rule" {\n for_each = [1]\n content {\n note = "n"\n }\n}'),
            "rule.action is required, and is not written",
        ),
        (thing('origin = { path = "/" }'), "origin.host is required, and is not written"),
        (thing('origin = { host = "h", port = 1 }'), "origin.port is not in the schema"),
        (thing("count = 0\ncolour = 1"), "colour is not in the schema"),
        (thing("note = var.missing"), "var.missing is not declared"),
        (thing("note = [1][2]"), "the index is out of range"),
        (thing() + thing("note = oci_thing.a.colour", "b"), "oci_thing.a.colour is referred to"),
        (thing() + thing("count = oci_thing.a.size", "b"), "its count or for_each"),
        ('resource "oci_other" "a" {\n}\n', "oci_other is not in the schema of oci 8.28.0"),
        ('resource "random_id" "a" {\n}\n', "no schema of random"),
        ('variable "v" {\n}\n' + thing("note = var.v"), "var.v has no value"),
        ('module "m" {\n source = "./none"\n}\n', "there is no folder"),
        ("moved {\n from = oci_thing.b\n to = oci_thing.a\n}\n" + thing(), "needs a state"),
        (
            'terraform {\n required_providers {\n  oci = {\n   source = "oracle/oci"\n'
            '   version = "~> 7.0"\n  }\n }\n}\n' + thing(),
            "no schema of oci that ~> 7.0 allows",
        ),
    ],
)  # fmt: skip
def test_refusals_name_the_path(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(RefusalError) as refused:
        made(tmp_path, source)

    assert reason in str(refused.value)


def test_what_is_not_written(tmp_path: Path) -> None:
    found = change(made(tmp_path, thing('rule {\n action = "a"\n}')), "oci_thing.a")

    assert found["actions"] == ["create"]
    assert found["after"] == {
        "days": 30, "key_wo": None, "name": "x", "note": None, "origin": None,
        "tags": None, "version": None,
        "rule": [{"action": "a", "inner": [], "note": None}],
    }  # fmt: skip
    assert found["after_unknown"] == {
        "class": True, "either": True, "id": True, "size": True, "state": True,
        "rule": [{"id": True, "inner": []}],
    }  # fmt: skip


def test_what_is_only_written_is_in_no_plan(tmp_path: Path) -> None:
    document = made(tmp_path, thing('key_wo = "k"'))

    assert change(document, "oci_thing.a")["after"]["key_wo"] is None
    shown = document["configuration"]["root_module"]["resources"][0]["expressions"]
    assert shown["key_wo"] == {"constant_value": "k"}


def test_outputs_are_those_of_terraform(tmp_path: Path) -> None:
    source = thing() + (
        'output "null" {\n value = null\n}\noutput "whole" {\n value = [oci_thing.a]\n}\n'
        'output "known" {\n value = { a = [1, "b"] }\n}\n'
    )
    document = made(tmp_path, source)
    changes = document["output_changes"]

    assert changes["null"]["actions"] == ["no-op"]
    assert changes["whole"]["after"][0]["days"] == 30
    assert changes["whole"]["after_unknown"][0]["id"] is True
    assert document["planned_values"]["outputs"]["whole"] == {"sensitive": False}
    assert document["prior_state"]["values"]["outputs"] == {
        "known": {
            "sensitive": False,
            "value": {"a": [1, "b"]},
            "type": ["object", {"a": ["tuple", ["number", "string"]]}],
        }
    }


def test_references_to_what_is_computed_are_unknown_and_to_defaults_are_not(tmp_path: Path) -> None:
    source = thing('version = "1"\nrule {\n action = "a"\n}') + thing(
        "note = oci_thing.a.rule[0].id\ntags = { n = oci_thing.a.note, d = oci_thing.a.days,"
        ' i = "${oci_thing.a.id}-x", v = oci_thing.a.version }\n'
        'size = oci_thing.a.id != "" ? 1 : 2',
        "b",
    )
    found = change(made(tmp_path, source), "oci_thing.b")

    assert found["after"]["tags"] == {"d": 30, "n": None, "v": "1"}
    assert found["after_unknown"]["tags"] == {"i": True}
    assert found["after_unknown"]["note"] is found["after_unknown"]["size"] is True


def test_a_schema_without_what_is_computed_refuses_no_reference(tmp_path: Path) -> None:
    source = (
        'resource "oci_thing" "a" {\n name = "x"\n identity {\n  type = "own"\n }\n}\n'
        'resource "oci_thing" "b" {\n name = oci_thing.a.identity[0].principal\n}\n'
        'resource "oci_thing" "c" {\n name = oci_thing.a.endpoint\n}\n'
    )
    document = made(tmp_path, source, BLIND)

    assert change(document, "oci_thing.b")["after_unknown"]["name"] is True
    assert change(document, "oci_thing.c")["after_unknown"]["name"] is True
    assert change(document, "oci_thing.a")["after_unknown"]["id"] is True


def test_data_sources_answer_what_is_written_beside(tmp_path: Path) -> None:
    source = 'data "oci_who" "me" {\n}\n' + thing("note = data.oci_who.me.tenant")
    silent = made(tmp_path, source)
    (tmp_path / "root" / plan.ANSWERS).write_text(
        '{"data.oci_who.me": {"tenant": "t"}}', encoding="utf-8"
    )
    answered = made(tmp_path, source)

    assert silent["built"]["unanswered"] == ["data.oci_who.me"]
    assert change(silent, "oci_thing.a")["after_unknown"]["note"] is True
    assert "unanswered" not in answered["built"]
    assert change(answered, "oci_thing.a")["after"]["note"] == "t"
    prior = answered["prior_state"]["values"]["root_module"]["resources"]
    assert prior[0]["values"]["tenant"] == "t"


def test_the_newest_schema_that_is_allowed_is_taken(tmp_path: Path) -> None:
    for version in ("4.55.0", "5.2.0", "10.0.0", "7.46dev"):
        (tmp_path / f"azurerm-{version}.json").write_text("{}", encoding="utf-8")
    schemas = Schemas(tmp_path)

    assert schemas.choose("azurerm", ()) == "10.0.0"
    assert schemas.choose("azurerm", (">= 4.0, < 5.0",)) == "4.55.0"
    assert schemas.choose("azurerm", ("~> 5.1",)) == "5.2.0"
    assert schemas.choose("azurerm", ("~> 7.0",)) == "7.46dev"
    assert schemas.choose("azurerm", ("!= 10.0.0", "> 6")) == "7.46dev"


def test_a_built_plan_says_so_and_reads_like_any_other(tmp_path: Path) -> None:
    document = made(tmp_path, thing())
    plain = {name: value for name, value in document.items() if name != "built"}
    one, other = (plans.read(each, "plan.json") for each in (document, plain))

    assert document["built"] == {
        "by": "terraform_fixtures/build.py",
        "schemas": {"oci": "8.28.0"},
    }
    assert plans.is_plan(document)
    assert list(one.resources.by_address) == list(other.resources.by_address) == ["oci_thing.a"]
    assert (one.incomplete, one.unread) == (other.incomplete, other.unread) == ([], [])


def test_what_terraform_can_plan_is_left_to_it(tmp_path: Path) -> None:
    aws, mixed = tmp_path / "aws", tmp_path / "mixed"
    for folder, text in ((aws, ""), (mixed, thing())):
        folder.mkdir()
        source = f'resource "aws_sqs_queue" "q" {{\n}}\n{text}'
        (folder / "main.tf").write_text(source, encoding="utf-8")

    assert not is_built(aws)
    assert is_built(mixed)


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path, thing())
    root = tmp_path / "root"
    arguments = [str(root), "--schemas", str(tmp_path)]

    def run(option: str) -> tuple[int, str]:
        return program.main([*arguments, option]), capsys.readouterr().out

    script = [sys.executable, str(program.ROOT / "build.py"), *arguments, "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == run("--check")
    assert run("--check") == (1, f"[1/1] {root}: differs\n1 fixtures: 1 differ, 0 refused\n")
    assert run("--missing") == (0, f"[1/1] {root}: written\n1 fixtures: 1 written, 0 refused\n")
    assert run("--missing") == (0, "0 fixtures: 0 written, 0 refused\n")
    assert run("--check") == (0, f"[1/1] {root}: same\n1 fixtures: 0 differ, 0 refused\n")
    (root / "main.tf").write_text(thing("colour = 1"), encoding="utf-8")
    code, printed = run("--check")
    assert code == 1
    assert "REFUSED\noci_thing.a: colour is not in the schema" in printed
