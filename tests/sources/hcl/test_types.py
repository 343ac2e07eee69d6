"""Type constraints, and values converted to them as Terraform 1.11.4 converts them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.sources.hcl.conversion import mark
from cloudguard.sources.hcl.parser import expression
from cloudguard.sources.hcl.parts import Document, FailedError, Set, opening
from cloudguard.sources.hcl.syntax import (
    Call,
    Expression,
    Literal,
    Object,
    Operation,
    Tuple,
    Unparsed,
    Variable,
)
from cloudguard.sources.hcl.types import (
    ANY,
    Anything,
    Collection,
    Member,
    ObjectOf,
    Primitive,
    TupleOf,
    Type,
    constraint,
    convert,
    is_text,
)
from cloudguard.values import Known, Reference, Source, Unknown

WRITTEN = Anything(written=True)
STRING = Primitive("string")
HERE = Source("variable.v")


def evaluate(node: Expression) -> Any:
    """Return the value of an expression that is written out."""
    match node:
        case Literal(value):
            return value
        case Tuple(items):
            return [evaluate(item) for item in items]
        case Object(items):
            return {evaluate(name): evaluate(item) for name, item in items}
        case _:
            raise AssertionError(node)


def typed(text: str) -> Type:
    return constraint(expression(text), evaluate)


# terraform/language/expressions/type-constraints
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", STRING),
        ("number", Primitive("number")),
        ("bool", Primitive("bool")),
        ("any", WRITTEN),
        ("list(string)", Collection("list", STRING)),
        ("set(any)", Collection("set", WRITTEN)),
        ("map(list(number))", Collection("map", Collection("list", Primitive("number")))),
        ("tuple([string, bool])", TupleOf((STRING, Primitive("bool")))),
        ("tuple([])", TupleOf(())),
        ("object({})", ObjectOf(())),
        (
            'object({ a = string, "b" = any })',
            ObjectOf((Member("a", STRING), Member("b", WRITTEN))),
        ),
        (
            'object({\n a = string\n b = optional(string)\n c = optional(string, "d")\n})',
            ObjectOf(
                (
                    Member("a", STRING),
                    Member("b", STRING, optional=True),
                    Member("c", STRING, optional=True, default="d"),
                )
            ),
        ),
        # Until 0.12; 1.11.4 still takes the two without quotes.
        ("list", Collection("list", WRITTEN)),
        ("map", Collection("map", WRITTEN)),
        ('"string"', STRING),
        ('"map"', Collection("map", WRITTEN)),
    ],
)
def test_constraints(text: str, expected: Type) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "set",
        "text",
        "list(optional(string))",
        "optional(string)",
        "list()",
        "list(string, string)",
        "object([])",
        "object({ (a) = string })",
        "object({ a = optional() })",
        "object({ a = optional(string, 1, 2) })",
        "tuple(string)",
        "list(list)",
        "var.x",
        "null",
        "1",
        '"a-${b}"',
        "(",
    ],
)
def test_what_is_no_type(text: str) -> None:
    with pytest.raises(FailedError):
        typed(text)


def test_a_type_nested_too_deeply_is_told() -> None:
    deep: Expression = Variable("string")
    for _ in range(100_000):
        deep = Call("list", (deep,))
    with pytest.raises(FailedError, match="nested too deeply"):
        constraint(deep, evaluate)
    with pytest.raises(FailedError, match="cannot be read: why"):
        constraint(Unparsed("why"), evaluate)


# Each was given to a variable of that type and shown by Terraform 1.11.4 with jsonencode; null
# stands for an error of Terraform's.
CONVERTED = [
    ("list(any)", '["a", 1]', ["a", "1"]),
    ("list(any)", '[true, "x", 1.5]', ["true", "x", "1.5"]),
    ("list(any)", '[{a = "x"}, {b = 1}]', [{"a": "x"}, {"b": "1"}]),
    ("list(any)", '[{a = "x"}, {a = 1}]', [{"a": "x"}, {"a": "1"}]),
    ("list(any)", '[[1], ["a", 2]]', [["1"], ["a", "2"]]),
    ("list(any)", '["a", null]', ["a", None]),
    ("map(any)", '{a = 1, b = "x"}', {"a": "1", "b": "x"}),
    (
        "map(any)",
        '{a = {x = 1}, b = {x = 2, y = "z"}}',
        {"a": {"x": "1"}, "b": {"x": "2", "y": "z"}},
    ),
    ("set(any)", '["b", 1, "b"]', Set(["1", "b"])),
    ("set(string)", '["b", "a", 1, "1"]', Set(["1", "a", "b"])),
    ("object({a = string})", "{a = 1, b = 2}", {"a": "1"}),
    ("object({a = optional(string)})", "{}", {"a": None}),
    ('object({a = optional(string, "d")})', "{a = null}", {"a": "d"}),
    ('object({a = optional(object({b = optional(string, "x")}), {})})', "{}", {"a": {"b": "x"}}),
    ('object({a = optional(object({b = optional(string, "x")}))})', "{}", {"a": None}),
    ('object({a = optional(number, "5")})', "{}", {"a": 5}),
    (
        "list(object({a = string, b = optional(bool, true)}))",
        '[{a = 1}, {a = 2, b = "false"}]',
        [{"a": "1", "b": True}, {"a": "2", "b": False}],
    ),
    ('map(object({a = optional(string, "d")}))', "{x = {}}", {"x": {"a": "d"}}),
    ("tuple([string, number])", '["a", "1"]', ["a", 1]),
    ("string", "true", "true"),
    ("string", "null", None),
    ("string", "1e21", "1000000000000000000000"),
    ("string", "0.1", "0.1"),
    ("string", "1.50", "1.5"),
    ("string", "123456789012345678901234567890", "123456789012345678901234567890"),
    ("number", '"1"', 1),
    ("number", '"1e3"', 1000),
    ("number", '"-1.5"', -1.5),
    ("bool", '"true"', True),
    ("bool", '"0"', False),
    ("list(string)", "null", None),
    ("list(string)", "[null]", [None]),
    ("set(string)", "[null]", Set([None])),
    ("any", '[1, "a"]', [1, "a"]),
    ("any", "{a = 1}", {"a": 1}),
    ("list", '[1, "a"]', ["1", "a"]),
    ("list(list(string))", "[[1], [true]]", [["1"], ["true"]]),
    ("map(list(string))", '{a = ["x"]}', {"a": ["x"]}),
    ("object({a = any})", '{a = [1, "b"]}', {"a": [1, "b"]}),
    ("set(object({a = string}))", '[{a = "x"}, {a = "x", b = 1}]', Set([{"a": "x"}])),
    ("map(string)", "{a = 1, b = true}", {"a": "1", "b": "true"}),
    ("tuple([])", "[]", []),
    ("object({})", "{a = 1}", {}),
]


@pytest.mark.parametrize(("text", "value", "expected"), CONVERTED)
def test_conversions(text: str, value: str, expected: Any) -> None:
    found = convert(evaluate(expression(value)), typed(text))
    assert found == expected
    assert type(found) is type(expected)
    assert mark(found) == mark(expected)  # 1 and true are equal to Python


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("list(any)", "[true, 1]", "all elements must have the same type"),
        ("list(any)", "[[1], {}]", "all elements must have the same type"),
        ("map(any)", "{a = 1, b = [1]}", "all elements must have the same type"),
        ("set(string)", "{a = 1}", "a set is required"),
        ("list(string)", '"x"', "a list is required"),
        ("list(string)", "{a = 1}", "a list is required"),
        ("map(string)", '["a"]', "a map is required"),
        ("object({a = string})", "{b = 1}", 'the attribute "a" is required'),
        ("object({a = string})", '"x"', "an object is required"),
        ("object({a = string})", '["x"]', "an object is required"),
        ("tuple([string, number])", '["a"]', "a tuple of 2 elements is required"),
        ("string", '["a"]', "a string is required"),
        ("string", "{}", "a string is required"),
        ("number", '"secret"', "a number is required"),
        ("number", '" 1"', "a number is required"),
        ("number", '"0x10"', "a number is required"),
        ("number", '"1_000"', "a number is required"),
        ("number", '""', "a number is required"),
        ("number", "true", "a number is required"),
        ("bool", '"True"', "a bool is required"),
        ("bool", "1", "a bool is required"),
        ("object({a = list(string)})", '{a = "secret"}', "a: a list is required"),
        (
            "list(object({a = object({n = number})}))",
            '[{a = {n = 1}}, {a = {n = "secret"}}]',
            "[1].a.n: a number is required",
        ),
        ("map(tuple([bool]))", '{x = ["secret"]}', '["x"][0]: a bool is required'),
    ],
)
def test_what_does_not_convert_is_told_with_its_path(text: str, value: str, reason: str) -> None:
    with pytest.raises(FailedError) as failed:
        convert(evaluate(expression(value)), typed(text))
    assert failed.value.reason == reason


OPEN = Unknown("var.env has no value", HERE)
KEY = Reference("aws_kms_key.main", "arn")


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("number", OPEN, OPEN),
        ("number", KEY, KEY),
        ("list(number)", ["1", OPEN, KEY], [1, OPEN, KEY]),
        ("map(bool)", {"a": "true", "b": KEY}, {"a": True, "b": KEY}),
        ("object({a = number, b = string})", {"a": OPEN, "b": 1, "c": KEY}, {"a": OPEN, "b": "1"}),
        ("tuple([string, string])", [OPEN, 1], [OPEN, "1"]),
        ("set(string)", [KEY, "b", OPEN, "a", KEY, "b"], Set(["a", "b", KEY, OPEN])),
        ("any", {"a": [OPEN]}, {"a": [OPEN]}),
        ('object({a = optional(string, "d")})', {"a": OPEN}, {"a": OPEN}),
    ],
)
def test_what_is_not_known_stays_so(text: str, value: Any, expected: Any) -> None:
    assert convert(value, typed(text)) == expected


def test_the_values_it_may_have_are_converted() -> None:
    among = tuple(Known(value, HERE) for value in ("1", 2, KEY, None))
    found = convert(Unknown("depends on var.env", HERE, among), typed("number"))
    assert isinstance(found, Unknown)
    assert [known.value for known in found.among] == [1, 2, KEY, None]
    # Where one of them is impossible, the others are not claimed to be all.
    among = (Known("1", HERE), Known("x", HERE))
    assert convert([Unknown("why", HERE, among)], typed("list(number)")) == [Unknown("why", HERE)]


def test_a_document_is_text() -> None:
    document = Document({"Statement": [KEY]})
    assert convert(document, typed("string")) is document
    assert isinstance(convert(document, typed("number")), Unknown)
    with pytest.raises(FailedError):
        convert(document, typed("list(string)"))


def test_a_number_that_is_not_kept_exactly_is_not_known() -> None:
    assert isinstance(convert(1 / 3, typed("string")), Unknown)
    assert isinstance(convert("1.0000000000000000001", typed("number")), Unknown)
    found = convert([1 / 3, 0.5], typed("set(number)"))
    assert isinstance(found, Set)
    assert set(found) == {1 / 3, 0.5}


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_no_number_is_infinite(value: float) -> None:
    assert isinstance(convert(value, typed("string")), Unknown)
    with pytest.raises(FailedError):
        convert("Inf", typed("number"))


def test_lists_and_sets() -> None:
    assert convert(Set(["a", "b"]), typed("list(string)")) == ["a", "b"]
    assert type(convert(Set(["a"]), typed("list(string)"))) is list
    assert type(convert(["a"], typed("set(string)"))) is Set
    with pytest.raises(FailedError):
        convert(Set(["a"]), typed("tuple([string])"))
    with pytest.raises(FailedError) as failed:
        convert(Set(["a"]), typed("set(number)"))
    assert failed.value.reason == "[…]: a number is required"


def test_a_value_nested_too_deeply_is_told() -> None:
    value: Any = "x"
    for _ in range(100_000):
        value = [value]
    with pytest.raises(FailedError, match="nested too deeply"):
        convert([value, value], typed("list(any)"))


# terraform/language/values/variables, "Complex-typed Values".
@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (ANY, True),
        (STRING, True),
        (Primitive("bool"), True),
        (WRITTEN, False),
        (TupleOf(()), False),
    ],
)
def test_text_of_the_command_line(type_: Type, expected: bool) -> None:
    assert is_text(type_) is expected


TYPES = st.recursive(
    st.sampled_from([STRING, Primitive("number"), Primitive("bool"), ANY, WRITTEN]),
    lambda inner: st.builds(Collection, st.sampled_from(["list", "set", "map"]), inner)
    | st.builds(lambda types: TupleOf(tuple(types)), st.lists(inner, max_size=2))
    | st.builds(
        lambda types: ObjectOf(tuple(Member(n, t, optional=True) for n, t in types.items())),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    ),
    max_leaves=4,
)  # fmt: skip
ANYTHING = st.recursive(
    st.sampled_from([None, True, 1, 2.5, "1", "true", "x", OPEN, KEY]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(ANYTHING, TYPES)
def test_converting_twice_changes_nothing(value: Any, type_: Type) -> None:
    try:
        once = convert(value, type_)
    except FailedError:
        return
    if opening(once) is None:
        assert mark(convert(once, type_)) == mark(once)


def test_an_operation_is_no_type() -> None:
    with pytest.raises(FailedError, match="not a type"):
        constraint(Operation("!", (Variable("string"),)), evaluate)
