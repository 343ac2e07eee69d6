"""The table of defaults agrees with real plans; source code is completed as a plan would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cloudguard.providers.schema import NOTHING, Schema, Shape, Unwritten

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "cloudguard/providers/aws/schema.json"
# Those that Terraform made: what build.py writes knows no provider.
PLANS = [
    path
    for path in sorted((ROOT / "terraform_fixtures").rglob("plan.json"))
    if '"built":' not in path.read_text(encoding="utf-8")
]
PATHS = ROOT / "tests/data/schemas/aws-5.100.0.json"
SMALL = """{"provider":"example","version":"1","types":{
"t_box":{"arn":"sc","count_":"n=3","name":"sr","on":"b=false","note":"s","policy":"s?",\
"odd":"s~","ports":"Sn","tags":"ms","words":"Ss","kind":"sc=\\"box\\"","rows":"ls=[]",\
"lid":{"*":"l1","hinge":"s?","tight":"b=true","bolt":{"*":"S","size":"nr","inch":"b=false"}},\
"side":{"*":"S?","area":"n"},"timeouts":{"*":"o","create":"s"},"one":{"*":"l","x":"#1"},\
"two":{"*":"l","x":"#1"},"by":{"*":"m","deep":"n=1"},"#":{"1":{"*":"l","y":"n=1"}}},
"t_raw":{"*":"unproven","size":"n","lid":{"*":"l1","tight":"b?"}}
}}
"""
# Written, and yet planned otherwise: the provider drops the bucket of logs that are switched off
DROPPED = ["aws_lb.access_logs.bucket: 'umibe-access', planned ''"]
# Left to the provider by the table, since it depends on what else is written, and known in plans
DEPENDING = {
    "aws_instance.source_dest_check",  # not with network interfaces
    "aws_spot_instance_request.source_dest_check",
    "aws_lambda_function.handler",  # needed where the code is a zip, as it is by default
    "aws_lambda_function.runtime",
    "aws_lb_target_group.target_type",  # known where the target type is
    "aws_sqs_queue.kms_data_key_reuse_period_seconds",
}
BY_KIND = {"aws_lb"}  # one of application, network and gateway: each has defaults of its own
DYNAMIC = {"aws_secretsmanager_secret.replica"}  # written by a dynamic block, which plans hide


@cache
def aws() -> Schema:
    return Schema(TABLE)


@pytest.fixture
def small(tmp_path: Path) -> Schema:
    path = tmp_path / "schema.json"
    path.write_text(SMALL, encoding="utf-8")
    return Schema(path)


# The table and real plans


def planned(plan: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield what a plan creates: address, what is written of it and its change."""
    written = dict(configured(plan["configuration"]["root_module"], ""))
    for change in plan.get("resource_changes", ()):
        if change["mode"] == "managed" and change["change"]["actions"] == ["create"]:
            address = ".".join(step.partition("[")[0] for step in steps(change["address"]))
            expressions = written.get(address)
            if change["provider_name"] == aws().provider and expressions is not None:
                yield change["type"], expressions, change["change"]


def steps(address: str) -> list[str]:
    """Split an address at the dots outside of brackets."""
    found, depth = [""], 0
    for letter in address:
        depth += (letter == "[") - (letter == "]")
        if letter == "." and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


