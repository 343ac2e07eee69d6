"""HCL read to nodes: every form, the place of each, and what damage costs."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudguard.sources.hcl.parser import expression, template
from cloudguard.sources.hcl.recovery import parse, recovered
from cloudguard.sources.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Object,
    Operation,
    Span,
    Splat,
    Template,
    Tuple,
    Unparsed,
    Variable,
)

A, B, C, X, EACH = (Variable(name) for name in ("a", "b", "c", "x", "*"))
ONE, TWO, THREE = Literal(1), Literal(2), Literal(3)
FIXTURES = sorted(Path("terraform_fixtures").rglob("*.tf"))


def op(operator: str, *operands: Expression) -> Operation:
    return Operation(operator, operands)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # literals
        ("1", ONE),
        ("-1", Literal(-1)),
        ("1.5", Literal(1.5)),
        ("1e3", Literal(1000)),
        ("1E-2", Literal(0.01)),
        ("1e30", Literal(10**30)),
        ("true", Literal(value=True)),
        ("null", Literal(None)),
        ('"a"', Literal("a")),
        ('""', Literal("")),
        (r'"\n\r\t\"\\"', Literal('\n\r\t"\\')),
        (r'"\u00e9\U0001F600日本"', Literal("é😀日本")),
        ('"$${a} %%{a} $ % $$ 5%"', Literal("${a} %{a} $ % $$ 5%")),
        ('"a#b//c/*d<<E"', Literal("a#b//c/*d<<E")),
        # templates
        ('"${a}"', Template((A,))),
        ('"x${a}y"', Template((Literal("x"), A, Literal("y")))),
        ('"${"${a}"}"', Template((Template((A,)),))),
        ('"${b["c"]}"', Template((Index(B, Literal("c")),))),
        (
            '"%{ if a }x%{ else }y%{ endif }"',
            Template(
                (
                    Conditional(
                        A,
                        Template((Literal("x"), Literal(""))),
                        Template((Literal("y"), Literal(""))),
                    ),
                )
            ),
        ),
        (
            '"%{ for i, x in a }${x},%{ endfor }"',
            Template(
                (
                    Call(
                        "join",
                        (Literal(""), For("i", "x", A, None, Template((X, Literal(","))), None)),
                    ),
                )
            ),
        ),
        # heredocs
        ("<<E\na\n b\nE", Literal("a\n b\n")),
        ("<<E\n  a\n  E", Literal("  a\n")),
        ("<<-E\n    a\n\n  \n   b\n  E", Literal(" a\n\n  \nb\n")),
        ("<<E\nE", Literal("")),
        ("<<E_1-2\na E\nE_1-2", Literal("a E\n")),
        ('<<E\n\\n "\nE', Literal('\\n "\n')),
        ("<<E\n$${a}\nE", Template((Literal("${"), Literal("a}\n")))),
        ("<<E\r\na\r\nE", Literal("a\r\n")),
        ("<<E\n${a}\nE", Template((A, Literal("\n")))),
        ("f(<<E\na\nE\n, 1)", Call("f", (Literal("a\n"), ONE))),
        # collections
        ("[]", Tuple(())),
        ("[1, 2,]", Tuple((ONE, TWO))),
        ("[ # x\n1 /* y */,\n// z\n2\n]", Tuple((ONE, TWO))),
        ("{}", Object(())),
        ("{ a = 1, b : 2, }", Object(((Literal("a"), ONE), (Literal("b"), TWO)))),
        ("{\na = 1\nb = 2\n}", Object(((Literal("a"), ONE), (Literal("b"), TWO)))),
        ('{ "a" = 1 }', Object(((Literal("a"), ONE),))),
        ("{ (a) = 1 }", Object(((A, ONE),))),
        ("{ (true) = 1 }", Object(((Literal(value=True), ONE),))),
        ('{ "${a}-x" = 1 }', Object(((Template((A, Literal("-x"))), ONE),))),
        ("{ 1 = 1 }", Object(((Literal(1), ONE),))),
        ("{ true = 1 }", Object(((Literal("true"), ONE),))),
        ("{ null = 1 }", Object(((Literal("null"), ONE),))),
        (
            "{ for = 1, in = 2, if = 3 }",
            Object(((Literal("for"), ONE), (Literal("in"), TWO), (Literal("if"), THREE))),
        ),
        # traversals
        ("a.b.c", GetAttr(GetAttr(A, "b"), "c")),
        ("a[1].b", GetAttr(Index(A, ONE), "b")),
        ("a.1.2", Index(Index(A, ONE), TWO)),
        ('a["b"]', Index(A, Literal("b"))),
        ("a.in.true", GetAttr(GetAttr(A, "in"), "true")),
        ("a[*].b", Splat(A, GetAttr(EACH, "b"), full=True)),
        ("a.*.b", Splat(A, GetAttr(EACH, "b"), full=False)),
        ("a[*].b[1]", Splat(A, Index(GetAttr(EACH, "b"), ONE), full=True)),
        ("a.*.b[1]", Index(Splat(A, GetAttr(EACH, "b"), full=False), ONE)),
        ("a.*.1", Splat(A, Index(EACH, ONE), full=False)),
        ("a[*]", Splat(A, EACH, full=True)),
        # calls
        ("f()", Call("f", ())),
        ("f(1, 2,)", Call("f", (ONE, TWO))),
        ("f(a...)", Call("f", (A,), expand=True)),
        ("f(\n1,\na...\n)", Call("f", (ONE, A), expand=True)),
        ("provider::x::f(a)", Call("provider::x::f", (A,))),
        ("f(a).b[1]", Index(GetAttr(Call("f", (A,)), "b"), ONE)),
        # operators
        ("a + b * c", op("+", A, op("*", B, C))),
        ("a - b - c", op("-", op("-", A, B), C)),
        ("(a - b) - c", op("-", op("-", A, B), C)),
        ("a - (b - c)", op("-", A, op("-", B, C))),
        ("a || b && c", op("||", A, op("&&", B, C))),
        ("a == b != c", op("!=", op("==", A, B), C)),
        ("a < b == c", op("==", op("<", A, B), C)),
        ("!a && b", op("&&", op("!", A), B)),
        ("-a.b", op("-", GetAttr(A, "b"))),
        ("a /* x */ + b", op("+", A, B)),
        ("(a # x < /* == */\n > b)", op(">", A, B)),
        ("(\na\n&& b\n||\nc\n)", op("||", op("&&", A, B), C)),
        ("a >= 1", op(">=", A, ONE)),
        ("a ? b : c", Conditional(A, B, C)),
        ("a ? 1 : b ? 2 : 3", Conditional(A, ONE, Conditional(B, TWO, THREE))),
        ("(a\n? b\n: c)", Conditional(A, B, C)),
        ("a == 1 ? b : c", Conditional(op("==", A, ONE), B, C)),
        # for
        ("[for x in a : x]", For("", "x", A, None, X, None)),
        ("[for i, x in a : x if b]", For("i", "x", A, None, X, B)),
        ("[\nfor x in a :\nx\nif b\n]", For("", "x", A, None, X, B)),
        ("{ for x in a : x => b }", For("", "x", A, X, B, None)),
        ("{\nfor i, x in a :\nx => b...\nif c\n}", For("i", "x", A, X, B, C, grouped=True)),
    ],
)
def test_every_form_of_expression(text: str, expected: Expression) -> None:
    assert expression(text) == expected
    body, troubles = parse(f"x = {text}\ny = 1\n", "f")
    assert not troubles
    assert body.attributes["x"].value == expected
    assert body.attributes["y"].value == ONE


@pytest.mark.parametrize(
    "text", ["", "1 2", "a =", "a\ny = 1", "(", ")", "[1", '"a', '"${a"', "}", "a ? b", "日本",
             '"$${" == "}"', '"a\nb"', "a..b", "1 +", "<<E\na", "%", "\0"]
)  # fmt: skip
def test_what_is_no_expression_says_so(text: str) -> None:
    assert isinstance(expression(text), Unparsed)


def test_templates_of_their_own() -> None:
    assert template("a ${x} b") == Template((Literal("a "), X, Literal(" b")))
    assert template("a\n%{ if x ~}\nb\n%{ endif ~}\n") != Literal("")
    assert "Unparsed" in repr(template("${a"))
    assert "Unparsed" in repr(template("%{ else }"))
    assert isinstance(template("%{ if a }" * 3000), Unparsed)
    assert isinstance(template("${a}" * 6000), Unparsed)


def test_blocks() -> None:
    text = """
