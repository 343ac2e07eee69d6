"""JSON configuration: what each property becomes, where it stands, and what damage costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.sources.hcl import json_syntax
from cloudguard.sources.hcl.json_text import DEPTH
from cloudguard.sources.hcl.parser import expression, template
from cloudguard.sources.hcl.recovery import parse as native
from cloudguard.sources.hcl.syntax import (
    Attribute,
    Block,
    Body,
    GetAttr,
    Literal,
    Object,
    Span,
    Template,
    Trouble,
    Tuple,
    Unparsed,
    Variable,
)


def parse(text: str) -> tuple[Body, list[Trouble]]:
    return json_syntax.parse(text, "main.tf.json", template, expression)


def read(document: Any) -> Body:
    """Return what a document without damage says."""
    body, troubles = parse(document if isinstance(document, str) else json.dumps(document))
    assert troubles == []
    assert body.attributes == {}
    return body


def shape(body: Body) -> Any:
    """Return a body without its places."""
    blocks = [(block.type, block.labels, shape(block.body)) for block in body.blocks]
    return {name: a.value for name, a in body.attributes.items()}, blocks


def attributes(body: Body) -> Iterator[Attribute]:
    """Yield the attributes of a body and of all blocks in it."""
    yield from body.attributes.values()
    for block in body.blocks:
        yield from attributes(block.body)


def stretch(text: str, span: Span) -> str:
    """Return what stands at a span."""
    lines = text.split("\n")
    found = lines[span.line - 1 : span.end_line]
    found[-1] = found[-1][: span.end_column - 1]
    found[0] = found[0][span.column - 1 :]
    return "\n".join(found)


# terraform/language/syntax/json: each example of the page with the native code it stands for.
SAME = {
    "JSON file structure": (
        """{"variable": {"example": {"default": "hello"}},
            "resource": {"aws_instance": {"example": {"instance_type": "t", "ami": "a"}}}}""",
        """variable "example" { default = "hello" }
           resource "aws_instance" "example" {
             instance_type = "t"
             ami = "a"
           }""",
    ),
    "nested block": (
        """{"resource": {"aws_instance": {"example": {
            "lifecycle": {"create_before_destroy": true}}}}}""",
        """resource "aws_instance" "example" {
             lifecycle { create_before_destroy = true }
           }""",
    ),
    "provisioners in order": (
        """{"resource": {"aws_instance": {"example": {"provisioner": [
            {"local-exec": {"command": "echo 'Hello World' >example.txt", "when": "destroy"}},
            {"file": {"source": "example.txt", "destination": "/tmp/example.txt"}},
            {"remote-exec": {"inline": ["sudo install-something -f /tmp/example.txt"]}}]}}}}""",
        """resource "aws_instance" "example" {
             provisioner "local-exec" {
               command = "echo 'Hello World' >example.txt"
               when = destroy
             }
             provisioner "file" {
               source      = "example.txt"
               destination = "/tmp/example.txt"
             }
             provisioner "remote-exec" {
               inline = ["sudo install-something -f /tmp/example.txt"]
             }
           }""",
    ),
    "comments": (
        """{"//": "made by a program", "resource": {"//": {}, "aws_instance": {"example": {
            "//": "scheduled tasks", "ami": "ami-abc123", "tags": {"//": "kept"}}}}}""",
        """resource "aws_instance" "example" {
             ami = "ami-abc123"
             tags = { "//" = "kept" }
           }""",
    ),
    "resource and data blocks": (
        """{"data": {"aws_ami": {"a": {"provider": "aws.foo", "depends_on": ["aws_instance.b"]}}},
            "resource": {"aws_instance": {
            "a": {"lifecycle": {"ignore_changes": "all"}},
            "b": {"lifecycle": {"ignore_changes": ["ami", "tags[\\"x\\"]"]}}}}}""",
        """data "aws_ami" "a" {
             provider = aws.foo
             depends_on = [aws_instance.b]
           }
           resource "aws_instance" "a" {
             lifecycle { ignore_changes = all }
           }
           resource "aws_instance" "b" {
             lifecycle { ignore_changes = [ami, tags["x"]] }
           }""",
    ),
    "variables": (
        """{"variable": {"a": {"type": "list(object({b = optional(string, \\"c\\")}))",
            "validation": {"condition": "${length(var.a) > 0}", "error_message": "none"}}}}""",
        """variable "a" {
             type = list(object({b = optional(string, "c")}))
             validation {
               condition = "${length(var.a) > 0}"
               error_message = "none"
             }
           }""",
    ),
    "output, locals": (
        """{"output": {"example": {"value": "${aws_instance.example}", "sensitive": true,
            "depends_on": ["module.m"], "precondition": {"condition": true}}},
            "locals": {"greeting": "Hello, ${var.name}"}}""",
        """output "example" {
             value = "${aws_instance.example}"
             sensitive = true
             depends_on = [module.m]
             precondition { condition = true }
           }
           locals { greeting = "Hello, ${var.name}" }""",
    ),
    "module": (
        """{"module": {"example": {"source": "hashicorp/consul/azurerm", "version": "= 1.0.0",
            "connection": {"host": "an argument like any other"},
            "providers": {"aws": "aws.usw1", "aws.peer": "aws"}}}}""",
        """module "example" {
             source = "hashicorp/consul/azurerm"
             version = "= 1.0.0"
             connection = { host = "an argument like any other" }
             providers = { aws = aws.usw1, aws.peer = aws }
           }""",
    ),
    "provider": (
        """{"provider": {"aws": [{"region": "us-east-1"},
            {"alias": "usw1", "region": "us-west-1"}]}}""",
        """provider "aws" { region = "us-east-1" }
           provider "aws" {
             alias = "usw1"
             region = "us-west-1"
           }""",
    ),
    "terraform": (
        """{"terraform": {"required_version": ">= 0.12.0", "backend": {"s3": {"bucket": "b"}},
            "cloud": {"workspaces": {"name": "n"}},
            "required_providers": {"aws": {"source": "hashicorp/aws"}}}}""",
        """terraform {
             required_version = ">= 0.12.0"
             backend "s3" { bucket = "b" }
             cloud {
               workspaces { name = "n" }
             }
             required_providers {
               aws = { source = "hashicorp/aws" }
             }
           }""",
    ),
    "moved, removed, import, check": (
        """{"moved": [{"from": "aws_x.a", "to": "aws_x.b[0]"}],
            "removed": {"from": "aws_x.c", "lifecycle": {"destroy": false}},
            "import": {"to": "aws_x.d[each.key]", "for_each": "${var.i}", "id": "${each.value}"},
            "check": {"c": {"data": {"http": {"h": {"url": "u"}}},
            "assert": [{"condition": true, "error_message": "e"}]}}}""",
        """moved {
             from = aws_x.a
             to = aws_x.b[0]
           }
           removed {
             from = aws_x.c
             lifecycle { destroy = false }
           }
           import {
             to = aws_x.d[each.key]
             for_each = "${var.i}"
             id = "${each.value}"
           }
           check "c" {
             data "http" "h" { url = "u" }
             assert {
               condition = true
               error_message = "e"
             }
           }""",
    ),
    "dynamic blocks": (  # terraform/language/expressions/dynamic-blocks
        """{"resource": {"aws_eb": {"a": {"dynamic": {"setting": {"for_each": "${var.s}",
            "iterator": "s", "content": {"namespace": "${s.value.namespace}",
            "dynamic": {"inner": [{"for_each": [1], "content": {}}]}}}}}}}}""",
        """resource "aws_eb" "a" {
             dynamic "setting" {
               for_each = "${var.s}"
               iterator = s
               content {
                 namespace = "${s.value.namespace}"
                 dynamic "inner" {
                   for_each = [1]
                   content {}
                 }
               }
             }
           }""",
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_json_means_what_the_native_syntax_means(name: str) -> None:
    written, meant = SAME[name]
    body, troubles = native(meant, "main.tf")
    assert troubles == []
    assert shape(read(written)) == shape(body)


def only(body: Body) -> Block:
    (block,) = body.blocks
    return block


def argument(value: Any, kind: str = "resource", name: str = "x") -> Any:
    """Return the expression that a value of an argument becomes."""
    labels = {"a": {name: value}}
    block = only(read({kind: {"t": labels} if kind == "resource" else labels}))
    return block.body.attributes[name].value


def test_expression_mapping() -> None:
    assert argument(True) == Literal(True)
    assert argument(None) == Literal(None)
    assert argument([1, -2.5, 1e3]) == Tuple((Literal(1), Literal(-2.5), Literal(1000)))
    assert argument({"a": "b"}) == Object(((Literal("a"), Literal("b")),))
    assert argument("a-${b}") == Template((Literal("a-"), Variable("b")))
    # HCL's json/spec.md, "Expressions": the names within an object value are templates too.
    keys = argument({"${var.k}": 1})
    assert isinstance(keys, Object)
    assert not isinstance(keys.items[0][0], Literal)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("variable", "default"),
        ("variable", "description"),
        ("output", "description"),
        ("module", "source"),
        ("provider", "alias"),
    ],
)
def test_strings_that_are_no_templates(kind: str, name: str) -> None:
    assert argument("${a}$${b}", kind, name) == Literal("${a}$${b}")


def test_the_type_of_a_connection_is_no_template() -> None:
    body = read({"resource": {"t": {"a": {"connection": {"type": "${x}", "host": "${h}"}}}}})
    connection = only(only(body).body)
    assert connection.body.attributes["type"].value == Literal("${x}")
    assert connection.body.attributes["host"].value != Literal("${h}")


# HCL's json/spec.md, "Blocks": objects and arrays at every level of labels.
@pytest.mark.parametrize(
    "written",
    [
        '{"resource": {"t": {"a": {"x": 1}, "b": {"x": 2}}}}',
        '{"resource": {"t": [{"a": {"x": 1}}, {"b": {"x": 2}}]}}',
        '{"resource": [{"t": {"a": [{"x": 1}]}}, {"t": {"b": {"x": 2}}}]}',
        '[{"resource": {"t": {"a": {"x": 1}}}}, {"resource": {"t": {"b": {"x": 2}}}}]',
        '{"resource": {"t": {"a": {"x": 1}}}, "resource": {"t": {"b": {"x": 2}}}}',
        '{"resource": {"t": {"a": {"x": 1}}, "t": {"b": {"x": 2}}}, "locals": null}',
    ],
)
def test_objects_and_arrays_stand_for_the_same_blocks(written: str) -> None:
    body = read(written)
    assert [block.labels for block in body.blocks] == [("t", "a"), ("t", "b")]
    assert [block.body.attributes["x"].value for block in body.blocks] == [Literal(1), Literal(2)]


def test_a_block_of_the_provider_that_stands_twice_is_two() -> None:
    body = read('{"resource": {"t": {"a": {"rule": {"x": 1}, "rule": [{"x": 2}, {"x": 3}]}}}}')
    rules = only(body).body.attributes["rule"].value
    assert isinstance(rules, Tuple)
    assert [item.items[0][1] for item in rules.items if isinstance(item, Object)] == [
        Literal(1),
        Literal(2),
        Literal(3),
    ]


def test_an_argument_that_stands_twice_is_told() -> None:
    body, troubles = parse('{"locals": {\n  "a": 1,\n  "a": 2}}')
    assert only(body).body.attributes["a"].value == Literal(1)
    assert [(t.span.line, t.span.column, t.reason) for t in troubles] == [
        (3, 3, "the argument was already set")
    ]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ('{"resources": {}}', 2),
        ('{"resource": {"t": 1}}', 20),
        ('{"resource": {"t": {"a": "b"}}}', 26),
        ('{"locals": ["a"]}', 13),
        ("1", 1),
    ],
)
def test_what_has_no_place_in_the_language_is_told(written: str, column: int) -> None:
    body, (trouble,) = parse(written)
    assert body.blocks == []
    assert (trouble.span.line, trouble.span.column) == (1, column)


def test_what_is_around_a_wrong_part_is_read() -> None:
    body, troubles = parse('{"resource": {"t": {"a": 1, "b": {}}}, "x": 1, "locals": {"l": 1}}')
    assert len(troubles) == 2
    assert [block.labels for block in body.blocks] == [("t", "b"), ()]


def test_places() -> None:
    text = '{"resource": {"t": {\n  "市": [\n    {"a":1},\n    {"b": {\n      "c": "\\n"}}]}}}'
    body = read(text)
    spans = [block.span for block in body.blocks]
    assert spans == [
        Span("main.tf.json", 3, 5, 3, 12),
        Span("main.tf.json", 4, 5, 5, 18),
    ]
    assert body.blocks[1].body.attributes["b"].span == Span("main.tf.json", 4, 6, 5, 17)
    (block,) = read('{"locals": \n {}}').blocks
    assert block.span == Span("main.tf.json", 1, 2, 2, 4)


NAMES = st.text(min_size=1, max_size=8).filter(lambda name: name != "//")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(
    st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=4), max_size=3),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)
def test_every_attribute_stands_at_its_name(
    resources: dict[str, Any],
    indent: int | str | None,
    ascii_only: bool,
) -> None:
    document = {"resource": {"t": resources}, "locals": {"l": [resources]}}
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    body, _ = parse(text)
    found = list(attributes(body))
    assert found
    for attribute in found:
        written = stretch(text, attribute.span)
        assert written.startswith(json.dumps(attribute.name, ensure_ascii=ascii_only))
        assert list(json.loads("{" + written + "}")) == [attribute.name]


@given(VALUES)
def test_values_are_those_of_json(value: Any) -> None:
    def plain(node: Any) -> Any:
        match node:
            case Literal(known):
                return known
            case Tuple(items):
                return [plain(item) for item in items]
            case Object(items):
                return {plain(name): plain(item) for name, item in items}
            case _:
                raise AssertionError(node)

    body, troubles = json_syntax.definitions(json.dumps({"v": value}), "f")
    assert troubles == []
    assert plain(body.attributes["v"].value) == value


WHOLE = """{
  "resource": {
    "aws_s3_bucket": {
      "first": {"bucket": "a", "tags": {"secret": "hunter2"}},
      "second": {"bucket": "b", "tags": {"secret": "hunter2"}}
    }
  }
}"""


def test_a_file_cut_off_anywhere_is_told_and_keeps_what_precedes() -> None:
    for end in range(len(WHOLE)):
        text = WHOLE[:end]
        body, troubles = parse(text)
        (trouble,) = troubles
        assert "hunter2" not in trouble.reason
        lines = text.split("\n")
        assert trouble.span.line <= len(lines)
        assert trouble.span.column <= len(lines[trouble.span.line - 1]) + 1
        first = [block for block in body.blocks if block.labels[1] == "first"]
        if end > WHOLE.index('"second"'):
            assert len(first[0].body.attributes) == 2
            assert first[0].body.unread == ""
        for block in body.blocks:
            values = [attribute.value for attribute in block.body.attributes.values()]
            assert bool(block.body.unread) or not any(isinstance(v, Unparsed) for v in values)


def test_the_block_that_is_cut_off_says_so() -> None:
    body, (trouble,) = parse(WHOLE[: WHOLE.rindex("hunter2")])
    assert trouble.reason == "the JSON is cut off: a string has no end"
    assert trouble.span.line == 5
    first, second = body.blocks
    assert first.body.unread == ""
    assert second.body.unread
    assert second.body.attributes["bucket"].value == Literal("b")
    assert isinstance(second.body.attributes["tags"].value, Unparsed)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", (1, 1), "it is empty"),
        ('{"locals": {"a": NaN}}', (1, 18), "the JSON is damaged"),
        ('{"locals": {"a": -Infinity}}', (1, 18), "the JSON is damaged"),
        ('{"locals": {"a": 01}}', (1, 18), "the JSON is damaged"),
        ('{"locals": {"a": 1x}}', (1, 18), "the JSON is damaged"),
        ('{"locals": {"a": truer}}', (1, 18), "the JSON is damaged"),
        ("{'locals': {}}", (1, 2), "the JSON is damaged"),
        ('{"locals" {}}', (1, 11), "the JSON is damaged"),
        ('{"locals": {"a": 1\n "b": 2}}', (2, 2), "the JSON is damaged"),
        ('{"locals": {"a": [1 2]}}', (1, 21), "the JSON is damaged"),
        ('{"locals": {"a": 1,}}', (1, 20), "the JSON is damaged: nothing follows a comma"),
        ('{"locals": {"a": 1]}', (1, 19), "the JSON is damaged"),
        ('{"locals": {"a": "\t"}}', (1, 19), "the JSON is damaged: not a string"),
        ('{"locals": {"a": "\\x"}}', (1, 19), "the JSON is damaged: not a string"),
        ('{"locals": {}}\n}', (2, 1), "something follows the end of the JSON"),
        ('{"locals": {"a": 1', (1, 19), "the JSON is cut off"),
        ("resource {}", (1, 1), "the JSON is damaged"),
    ],
)
def test_damage_is_told_with_its_place(text: str, place: tuple[int, int], reason: str) -> None:
    _, (trouble,) = parse(text)
    assert (trouble.span.line, trouble.span.column, trouble.reason) == (*place, reason)


@pytest.mark.parametrize("deep", ["[", '{"locals":', '{"resource": {"t":[', '[{"a":'])
def test_a_hundred_thousand_levels(deep: str) -> None:
    _, (trouble, *_) = parse(deep * 100_000)
    assert trouble.reason == "the JSON is nested too deeply"
    body, (trouble,) = parse('{"locals": {"a": 1, "b": ' + deep * 100_000)
    assert trouble.reason == "the JSON is nested too deeply"
    assert only(body).body.attributes["a"].value == Literal(1)
    assert isinstance(only(body).body.attributes["b"].value, Unparsed)


@pytest.mark.parametrize(
    ("deep", "levels", "end"),
    [("[", DEPTH - 2, "]"), ('{"a":', DEPTH - 2, "}"), ('[{"a":', DEPTH // 2 - 1, "}]")],
)
def test_the_deepest_that_is_read(deep: str, levels: int, end: str) -> None:
    value = deep * levels + "null" + end * levels
    assert read('{"locals": {"a": ' + value + "}}").blocks
    dynamic = '{"dynamic": {"s": {"content": ' * (DEPTH // 3 - 3)
    read('{"resource": {"t": {"a": ' + dynamic + "{}" + "}}}" * (DEPTH // 3 - 3) + "}}}")


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert argument("x\ud800y") == Literal("x\ufffdy")
    assert argument("\U0001f600") == Literal("\U0001f600")
    assert only(read('{"locals": {"\\udfff": 1}}')).body.attributes.keys() == {"\ufffd"}


def test_a_byte_order_mark_takes_no_column() -> None:
    body = read('\ufeff{"locals": {"a": 1}}')
    assert only(body).span.column == 2


def test_numbers() -> None:
    assert argument(2**200) == Literal(2**200)
    assert argument(1e300) == Literal(1e300)
    for text in ("1e400", "-1e99999999999", "9" * 5000, "0." + "1" * 5000):
        body = read('{"locals": {"a": ' + text + "}}")
        assert isinstance(only(body).body.attributes["a"].value, Unparsed)


@pytest.mark.parametrize(
    ("text", "troubles"),
    [
        ('{"locals": {"a": "' + "x" * 5_000_000 + '"}}', 0),
        ('{"locals": {"a": ' + "1" * 5_000_000 + "}}", 0),
        ('{"locals": {"a": ' + "1" * 5_000_000 + "x}}", 1),
        ('{"locals": {"a": ' + " " * 5_000_000 + "1}}", 0),
        ('{"locals": {"a": ' + "\n" * 5_000_000 + "1", 1),
        ('{"locals": {"a": "' + "\\u0041" * 800_000, 1),
    ],
    ids=["text", "number", "number_and_letter", "spaces", "lines", "escapes"],
)
def test_five_megabytes_of_one_thing(text: str, troubles: int) -> None:
    body, found = parse(text)
    assert [block.type for block in body.blocks] == ["locals"]
    assert len(found) == troubles


def test_references_are_read_as_expressions() -> None:
    found = argument(["aws_x.y", "data.aws_z.w", "module.m"], name="depends_on")
    assert found == Tuple(
        (
            GetAttr(Variable("aws_x"), "y"),
            GetAttr(GetAttr(Variable("data"), "aws_z"), "w"),
            GetAttr(Variable("module"), "m"),
        )
    )
    assert isinstance(argument("not a reference", name="provider"), Unparsed)