def configured(module: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for resource in module.get("resources", ()):
        yield prefix + resource["address"], resource.get("expressions", {})
    for name, call in module.get("module_calls", {}).items():
        yield from configured(call["module"], f"{prefix}module.{name}.")


def read(expression: Any) -> tuple[Any, Any]:
    """Return what an expression of a plan's configuration says, and what of it is not known."""
    if isinstance(expression, list):
        pairs = [read(each) if each else ({}, False) for each in expression]
        unknown = [each for _, each in pairs]
        return [each for each, _ in pairs], unknown if any(unknown) else False
    if "constant_value" in expression:
        return expression["constant_value"], False
    if "references" in expression:
        return None, True
    if not any(isinstance(each, dict | list) for each in expression.values()):
        return (None, True) if not expression else (dict(expression), False)
    pairs_ = {name: read(each) for name, each in expression.items()}
    hidden = {name: unknown for name, (_, unknown) in pairs_.items() if unknown}
    return {name: value for name, (value, _) in pairs_.items()}, hidden or False


def differences(shape: Shape, ours: Any, unknown: Any, after: Any, hidden: Any) -> Iterator[str]:
    """Yield where a completed body says other than its plan."""
    unknown = unknown if isinstance(unknown, dict) else {}
    hidden = hidden if isinstance(hidden, dict) else {}
    for name in {**shape.attributes, **shape.blocks}:
        if unknown.get(name) is True:
            continue
        mine, theirs = ours.get(name), after.get(name)
        block = shape.blocks.get(name)
        if hidden.get(name) is True:
            yield f".{name}: {mine!r}, planned unknown"
        elif block is not None and isinstance(mine, list) and isinstance(theirs, list):
            if len(mine) != len(theirs):
                if mine:  # else a dynamic block wrote them, which a plan's configuration hides
                    yield f".{name}: {len(mine)} blocks, planned {len(theirs)}"
            elif block.own.type == "l" or len(mine) == 1:
                for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
                    flag, flag_ = (
                        flags[number] if isinstance(flags, list) and flags else False
                        for flags in (unknown.get(name), hidden.get(name))
                    )
                    for where in differences(block.shape, one, flag, other, flag_):
                        yield f".{name}{where}"
        elif mine != theirs and not unknown.get(name):
            yield f".{name}: {mine!r}, planned {theirs!r}"


@pytest.mark.parametrize("path", PLANS, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_source_code_is_completed_as_it_was_planned(path: Path) -> None:
    found = []
    for type_, expressions, change in planned(json.loads(path.read_text(encoding="utf-8"))):
        shape = aws().attributes(type_)
        assert shape is not None
        assert shape.proven
        written, secret = read(expressions) if expressions else ({}, False)
        ours, unknown = aws().completed(type_, written, secret)
        after, hidden = change["after"], change["after_unknown"]
        found += [type_ + where for where in differences(shape, ours, unknown, after, hidden)]
    assert [where for where in found if where not in DROPPED] == []


@pytest.mark.parametrize("path", PLANS, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_what_is_left_to_the_provider_is_planned_unknown(path: Path) -> None:
    found = set()
    for type_, expressions, change in planned(json.loads(path.read_text(encoding="utf-8"))):
        shape = aws().attributes(type_)
        assert shape is not None
        found |= {
            f"{type_}.{name}"
            for name in shape.left
            if name not in expressions and change["after_unknown"].get(name) is not True
            if type_ not in BY_KIND
            if name != "tags_all"  # hangs on the provider block's default tags
        }
    assert found <= DEPENDING | DYNAMIC


# The table and the paths that the rows name


def test_every_path_of_a_row_is_in_the_table() -> None:
    for type_, paths in json.loads(PATHS.read_text(encoding="utf-8")).items():
        for path in paths:
            shape = aws().attributes(type_)
            for part in path.split("."):
                assert shape is not None, f"{type_}.{path}"
                assert part in shape.attributes or part in shape.blocks, f"{type_}.{path}"
                shape = shape.blocks[part].shape if part in shape.blocks else None


def test_every_type_can_be_decoded() -> None:
    assert aws().version == "5.100.0"
    assert len(aws().types()) == 1526
    shapes = [aws().attributes(type_) for type_ in aws().types()]
    assert sum(shape is not None and shape.proven for shape in shapes) >= 1500


def test_the_table_is_small() -> None:
    assert TABLE.stat().st_size < 900_000


def test_the_defaults_that_checks_hang_on() -> None:
    key = aws().attributes("aws_kms_key")
    assert key is not None
    assert key.attributes["enable_key_rotation"].default is False
    assert key.attributes["policy"].left_to_provider
    assert key.attributes["custom_key_store_id"].default is NOTHING
    trail = aws().attributes("aws_cloudtrail")
    assert trail is not None
    assert trail.attributes["is_multi_region_trail"].default is False
    assert trail.attributes["s3_bucket_name"].required


# What is completed


def test_what_is_not_written_is_planned(small: Schema) -> None:
    known, unknown = small.completed("t_box", {"name": "a"}, False)
    assert known == {
        "name": "a", "count_": 3, "on": False, "kind": "box",
        "rows": [], "lid": [], "one": [], "two": [],
    }  # fmt: skip
    assert unknown == {"arn": True, "policy": True, "odd": True, "side": True}


def test_null_is_not_written(small: Schema) -> None:
    known, unknown = small.completed("t_box", {"count_": None, "policy": None, "note": None}, False)
    assert known["count_"] == 3
    assert "note" not in known
    assert unknown["policy"] is True


def test_what_is_written_stays(small: Schema) -> None:
    known, unknown = small.completed("t_box", {"on": True, "policy": "p", "side": []}, {})
    assert known["on"] is True
    assert known["policy"] == "p"
    assert known["side"] == []
    assert unknown == {"arn": True, "odd": True}


def test_what_is_unknown_stays_unknown(small: Schema) -> None:
    written = {"tags": {"a": 1, "b": None}, "words": ["x", None]}
    secret = {"on": True, "tags": {"b": True}, "words": [False, True], "lid": True}
    known, unknown = small.completed("t_box", written, secret)
    assert "on" not in known
    assert "lid" not in known
    assert known["tags"] == {"a": "1", "b": None}
    assert known["words"] == ["x", None]
    assert {name: unknown[name] for name in secret} == secret


def test_what_is_unknown_alone_gives_its_form(small: Schema) -> None:
    known, unknown = small.completed("t_box", {}, {"lid": [{"tight": True}]})
    assert known["lid"] == [{"bolt": []}]
    assert unknown["lid"] == [{"tight": True, "hinge": True}]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("count_", "443", 443),
        ("count_", "1.5", 1.5),
        ("count_", "1e3", 1000),
        ("count_", ".5", 0.5),
        ("count_", "007", 7),
        ("count_", "9" * 5000, "9" * 5000),
        ("note", 10**300, 10**300),
        ("count_", "many", "many"),
        ("on", "true", True),
        ("on", "false", False),
        ("on", "yes", "yes"),
        ("note", 1, "1"),
        ("note", 1.0, "1"),
        ("note", 1.5, "1.5"),
        ("note", 1e-7, "0.0000001"),
        ("note", 1e21, "1000000000000000000000"),
        ("note", float("inf"), float("inf")),
        ("on", "1", True),
        ("note", True, "true"),
        ("note", ["a"], ["a"]),
        ("ports", ["443", 80], [443, 80]),
        ("words", ["b", "a", "b"], ["a", "b"]),
        ("tags", {"a": 1, "b": False}, {"a": "1", "b": "false"}),
    ],
)
def test_values_have_the_type_of_their_attribute(
    small: Schema, name: str, written: Any, value: Any
) -> None:
    known, _ = small.completed("t_box", {name: written}, False)
    assert known[name] == value
    assert type(known[name]) is type(value)


def test_a_block_is_a_list_where_the_plan_has_one(small: Schema) -> None:
    block = {"bolt": {"size": "8"}}
    for written in (block, [block]):
        known, unknown = small.completed("t_box", {"lid": written}, False)
        assert known["lid"] == [{"tight": True, "bolt": [{"size": 8, "inch": False}]}]
        assert unknown["lid"] == [{"hinge": True}]
    known, _ = small.completed("t_box", {"timeouts": [{"create": "5m"}]}, False)
    assert known["timeouts"] == {"create": "5m"}
    known, _ = small.completed("t_box", {"by": {"a": {}, "b": {"deep": "2"}}}, False)
    assert known["by"] == {"a": {"deep": 1}, "b": {"deep": 2}}


def test_equal_bodies_are_read_from_one_place(small: Schema) -> None:
    known, _ = small.completed("t_box", {"one": [{"x": {}}], "two": [{"x": {"y": "2"}}]}, False)
    assert known["one"] == [{"x": [{"y": 1}]}]
    assert known["two"] == [{"x": [{"y": 2}]}]


def test_what_is_filled_in_belongs_to_one_resource(small: Schema) -> None:
    first, _ = small.completed("t_box", {}, False)
    first["rows"].append("x")
    assert small.completed("t_box", {}, False)[0]["rows"] == []


def test_what_is_given_is_not_changed(small: Schema) -> None:
    written: dict[str, Any] = {"lid": [{"bolt": [{"size": "8"}]}], "tags": {"a": 1}}
    secret: dict[str, Any] = {"name": True}
    small.completed("t_box", written, secret)
    assert written == {"lid": [{"bolt": [{"size": "8"}]}], "tags": {"a": 1}}
    assert secret == {"name": True}


@pytest.mark.parametrize("type_", ["t_raw", "t_unheard_of"])
def test_nothing_is_claimed_of_a_type_that_is_not_proven(small: Schema, type_: str) -> None:
    written = {"lid": [{"tight": True}], "tags": {"a": "b"}, "note": "n"}
    known, unknown = small.completed(type_, written, {"note": False, "secret": True})
    assert known == written
    assert isinstance(unknown, Unwritten)
    assert unknown.get("note", False) is False
    assert unknown.get("tags", False) is not True
    assert unknown.get("secret", False) is True
    assert unknown.get("size", False) is True
    inside = unknown.get("lid", False)[0]
    assert inside.get("tight", False) is False
    assert inside.get("loose", False) is True


def test_a_type_that_is_not_proven_has_types_all_the_same(small: Schema) -> None:
    known, _ = small.completed("t_raw", {"size": "5", "lid": {"tight": "true"}}, False)
    assert known == {"size": 5, "lid": [{"tight": True}]}


def test_a_type_that_is_not_in_the_table_has_no_shape(small: Schema) -> None:
    assert small.attributes("t_unheard_of") is None


def test_a_damaged_table_says_where(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text('{"provider":"p","version":"1","types":{\n"t":{"a":"x!"}\n}}\n', "utf-8")
    with pytest.raises(ValueError, match="x!"):
        Schema(path).attributes("t")