a {}
b "c" d { x = 1 }
b "日本" {
  c { // one
    d { y = 2 }
  }
  c {
  }
}
dynamic "e" { for_each = a }
in { for = 1 }
"""
    body, troubles = parse(text, "f")
    assert not troubles
    assert [(b.type, b.labels) for b in body.blocks] == [
        ("a", ()), ("b", ("c", "d")), ("b", ("日本",)), ("dynamic", ("e",)), ("in", ()),
    ]  # fmt: skip
    assert [b.type for b in body.blocks[2].body.blocks] == ["c", "c"]
    assert body.blocks[2].body.blocks[0].body.blocks[0].body.attributes["y"].value == TWO
    assert body.blocks[2].span == Span("f", 4, 1, 10, 2)
    assert body.blocks[1].body.attributes["x"].span == Span("f", 3, 11, 3, 16)


def test_a_name_written_twice_is_not_known() -> None:
    body, _ = parse("a = 1\na = 2\n", "f")
    assert isinstance(body.attributes["a"].value, Unparsed)
    assert body.attributes["a"].span.line == 1


# Places


def every_attribute(body: Body) -> list[Attribute]:
    found = list(body.attributes.values())
    for block in body.blocks:
        found += every_attribute(block.body)
    return found


def written(text: str, span: Span) -> str:
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


VALUES = [
    "1", '"a"', "a.b", "[1, 2]", "[\n 1,\n 2,\n]", "{\n  a = 1\n}", "f(\n  a\n)", "a + b",
    "(\n a\n)", "<<E\n a\nE", "<<-E\n   a\n  E", '"日本${a}"', "[for x in a : x]",
    "a == 1 && b", "-a", "a[*].b", "a.*.b", "(a\n + b)", "a + 1",
]  # fmt: skip


@given(
    values=st.lists(st.sampled_from(VALUES), min_size=1, max_size=5),
    ends=st.sampled_from(["\n", "\r\n"]),
    indent=st.sampled_from(["", "  ", "\t", " \t"]),
    last=st.booleans(),
    comment=st.sampled_from(["", "# x", "// x", "/* x */"]),
    damaged=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_spans_are_what_is_written(
    values: list[str], ends: str, indent: str, comment: str, *, last: bool, damaged: bool
) -> None:
    statements = [
        f"{indent}n{number} = {value}" + ("" if value.startswith("<<") else f" {comment}")
        for number, value in enumerate(values)
    ]
    text = "\n".join(statements) + ("" if last else "\n")
    text = (text + "\n! broken" if damaged else text).replace("\n", ends)
    body, troubles = parse(text, "f")
    assert bool(troubles) is damaged
    for number, value in enumerate(values):
        found = written(text, body.attributes[f"n{number}"].span)
        assert found.replace("\r", "").rstrip("\n") == f"n{number} = {value}"


@pytest.mark.parametrize("path", FIXTURES[::12], ids=str)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_spans_in_fixtures_and_the_same_statement_by_statement(path: Path, ends: str) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", ends)
    body, troubles = parse(text, "f")
    assert not troubles
    assert recovered(text, "f") == (body, [])
    for attribute in every_attribute(body):
        found = written(text, attribute.span)
        assert re.match(rf"{re.escape(attribute.name)}\s*=", found)
        assert found == found.strip()
        again = expression(found.partition("=")[2].strip())
        assert again == attribute.value


# Damage

AFTER = '\nresource "a" "after" {\n  x = 1\n}\n'


def resources(body: Body) -> dict[str, Block]:
    return {block.labels[1]: block for block in body.blocks if len(block.labels) > 1}


@pytest.mark.parametrize(
    ("inside", "known"),
    [
        ("x = 1\n  y = !\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  日本 = 1\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  y = 日本.a\n  z = 2", {"x": 1, "z": 2}),
        ('x = 1\n  y = "a\n  z = 2', {"x": 1, "z": 2}),
        ('x = 1\n  y = "${a"\n  z = 2', {"x": 1, "z": 2}),
        ('x = 1\n  y = "$${"\n  z = "}"', {"x": 1, "z": "}"}),
        ("x = 1\n  y = f(a\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  y = [1,\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  y = )\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  n {\n    y = !\n  }\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  y\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n<<<<<<< HEAD\n  y = 1\n=======\n  y = 2\n>>>>>>> b\n  z = 2", {"x": 1, "z": 2}),
        ("x = 1\n  y = <<E\n foo = 1\nEO", {"x": 1}),
        ("x = 1\n  y = {\n    a = !\n  }\n  z = 2", {"x": 1, "z": 2}),
    ],
)
def test_a_broken_statement_costs_itself(inside: str, known: dict[str, object]) -> None:
    text = f'resource "a" "b" {{\n  {inside}\n}}\n{AFTER}'
    body, troubles = parse(text, "f")
    assert troubles
    found = resources(body)
    assert found["after"].body == Body({"x": Attribute("x", ONE, Span("f", found["after"].span.line
                                                                       + 1, 3,
                                                                       found["after"].span.line + 1,
                                                                       8))})  # fmt: skip
    read = found["b"].body.attributes
    assert {
        name: attribute.value.value
        for name, attribute in read.items()
        if isinstance(attribute.value, Literal)
    } == known
    lost = any(isinstance(attribute.value, Unparsed) for attribute in read.values())
    assert lost or found["b"].body.unread or found["b"].body.blocks


@pytest.mark.parametrize(
    "before",
    [
        'resource "a" "b" {\n  x = 1\n',
        'resource "a" "b" {\n  n {\n  x = 1\n}\n',
        'resource "a" "b" {\n  x = <<E\n',
        'resource "a" "b" {\n  x = "${\n',
        "/* x\n",
        "}\n",
        "!\n",
        '"\n',
        "((((\n",
        "x = [\n",
        "<<<<<<< HEAD\n",
    ],
)
def test_what_is_not_closed_ends_where_the_next_resource_begins(before: str) -> None:
    body, troubles = parse(before + AFTER, "f")
    assert troubles
    assert resources(body)["after"].body.attributes["x"].value == ONE
    if (open_ := resources(body).get("b")) is not None:
        assert open_.body.unread


def test_a_brace_too_many_leaves_what_it_closed_in_doubt() -> None:
    body, troubles = parse('resource "a" "b" {\n  x = 1\n  }\n  y = 1\n}\n' + AFTER, "f")
    assert troubles
    assert resources(body)["b"].body.unread
    assert not resources(body)["after"].body.unread


def test_what_is_commented_out_stays_out() -> None:
    text = f"/* x\n{AFTER}\n*/\ny = !\nz = <<E\n{AFTER.replace('after', 'text')}\nE\n"
    body, troubles = parse(text, "f")
    assert len(troubles) == 1
    assert not body.blocks
    assert body.attributes.keys() == {"y", "z"}


HEADER = re.compile(r'^resource "(\w+)" "(\w+)" \{$', re.MULTILINE)
PATHS = [path for path in FIXTURES if HEADER.search(path.read_text(encoding="utf-8"))]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a fixture with letters or lines taken out, put in, or doubled."""
    text = draw(st.sampled_from(PATHS)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place) + 1 or len(text)
        letter = draw(st.sampled_from('{}[]()"$%\\<>=#/*~\n\0é,.'))
        text = draw(
            st.sampled_from(
                [
                    text[:place] + text[place + 1 :],
                    text[:place] + letter + text[place:],
                    text[:start] + text[end:],
                    text[:end] + text[start:],
                ]
            )
        )
    return text


