"""Functions: against answers of Terraform, against tfparse, and with parts that are not known.

`functions.txt` holds calls and what Terraform 1.11.4 answered. The functions are described at
developer.hashicorp.com/terraform/language/functions/NAME.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudguard.sources.hcl import evaluator, parser
from cloudguard.sources.hcl import syntax as hcl
from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.functions import (
    SENSITIVE_UNKNOWN,
    Document,
    FailedError,
    Set,
    call,
    opening,
)
from cloudguard.values import Known, Reference, Source, Unknown

ANSWERS = [
    line.rpartition(" -> ")[::2]
    for line in Path(__file__).with_name("functions.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
U = Unknown("var.x has no value", Source("", file="main.tf", line=3))
KEY = Reference("aws_kms_key.a", "arn")


def among(*values: Any) -> Unknown:
    return Unknown(
        "var.env is one of these", Source(""), tuple(Known(v, Source("")) for v in values)
    )


@pytest.fixture(scope="module", name="closed")
def started() -> Iterator[Closed]:
    with Closed() as closed:
        yield closed


def value_of(written: hcl.Expression, closed: Closed) -> Any:
    match written:
        case hcl.Literal(value=value):
            return value
        case hcl.Tuple(items=items):
            return [value_of(item, closed) for item in items]
        case hcl.Object(items=pairs):
            return {value_of(key, closed): value_of(value, closed) for key, value in pairs}
        case hcl.Operation(operator="-", operands=(operand,)):
            return -value_of(operand, closed)
        case hcl.Call(name=name, args=args):
            return call(name, [value_of(arg, closed) for arg in args], closed)
        case _:
            raise TypeError(written)


@pytest.mark.parametrize(("written", "expected"), ANSWERS)
def test_a_call_answers_as_terraform_does(written: str, expected: str, closed: Closed) -> None:
    try:
        found = call("jsonencode", [[value_of(parser.expression(written), closed)]], closed)
    except FailedError:
        found = "FAILED"
    assert found == expected


@pytest.mark.terraform
def test_the_answers_are_those_of_terraform(tmp_path: Path) -> None:
    if not (terraform := shutil.which("terraform")):
        pytest.skip("terraform: not on PATH")
    outputs = "".join(
        f'output "o{at}" {{\n  value = try(jsonencode([{written}]), "FAILED")\n}}\n'
        for at, (written, _) in enumerate(ANSWERS)
    )
    (tmp_path / "main.tf").write_text(outputs, "utf-8")
    ran = subprocess.run(
        [terraform, "apply", "-auto-approve", "-no-color"],
        cwd=tmp_path,
        env=os.environ | {"TF_CLI_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    state = json.loads((tmp_path / "terraform.tfstate").read_text("utf-8"))
    found = [state["outputs"][f"o{at}"]["value"] for at in range(len(ANSWERS))]
    assert [(call[0], text) for call, text in zip(ANSWERS, found, strict=True)] == ANSWERS


STRUCTURAL: list[tuple[str, list[Any], Any]] = [
    ("coalesce", [None, "", KEY, "x"], KEY),
    ("coalesce", ["a", U], "a"),
    ("coalescelist", [[], [U]], [U]),
    ("concat", [[U], ["a"]], [U, "a"]),
    ("merge", [{"a": U, "b": U}, {"b": 1}], {"a": U, "b": 1}),
    ("lookup", [{"a": KEY}, "a", "x"], KEY),
    ("element", [[U, KEY], 3], KEY),
    ("index", [["a", U], "a"], 0),
    ("keys", [{"b": U, "a": U}], ["a", "b"]),
    ("values", [{"b": U, "a": 1}], [1, U]),
    ("length", [[U, U]], 2),
    ("contains", [[U, "a"], "a"], True),
    ("contains", [[KEY], KEY], True),
    ("zipmap", [["a"], [KEY]], {"a": KEY}),
    ("one", [[KEY]], KEY),
    ("slice", [[1, U, 3], 1, 2], [U]),
    ("reverse", [[1, U]], [U, 1]),
    ("setproduct", [["a"], [U]], [["a", U]]),
    ("chunklist", [["a", U, "b"], 2], [["a", U], ["b"]]),
    ("alltrue", [[U, False]], False),
    ("anytrue", [[U, True]], True),
    ("matchkeys", [[U, KEY], ["a", "b"], ["b"]], [KEY]),
    ("compact", [["", None, KEY]], [KEY]),
    ("tostring", [KEY], KEY),
    ("tolist", [["a", U]], ["a", U]),
    ("tomap", [{"a": KEY}], {"a": KEY}),
    ("nonsensitive", [U], U),
    ("sensitive", ["a"], SENSITIVE_UNKNOWN),
    ("issensitive", [SENSITIVE_UNKNOWN], True),
    ("jsonencode", [{"a": [KEY, "<"]}], Document({"a": [KEY, "<"]})),
    ("jsondecode", [Document({"a": U})], {"a": U}),
    ("toset", [[among("a", "b"), "a"]], among(Set(["a"]), Set(["a", "b"]))),
    ("upper", [among("a", "b")], among("A", "B")),
    ("upper", [among("a", "A")], "A"),
    ("coalesce", [among("a", ""), "b"], among("a", "b")),
    ("jsonencode", [[among("a")]], Document([among("a")])),
    ("core::upper", ["a"], "A"),
]


@pytest.mark.parametrize(("name", "args", "expected"), STRUCTURAL)
def test_unknown_parts_are_moved_about(
    name: str, args: list[Any], expected: Any, closed: Closed
) -> None:
    assert call(name, args, closed) == expected


HIDDEN: list[tuple[str, list[Any]]] = [
    ("coalesce", [U, "a"]),
    ("merge", [U, {"a": 1}]),
    ("length", [U]),
    ("flatten", [[U, ["a"]]]),
    ("distinct", [["a", U]]),
    ("toset", [["a", U]]),
    ("contains", [["a"], U]),
    ("index", [[U, "a"], "a"]),
    ("keys", [U]),
    ("zipmap", [[U], ["a"]]),
    ("compact", [["a", U]]),
    ("join", [",", ["a", U]]),
    ("format", ["%s", U]),
    ("sha256", [U]),
    ("yamlencode", [{"a": U}]),
    ("setunion", [["a"], [U]]),
    ("sort", [["a", U]]),
    ("transpose", [{"a": [U]}]),
    ("min", [1, U]),
    ("alltrue", [[U, True]]),
    ("base64encode", [Document({"a": U})]),
]


@pytest.mark.parametrize(("name", "args"), HIDDEN)
def test_what_hangs_on_an_unknown_says_so(name: str, args: list[Any], closed: Closed) -> None:
    assert call(name, args, closed) == U


def test_what_hangs_on_a_reference_names_it(closed: Closed) -> None:
    assert call("upper", [KEY], closed) == Unknown("made of aws_kms_key.a.arn", Source(""))


def test_one_unknown_met_twice_has_one_value(closed: Closed) -> None:
    either = among("a", "b")
    assert call("format", ["%s%s", either, either], closed) == among("aa", "bb")
    found = call("format", ["%s%s", either, among("a", "b")], closed)
    assert [known.value for known in found.among] == ["aa", "ab", "ba", "bb"]


def test_too_many_combinations_are_not_tried(closed: Closed) -> None:
    found = call("join", [",", [among(*"abcd") for _ in range(3)]], closed)
    assert found == Unknown("var.env is one of these", Source(""))


def test_an_answer_that_terraform_refuses_for_some_values_is_unknown(closed: Closed) -> None:
    assert call("tonumber", [among("1", "x")], closed).among == ()
    with pytest.raises(FailedError):
        call("tonumber", [among("y", "x")], closed)


def test_a_number_beside_an_unknown_may_be_text(closed: Closed) -> None:
    found = call("tolist", [[1, U]], closed)
    assert [known.value for known in found[0].among] == [1, "1"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nosuch", "the function nosuch is not known to cloudguard"),
        ("provider::aws::arn_parse", "the function provider::aws::arn_parse belongs to a provider"),
        ("timestamp", "timestamp is known only when Terraform runs"),
        ("file", "file reads a file"),
        ("templatefile", "templatefile reads a file"),
    ],
)
def test_what_is_not_evaluated_says_why(name: str, reason: str, closed: Closed) -> None:
    assert call(name, ["x"], closed) == Unknown(reason, Source(""))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("upper", [["s3cret"]]),
        ("tonumber", ["s3cret"]),
        ("sha256", [["s3cret"]]),
        ("one", [["s3cret"] * 2]),
    ],
)
def test_a_failure_never_tells_a_value(name: str, args: list[Any], closed: Closed) -> None:
    with pytest.raises(FailedError) as failed:
        call(name, args, closed)
    assert "s3cret" not in failed.value.reason
    assert failed.value.reason.startswith(f"{name}: ")


TEXT = st.text(st.sampled_from('ab1-/ .é\n<"$%{'), max_size=5)
WORDS = st.lists(TEXT, max_size=4)
NUMBERS = st.integers(-40, 40)
PARTS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT)
MAPS = st.dictionaries(st.sampled_from("abc"), TEXT, max_size=3)
NESTED = st.recursive(PARTS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
ARGUMENTS: dict[str, tuple[st.SearchStrategy[Any], ...]] = {
    "alltrue": (st.lists(st.one_of(st.booleans(), st.none()), max_size=4),),
    "anytrue": (st.lists(st.one_of(st.booleans(), st.none()), max_size=4),),
    "chunklist": (WORDS, st.integers(-1, 4)),
    "coalesce": (PARTS, PARTS, TEXT),
    "compact": (WORDS,),
    "concat": (st.lists(PARTS, max_size=3), st.lists(PARTS, max_size=3)),
    "contains": (WORDS, TEXT),
    "distinct": (WORDS,),
    "element": (WORDS, st.integers(0, 5)),
    "endswith": (TEXT, TEXT),
    "flatten": (st.lists(NESTED, max_size=3),),
    "index": (WORDS, TEXT),
    "join": (TEXT, WORDS),
    "jsonencode": (st.one_of(NESTED, MAPS),),
    "keys": (MAPS,),
    "length": (st.one_of(WORDS, MAPS, TEXT),),
    "lookup": (MAPS, st.sampled_from("abc"), TEXT),
    "lower": (TEXT,),
    "matchkeys": (WORDS, WORDS, WORDS),
    "max": (NUMBERS, NUMBERS),
    "merge": (MAPS, MAPS),
    "min": (NUMBERS, NUMBERS),
    "one": (st.lists(TEXT, max_size=2),),
    "range": (NUMBERS, NUMBERS, NUMBERS),
    "replace": (TEXT, TEXT, TEXT),
    "reverse": (WORDS,),
    "slice": (WORDS, st.integers(-1, 4), st.integers(-1, 4)),
    "sort": (WORDS,),
    "split": (TEXT, TEXT),
    "startswith": (TEXT, TEXT),
    "strcontains": (TEXT, TEXT),
    "substr": (TEXT, st.integers(-2, 5), st.integers(-1, 5)),
    "tobool": (st.one_of(TEXT, st.booleans()),),
    "tonumber": (st.one_of(TEXT, NUMBERS),),
    "tostring": (PARTS,),
    "transpose": (st.dictionaries(st.sampled_from("abc"), WORDS, max_size=3),),
    "trimprefix": (TEXT, TEXT),
    "trimspace": (TEXT,),
    "trimsuffix": (TEXT, TEXT),
    "upper": (TEXT,),
    "values": (MAPS,),
    "zipmap": (st.lists(st.sampled_from("abc"), max_size=3), WORDS),
}
CALLS = st.sampled_from(sorted(ARGUMENTS)).flatmap(
    lambda name: st.tuples(st.just(name), st.tuples(*ARGUMENTS[name]).map(list))
)
RELAXED = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def outcome(name: str, args: list[Any], closed: Closed) -> Any:
    """Answer a call, `FAILED` where it is refused."""
    try:
        return call(name, args, closed)
    except FailedError:
        return "FAILED"


@pytest.fixture(scope="module", name="oracle")
def asked() -> Iterator[Closed]:
    """Return an evaluator that lets tfparse answer every function."""
    with pytest.MonkeyPatch.context() as patch, Closed() as closed:
        patch.setattr("cloudguard.sources.hcl.closed.EVALUATED", frozenset(ARGUMENTS))
        yield closed


@RELAXED
@given(CALLS)
def test_known_arguments_are_answered_as_tfparse_does(
    oracle: Closed, closed: Closed, asked_for: tuple[str, list[Any]]
) -> None:
    name, args = asked_for
    try:
        expected = oracle.call(name, args)
    except FailedError:
        expected = "FAILED"
    assert outcome(name, args, closed) == expected


def masks(value: Any) -> Iterator[Any]:
    """Yield a value with each of its parts, one at a time, not known."""
    yield U
    if not isinstance(value, (dict, list)):
        return
    for at, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        for masked in masks(part):
            copy = value.copy()
            copy[at] = masked
            yield copy


def agrees(masked: Any, whole: Any) -> bool:
    """Tell whether what is said with a part unknown holds when it is known."""
    if isinstance(masked, Unknown):
        return not masked.among or any(agrees(known.value, whole) for known in masked.among)
    if isinstance(masked, Document):
        return agrees(masked.value, json.loads(whole))
    if isinstance(masked, list) and isinstance(whole, list):
        return len(masked) == len(whole) and all(map(agrees, masked, whole))
    if isinstance(masked, dict) and isinstance(whole, dict):
        return masked.keys() == whole.keys() and all(agrees(masked[k], whole[k]) for k in masked)
    return type(masked) is type(whole) and bool(masked == whole)


@RELAXED
@given(CALLS)
def test_an_unknown_part_never_makes_another_answer(
    closed: Closed, asked_for: tuple[str, list[Any]]
) -> None:
    name, args = asked_for
    whole = outcome(name, args, closed)
    if whole == "FAILED":
        return
    for at, arg in enumerate(args):
        for masked in masks(arg):
            found = outcome(name, [*args[:at], masked, *args[at + 1 :]], closed)
            assert agrees(found, whole), (name, masked)


def test_opening_finds_the_first_part() -> None:
    assert opening([1, {"a": [KEY, U]}]) == KEY
    assert opening(Document({"a": U})) == U
    assert opening({"a": ["b", 1, None]}) is None


def test_letters_of_no_meaning_stay_as_they_are() -> None:
    assert evaluator.literal({"map": {"a${": [1.5, None, True]}}) == (
        '{"a\\u0024\\u007b" = [1.5, null, true]}'
    )