def test_a_block_that_a_stray_brace_closes_swallows_nothing() -> None:
    text = (
        '}\nvariable "a" {\nvariable "b" {\n  type = string\n}\n'
        'resource "aws_sqs_queue" "it" {\n  name = "q"\n}\n\n  name = "x"\n}\n'
    )
    body, troubles = parse(text, "f")
    found = [(block.type, block.labels) for block in body.blocks]
    assert ("resource", ("aws_sqs_queue", "it")) in found
    assert ("variable", ("b",)) in found
    assert troubles


@given(text=damaged())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_resource_is_lost_by_damage_elsewhere(text: str) -> None:
    body, troubles = parse(text, "f")
    if not troubles or "/*" in text or "<<" in text:
        return  # it is HCL still: what is in a comment or a heredoc is no resource
    found = {block.labels for block in body.blocks if block.type == "resource"}
    assert set(HEADER.findall(text)) <= found


@given(text=st.text(alphabet='ab{}[]()"$%\\<-E=#/*~\n \r:?,.|&!1', max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    body, _ = parse(text, "f")
    for attribute in every_attribute(body):
        assert attribute.span.line >= 1


M = 2**19
HOSTILE = {
    "brackets": "x = " + "[" * M,
    "braces": "x {\n" * (M // 16),
    "closed braces": "x {\n" * 5_000 + "}\n" * 5_000,
    "tuple": "x = [" + "1," * (M // 2) + "]",
    "one line of blocks": "a{}" * (M // 80) + "!",
    "comments": "/*\n" * (M // 3),
    "heredocs": "x = <<EOF\n" * (M // 10),
    "other heredocs": "".join(f"x = <<E{number}\n" for number in range(M // 12)),
    "quotes": "x = " + '"' * M,
    "interpolations": 'x = "' + "${" * (M // 2),
    "interpolations in lines": 'x = "${\n' * (M // 60),
    "interpolations in strings": 'x = "' + '${"' * (M // 3),
    "dollars": 'x = "' + "$" * M + '"',
    "backslashes": 'x = "' + "\\" * (M + 1) + '"',
    "digits": "x = " + "1" * M,
    "dots": "x = a" + ".b" * (M // 2),
    "words": "a " * (M // 2),
    "blank heredoc": "x = <<EOF\n" + "\n" * M,
    "blank heredocs": ("x = <<EOF\n" + "\n" * 400) * (M // 1600),
    "templates": "x = <<EOF\n" + "${a}" * (M // 4) + "\nEOF\n",
    "nested templates": "x = " + '"${' * (M // 8) + "a" + '}"' * (M // 8),
    "open resources": 'resource "a" "b" {\n' * (M // 150),
    "stray braces": "}\n" * (M // 60),
    "divisions": "x = " + "1/" * (M // 2) + "1",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_bounded_time(name: str) -> None:
    started = time.process_time()
    parse(HOSTILE[name], "f")
    assert time.process_time() - started < 15


def test_large_files_are_read_statement_by_statement() -> None:
    one = 'resource "a" "b%d" {{\n  x = "y${{var.z}}"\n}}\n'.replace("{{", "{").replace("}}", "}")
    text = "".join(one % number for number in range(1700))
    assert len(text) > 2**16
    body, troubles = parse(text, "f")
    assert not troubles
    assert len(body.blocks) == 1700
    assert body.blocks[-1].span == Span("f", 5098, 1, 5100, 2)
