"""Expressions: what Terraform makes of them, and what is made of what is not known."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cloudguard.sources.hcl import functions
from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.expressions import Scope, attempted, evaluate
from cloudguard.sources.hcl.functions import Document, FailedError, Set
from cloudguard.sources.hcl.parser import expression
from cloudguard.values import Known, Reference, Source, Unknown

NOWHERE = Source("")
GONE = Unknown("var.gone has no value", NOWHERE)
ARN = Reference("aws_s3_bucket.a", "arn")
NAME = Reference("aws_s3_bucket.a", "bucket")


@dataclass
class Fake:
    """A module of which the names are given, as `var.x` or `type.name`."""

    closed: Closed
    names: dict[str, Any] = field(default_factory=dict)

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        if not steps:
            raise FailedError("a name that means nothing here")
        return self.names[".".join((root, *steps))]

    def attribute(self, of: Reference, name: str) -> Any:
        return Reference(of.address, f"{of.attribute}.{name}" if of.attribute else name)

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        raise AssertionError(function)

    def call_function(self, name: str, args: list[Any]) -> Any:
        return functions.call(name, args, self.closed)

    def spend(self, steps: int) -> None:
        assert steps < 10_000


@pytest.fixture(scope="module")
def closed() -> Iterator[Closed]:
    with Closed() as made:
        yield made


def value_of(text: str, closed: Closed, **names: Any) -> Any:
    """Return the value of an expression in which `a__b` of `names` is `a.b`."""
    known = {name.replace("__", "."): value for name, value in names.items()}
    return evaluate(expression(text), Scope(Fake(closed, known)))


# The locals that the expressions of the table name: as Terraform reads them, and as we do.
LOCALS = """
  a = 1
  s = "x"
  n = null
  l = ["b", "a", "b"]
  m = { b = 2, a = 1 }
  set = toset(["b", "a"])
  deep = { list = [{ name = "x", tags = { k = "v" } }, { name = "y", tags = {} }] }
  two = tolist([1, 2])
"""
FAILED = "refused"

TABLE = r"""
1 | 1
-1 | -1
1.50 | 1.5
1e3 | 1000
1E-2 | 0.01
007 | 7
1e30 | 1000000000000000000000000000000
12345678901234567890 | 12345678901234567890
9007199254740993 | 9007199254740993
1 + 2 * 3 | 7
(1 + 2) * 3 | 9
10 - 3 - 2 | 5
2 * 3 % 4 | 2
7 / 2 | 3.5
8 / 2 / 2 | 2
6 / 3 | 2
7 % 3 | 1
-7 % 3 | -1
7 % -3 | 1
5.5 % 2 | 1.5
0.1 + 0.2 | 0.3
0.1 + 0.2 == 0.3 | true
1 / 3 * 3 | 1
12345678901234567890 / 10 | 1234567890123456789
9007199254740993 + 1 | 9007199254740994
9007199254740993 * 9007199254740993 | 81129638414606699710187514626049
-local.a | -1
- "1" | -1
"1" + 2 | 3
"1.5" * 2 | 3
"a" + 1 | refused
true + 1 | refused
null + 1 | refused
1 < 2 | true
2 <= 2 | true
"10" > 9 | true
1.5 >= 1.5 | true
"a" < "b" | refused
1 < null | refused
1 == 1 | true
1 == 1.0 | true
1 == "1" | false
"1" == "1" | true
true == "true" | false
1 == true | false
null == null | true
null == 1 | false
null != "" | true
local.n == null | true
"" == null | false
[1] == [1] | true
[1] == ["1"] | false
[] == [] | true
[1, 2] == [2, 1] | false
{ a = 1 } == { a = 1 } | true
{ a = 1, b = 2 } == { b = 2, a = 1 } | true
{ a = 1 } == { a = "1" } | false
[] == {} | false
local.set == ["a", "b"] | false
[1] != [1] | false
"A" == "a" | false
true && false | false
true && "true" | true
"1" && true | true
false || "false" | false
1 == 1 && 2 > 1 || false | true
true || false && false | true
!true | false
!"false" | true
!(1 == 2) | true
!local.n | refused
null && true | refused
"yes" && true | refused
true ? 1 : 2 | 1
false ? 1 : 2 | 2
"true" ? 1 : 2 | 1
"1" ? 1 : 2 | 1
"True" ? 1 : 2 | refused
1 ? 1 : 2 | refused
null ? 1 : 2 | refused
true ? 1 : "a" | "1"
false ? 1 : "a" | "a"
true ? true : "a" | "true"
true ? null : 1 | null
false ? null : 1 | 1
true ? [1] : ["a"] | ["1"]
true ? [1] : [1, "a"] | ["1"]
true ? { a = 1 } : { a = "x" } | {"a": "1"}
true ? { a = 1 } : { b = 2 } | {"a": 1}
true ? [] : null | []
true ? tolist(["a"]) : [] | ["a"]
true ? "a" : local.n | "a"
true ? false ? 1 : 2 : 3 | 2
true ? local.l[0] : local.l[9] | "b"
[1, "a", true, null] | [1, "a", true, null]
[[], {}] | [[], {}]
{ a = 1, "b" = 2, (local.s) = 3, "${local.s}y" = 4 } | {"a": 1, "b": 2, "x": 3, "xy": 4}
{ 1 = "a" } | {"1": "a"}
{ 1.50 = "a" } | {"1.5": "a"}
{ true = 1, null = 2, if = 3, for_each = 4 } | {"true": 1, "null": 2, "if": 3, "for_each": 4}
{ a = 1, a = 2 } | {"a": 2}
{ (1 + 1) = "x" } | {"2": "x"}
{ (true) = "x" } | {"true": "x"}
{ (local.n) = "x" } | refused
{ a : 1, b : 2 } | {"a": 1, "b": 2}
local.l[0] | "b"
local.l[1.0] | "a"
local.l["1"] | "a"
local.l.1 | "a"
local.l[-1] | refused
local.l[3] | refused
local.l[0.5] | refused
local.l["x"] | refused
local.l[null] | refused
local.m["a"] | 1
local.m.a | 1
local.m.c | refused
local.m["c"] | refused
local.m[{}] | refused
local.m[[]] | refused
local.m[null] | refused
{ "1" = "x" }[1] | "x"
{ "true" = "x" }[true] | "x"
local.set[0] | refused
local.n[0] | refused
local.n.a | refused
"abc"[0] | refused
local.deep.list[0].tags.k | "v"
local.deep["list"][1]["name"] | "y"
local.deep.list[*].name | ["x", "y"]
local.deep.list.*.name | ["x", "y"]
local.deep.list[*].tags | [{"k": "v"}, {}]
local.deep.list[*].tags["k"] | refused
local.deep.list.*.name[0] | "x"
local.deep.list[*].name[0] | refused
[[1, 2], [3]][*][0] | [1, 3]
[[1, 2], [3]].*.0 | [1, 3]
[[1, 2], [3]].*[0] | [1, 2]
local.n[*] | []
local.n[*].a | []
[null][*] | [null]
local.s[*] | ["x"]
local.m[*].a | [1]
local.set[*] | ["a", "b"]
one(local.n[*]) | null
length(local.l[*]) | 3
[for x in local.l : x] | ["b", "a", "b"]
[for i, x in local.l : "${i}${x}"] | ["0b", "1a", "2b"]
[for k, v in local.m : "${k}${v}"] | ["a1", "b2"]
[for v in local.m : v] | [1, 2]
[for k, v in local.set : "${k}${v}"] | ["aa", "bb"]
[for x in toset([10, 9, 2]) : x] | [2, 9, 10]
[for x in local.l : x if x != "a"] | ["b", "b"]
[for x in [1, 2, 3] : x * 2 if x > "1"] | [4, 6]
[for x in [] : x] | []
[for x in local.n : x] | refused
[for x in "abc" : x] | refused
[for x in [1] : x if 1] | refused
[for x in [1] : x if null] | refused
{ for k, v in local.m : v => k } | {"1": "a", "2": "b"}
{ for i, v in ["x", "y"] : i => v } | {"0": "x", "1": "y"}
{ for x in local.l : x => 1 } | refused
{ for x in local.l : x => 1... } | {"a": [1], "b": [1, 1]}
{ for i, x in local.l : x => i... if i > 0 } | {"a": [1], "b": [2]}
{ for x in [true] : x => x } | {"true": true}
{ for x in [null] : x => 1 } | refused
[for x in [[1, 2], [3]] : [for y in x : y + 1]] | [[2, 3], [4]]
[for a in [1] : [for a in [2] : a]] | [[2]]
"x${local.a}y" | "x1y"
"${local.a}" | 1
"${local.l}" | ["b", "a", "b"]
"${true}x" | "truex"
"${1.0}x" | "1x"
"${1.10}x" | "1.1x"
"${1e30}x" | "1000000000000000000000000000000x"
"${0.1 + 0.2}x" | "0.3x"
"${null}x" | refused
"${[1]}x" | refused
"${"${local.s}"}z" | "xz"
"$${a} %%{b} $x 5% $$" | "${a} %{b} $x 5% $$"
"$$${local.s}" | "$${local.s}"
"\t\"\\\u00e9\U0001F600" | "\t\"\\é😀"
"%{ if local.a == 1 }y%{ else }n%{ endif }" | "y"
"%{ if false }y%{ endif }" | ""
"%{ if true }${1}%{ endif }" | "1"
"%{ if true }${null}%{ endif }" | refused
"%{ for x in local.l }${x},%{ endfor }" | "b,a,b,"
"%{ for k, v in local.m }${k}=${v};%{ endfor }" | "a=1;b=2;"
"%{ for x in [1, 2] ~}  ${x}  %{ endfor ~}  z" | "1  2  z"
"a  %{~ if true ~}  b  %{~ endif ~}  c" | "abc"
"%{ for x in [1, 2] }%{ if x == 1 }a%{ else }b%{ endif }%{ endfor }" | "ab"
try(local.m.c, "d") | "d"
try(local.m.a, "d") | 1
try(local.l[9], local.n.x, 3) | 3
try(local.n.x) | refused
try(null, 1) | null
can(local.m.c) | false
can(local.m.a) | true
can(tonumber("x")) | false
coalesce(local.n, "", "x") | "x"
coalesce(1, "a") | "1"
coalescelist([], [1]) | [1]
merge(local.m, { a = 3 }) | {"a": 3, "b": 2}
merge({}, null) | {}
lookup(local.m, "c", 0) | 0
lookup(local.m, "a", 0) | 1
flatten([[1, [2]], 3]) | [1, 2, 3]
concat([1], [2, 3]) | [1, 2, 3]
distinct(local.l) | ["b", "a"]
toset(local.l) | ["a", "b"]
keys(local.m) | ["a", "b"]
values(local.m) | [1, 2]
length(local.m) | 2
length("日本") | 2
contains(local.l, "a") | true
element(local.l, 4) | "a"
join(",", local.l) | "b,a,b"
split(",", "a,b") | ["a", "b"]
format("%s-%03d", "a", 7) | "a-007"
upper("é") | "É"
replace("a-b", "-", "_") | "a_b"
tostring(1.5) | "1.5"
tonumber("10") | 10
tobool("true") | true
max([1, 5, 3]...) | 5
min(2, 1) | 1
zipmap(["a", "b"], [1, 2]) | {"a": 1, "b": 2}
setunion(["a"], ["b"]) | ["a", "b"]
jsonencode({ a = [1, null] }) | "{\"a\":[1,null]}"
jsondecode("{\"a\": 1.5}").a | 1.5
length(jsondecode("[1]")) | 1
range(3) | [0, 1, 2]
cidrsubnet("10.0.0.0/8", 8, 2) | "10.2.0.0/16"
alltrue([true, "true"]) | true
anytrue([]) | false
sum([1, 2.5]) | 3.5
abs(-1) | 1
regex("a(.)", "ab") | ["b"]
reverse([1, 2]) | [2, 1]
slice(["a", "b", "c"], 1, 2) | ["b"]
formatlist("%s!", ["a"]) | ["a!"]
"${local.a == 1 ? "y" : "n"}-${join("", [for x in local.l : upper(x)])}" | "y-BAB"
<<E¶a ${local.s}¶E | "a x\n"
<<-E¶    a¶  ¶   b¶  E | " a\n  \nb\n"
<<E¶%{ if true ~}¶x¶%{ endif ~}¶y¶E | "x\ny\n"
<<E¶E | ""
<<E¶$${a} \n "q"¶E | "${a} \\n \"q\"\n"
<<-E¶  {¶    "a": ${local.a}¶  }¶  E | "{\n  \"a\": 1\n}\n"
trimspace(<<E¶ x ¶E¶) | "x"
"""

# What cloudguard leaves unknown where Terraform knows: rare, and never wrong.
LEFT = r"""
1 / 0 > 5 | true
!!true | true
"x ${~ 1 ~} y" | "x1y"
core::max(1, 2) | 2
local.two == [1, 2] | false
local.two == tolist([1, 2]) | true
"$${" == "}" | false
1.5e300 * 1e10 > 1 | true
"""


def rows(table: str) -> list[tuple[str, Any]]:
    """Split a table at its last bars; `¶` is a line break."""
    found = []
    for line in table.strip().splitlines():
        text, _, expected = line.rpartition(" | ")
        found.append(
            (text.replace("¶", "\n"), FAILED if expected == FAILED else json.loads(expected))
        )
    return found


ROWS, LEFT_ROWS = rows(TABLE), rows(LEFT)


def local_names(closed: Closed) -> dict[str, Any]:
    node = expression("{" + LOCALS + "}")
    made: dict[str, Any] = evaluate(node, Scope(Fake(closed)))
    return {f"local.{name}": value for name, value in made.items()}


def answer(text: str, closed: Closed) -> Any:
    try:
        return evaluate(expression(text), Scope(Fake(closed, local_names(closed))))
    except FailedError:
        return FAILED


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_what_is_closed_is_evaluated(closed: Closed, text: str, expected: Any) -> None:
    found = answer(text, closed)
    assert found == expected
    assert json.dumps(found) == json.dumps(expected, sort_keys=False) or isinstance(found, dict)


@pytest.mark.parametrize("text", [text for text, _ in LEFT_ROWS])
def test_what_is_left_is_unknown(closed: Closed, text: str) -> None:
    assert isinstance(answer(text, closed), Unknown)


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 200


@pytest.mark.terraform
def test_terraform_says_the_same(tmp_path: Path) -> None:
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform: not on PATH")
    every = [*ROWS, *LEFT_ROWS]
    written = [
        f"  e{number} = jsonencode(try({{ v = {text}\n }}, {{ failed = true }}))"
        for number, (text, _) in enumerate(every)
    ]
    source = "locals {" + LOCALS + "\n".join(written) + "\n}\n"
    (tmp_path / "main.tf").write_text(source, encoding="utf-8")
    asked = ", ".join(f"local.e{number}" for number in range(len(every)))
    done = subprocess.run(
        [program, f"-chdir={tmp_path}", "console"],
        input=f"jsonencode([{asked}])\n".encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.startswith(b'"'), done.stdout.decode() + done.stderr.decode()
    answers = [json.loads(text) for text in json.loads(json.loads(done.stdout))]
    different = {
        text: (found.get("v", FAILED), expected)
        for (text, expected), found in zip(every, answers, strict=True)
        if found.get("v", FAILED) != expected
    }
    assert not different


# What is made of what is not known.

EITHER = Unknown("var.either", NOWHERE, (Known("a", NOWHERE), Known("b", NOWHERE)))
FLAG = Unknown("var.flag", NOWHERE, (Known(True, NOWHERE), Known(False, NOWHERE)))


def choices(value: Any) -> Any:
    """Return what a value may be: a list for an Unknown with choices, `...` for any other."""
    if isinstance(value, Unknown):
        return [known.value for known in value.among] or ...
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var.gone", ...),
        ('var.gone ? "a" : "b"', ["a", "b"]),
        ('var.gone ? "a" : "a"', "a"),
        ('var.gone ? 1 : "a"', ["1", "a"]),
        ("var.gone ? var.flag : false", [True, False]),
        ("var.gone ? var.gone : 1", ...),
        ('var.gone ? "a" : var.flag ? "b" : "c"', ["a", "b", "c"]),
        ("var.gone ? [1] : []", [[1], []]),
        ("var.gone ? {}.a : 1", 1),
        ("var.gone ? null : ref.arn", [None, ARN]),
        ("var.flag ? 1 : 2", [1, 2]),
        ("true ? 1 : var.gone", 1),
        ("false && var.gone", False),
        ("var.gone && false", False),
        ("true || var.gone", True),
        ("var.gone || true", True),
        ("var.gone && true", [True, False]),
        ("var.gone || false", [True, False]),
        ("!var.flag", [False, True]),
        ("!var.gone", ...),
        ("ref.arn == null", False),
        ("null != ref.arn", True),
        ('ref.arn == ""', False),
        ("ref.arn == ref.arn", True),
        ("ref.bucket == null", ...),
        ('ref.bucket == "x"', ...),
        ("[ref.arn] == []", False),
        ("[ref.arn] == null", False),
        ('coalesce(ref.arn, "x")', ARN),
        ('coalesce(null, ref.arn, "x")', ARN),
        ('try(ref.arn, "x")', ARN),
        ('try([ref.arn][0], "x")', ARN),
        ('try([][0].arn, "x")', "x"),
        ("can(ref.arn)", True),
        ("can(var.gone)", ...),
        ("{ a = 1, b = var.gone }.a", 1),
        ("{ a = 1, b = var.gone }.b", ...),
        ("{ (var.gone) = 1 }", ...),
        ("[1, var.gone][0]", 1),
        ("[1, var.gone][1]", ...),
        ("[1, 2][var.gone]", ...),
        ("length([1, var.gone])", 2),
        ("length([for x in [1, var.gone] : x])", 2),
        ("[for x in var.gone : x]", ...),
        ("[for x in [1, 2] : x if var.gone]", ...),
        ("{ for x in [var.gone] : x => 1 }", ...),
        ('"${var.either}c"', ["ac", "bc"]),
        ('"x${var.gone}"', ...),
        ('"x${ref.arn}"', ...),
        ('"${ref.arn}"', ARN),
        ("var.gone + 1", ...),
        ('var.either == "a"', [True, False]),
        ('var.either == "c"', False),
        ('var.either == "c" ? 1 : 2', 2),
        ("{ a = 1, b = 2 }[var.either]", [1, 2]),
        ("{ a = 1, b = 1 }[var.either]", 1),
        ("{ a = 1 }[var.either]", 1),
        ("merge({ a = 1 }, { b = var.gone }).a", 1),
        ('lookup({ a = ref.arn }, "a", null)', ARN),
        ("jsondecode(jsonencode({ a = ref.arn })).a", ARN),
    ],
)
def test_what_is_not_known_is_unknown_and_only_that(
    closed: Closed, text: str, expected: Any
) -> None:
    names = {
        "var.gone": GONE, "var.either": EITHER, "var.flag": FLAG, "ref.arn": ARN,
        "ref.bucket": NAME,
    }  # fmt: skip
    assert choices(evaluate(expression(text), Scope(Fake(closed, names)))) == expected


def test_json_written_as_a_template_keeps_what_is_not_known_in_its_place(closed: Closed) -> None:
    text = """<<E
{ "a": "${ref.arn}", "b": "${ref.arn}/*", "c": ["x", "${var.gone}"], "d": 1 }
E"""
    found = value_of(text, closed, ref__arn=ARN, var__gone=GONE)
    assert isinstance(found, Document)
    assert found.value["a"] == ARN
    assert isinstance(found.value["b"], Unknown)
    assert found.value["c"] == ["x", GONE]
    assert found.value["d"] == 1


def test_what_is_no_json_is_unknown_as_a_whole(closed: Closed) -> None:
    for text in ('"{ ${ref.arn} }"', '"{\\"${ref.arn}\\": 1}"', '"[x ${ref.arn}"'):
        assert isinstance(value_of(text, closed, ref__arn=ARN), Unknown)


# Hiding what is known never makes anything else known.

ENVIRONMENT: dict[str, Any] = {
    "var.t": True,
    "var.f": False,
    "var.one": 1,
    "var.two": 2,
    "var.s": "a",
    "var.z": "b",
    "var.null": None,
    "var.list": ["a", "b", "a"],
    "var.numbers": [3, 1, 2],
    "var.map": {"a": "x", "b": "y"},
    "var.set": Set(["a", "b"]),
    "var.rows": [{"name": "a", "on": True}, {"name": "b", "on": False}],
}


def _of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def _form(pattern: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.fixed_dictionaries(parts).map(lambda found: pattern.format(**found))


BOOL: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _of("var.t", "var.f", "true", "false", "var.rows[0].on", "x.on")
        | _form("!({a})", a=BOOL)
        | _form("({a} {o} {b})", a=BOOL, b=BOOL, o=_of("&&", "||", "==", "!="))
        | _form("({a} {o} {b})", a=NUMBER, b=NUMBER, o=_of("<", ">", "<=", ">=", "==", "!="))
        | _form("({a} {o} {b})", a=TEXT, b=TEXT | _of("null", "var.null"), o=_of("==", "!="))
        | _form("({a} {o} {b})", a=LIST, b=LIST | _of("null"), o=_of("==", "!="))
        | _form("({a} {o} {b})", a=MAP, b=MAP | _of("null"), o=_of("==", "!="))
        | _form("({a} ? {b} : {c})", a=BOOL, b=BOOL, c=BOOL)
        | _form("contains({a}, {b})", a=LIST, b=TEXT)
        | _form("can({a})", a=ANY)
        | _form("{o}([for x in {a} : {b}])", o=_of("alltrue", "anytrue"), a=LIST, b=BOOL)
        | _form("startswith({a}, {b})", a=TEXT, b=TEXT)
        | _form("try({a}, {b})", a=BOOL, b=BOOL)
    )
)
NUMBER: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _of("var.one", "var.two", "0", "1", "1.5", "-2", "var.numbers[1]")
        | _form("({a} {o} {b})", a=NUMBER, b=NUMBER, o=_of("+", "-", "*", "/", "%"))
        | _form("-({a})", a=NUMBER)
        | _form("({a} ? {b} : {c})", a=BOOL, b=NUMBER, c=NUMBER)
        | _form("length({a})", a=LIST | MAP | TEXT)
        | _form("{o}({a}, {b})", o=_of("max", "min"), a=NUMBER, b=NUMBER)
        | _form("{o}(var.numbers...)", o=_of("max", "min"))
        | _form("var.numbers[{a}]", a=NUMBER)
        | _form("try({a}, {b})", a=NUMBER, b=NUMBER)
    )
)
TEXT: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _of("var.s", "var.z", '"a"', '""', '"c"', "var.map.a", "var.list[0]", "x", "x.name")
        | _form('"${{{a}}}-${{{b}}}"', a=TEXT | NUMBER, b=TEXT | BOOL)
        | _form('"%{{ if {a} }}${{{b}}}%{{ else }}n%{{ endif }}"', a=BOOL, b=TEXT)
        | _form('"%{{ for x in {a} }}${{{b}}},%{{ endfor }}"', a=LIST, b=TEXT)
        | _form("({a} ? {b} : {c})", a=BOOL, b=TEXT, c=TEXT | _of("null"))
        | _form("{a}[{b}]", a=LIST, b=NUMBER)
        | _form("{a}[{b}]", a=MAP, b=TEXT)
        | _form("lookup({a}, {b}, {c})", a=MAP, b=TEXT, c=TEXT)
        | _form("coalesce({a}, {b})", a=TEXT | _of("var.null"), b=TEXT)
        | _form("try({a}, {b})", a=TEXT, b=TEXT)
        | _form("join({b}, {a})", a=LIST, b=TEXT)
        | _form("upper({a})", a=TEXT)
        | _form("element({a}, {b})", a=LIST, b=NUMBER)
        | _form("jsonencode({a})", a=ANY)
        | _form("one({a})", a=LIST)
    )
)
LIST: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _of("var.list", "[]", "var.set", "var.rows[*].name", "keys(var.map)", "var.null[*]")
        | _form("[{a}, {b}]", a=TEXT, b=TEXT)
        | _form("[for x in {a} : {b}]", a=LIST, b=TEXT)
        | _form("[for x in {a} : {b} if {c}]", a=LIST, b=TEXT, c=BOOL)
        | _form("[for x in var.rows : {a} if {b}]", a=TEXT, b=BOOL)
        | _form("[for k, x in {a} : k if {b}]", a=MAP, b=BOOL)
        | _form("({a} ? {b} : {c})", a=BOOL, b=LIST, c=LIST)
        | _form("{o}({a})", o=_of("distinct", "toset", "compact", "reverse", "sort"), a=LIST)
        | _form("concat({a}, {b})", a=LIST, b=LIST)
        | _form("flatten([{a}, {b}])", a=LIST, b=LIST)
        | _form("setunion({a}, {b})", a=LIST, b=LIST)
        | _form("values({a})", a=MAP)
        | _form("({a})[*]", a=TEXT | LIST)
        | _form("try({a}, {b})", a=LIST, b=LIST)
    )
)
MAP: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _of("var.map", "{}", "var.rows[1]")
        | _form("{{ ({a}) = {b}, c = {c} }}", a=TEXT, b=TEXT, c=TEXT)
        | _form("{{ for x in {a} : {b} => {c}... }}", a=LIST, b=TEXT, c=TEXT)
        | _form("{{ for k, x in {a} : k => {b} if {c} }}", a=MAP, b=TEXT, c=BOOL)
        | _form("({a} ? {b} : {c})", a=BOOL, b=MAP, c=MAP)
        | _form("merge({a}, {b})", a=MAP, b=MAP)
        | _form("zipmap({a}, {b})", a=LIST, b=LIST)
        | _form("jsondecode(jsonencode({a}))", a=MAP)
    )
)
ANY: st.SearchStrategy[str] = st.deferred(lambda: BOOL | NUMBER | TEXT | LIST | MAP)


@st.composite
def hidings(draw: st.DrawFn) -> dict[str, Any]:
    """Return the environment with some values or parts of them not known."""
    hidden = dict(ENVIRONMENT)
    for name in draw(st.lists(st.sampled_from(sorted(ENVIRONMENT)), min_size=1, max_size=3)):
        true = ENVIRONMENT[name]
        whole = not isinstance(true, list | dict) or isinstance(true, Set) or draw(st.booleans())
        hidden[name] = draw(_hidden(true)) if whole else draw(_partly(true))
    return hidden


def _hidden(true: Any) -> st.SearchStrategy[Any]:
    """Hide a value: wholly, as one of a few, or as what another resource has."""
    kinds: tuple[Any, ...] = ("c", "", 7, True, None, [], {})
    like = [other for other in kinds if type(other) is type(true)] or [None]
    among = st.sampled_from(like).map(
        lambda other: Unknown("hidden", NOWHERE, (Known(other, NOWHERE), Known(true, NOWHERE)))
    )
    made: list[Any] = [st.just(Unknown("hidden", NOWHERE)), among]
    if isinstance(true, str):
        made.append(st.just(Reference("aws_s3_bucket.hidden", "bucket")))
    return st.one_of(made)


@st.composite
def _partly(draw: st.DrawFn, true: Any) -> Any:
    if isinstance(true, dict):
        name = draw(st.sampled_from(sorted(true)))
        return {**true, name: draw(_hidden(true[name]))}
    place = draw(st.integers(0, len(true) - 1))
    part = true[place]
    inner = _partly(part) if isinstance(part, dict) else _hidden(part)
    return [*true[:place], draw(inner), *true[place + 1 :]]


def is_sound(found: Any, true: Any) -> bool:
    """Tell whether what is known of a value is true of it."""
    match found:
        case Reference():
            return found.attribute == "bucket" and isinstance(true, str)
        case Unknown(among=()):
            return True
        case Unknown(among=among):
            return any(is_sound(known.value, true) for known in among)
        case Document():
            return isinstance(true, str) and is_sound(found.value, json.loads(true))
        case dict():
            return (
                isinstance(true, dict)
                and found.keys() == true.keys()
                and all(is_sound(found[name], true[name]) for name in found)
            )
        case list():
            return (
                isinstance(true, list)
                and isinstance(found, Set) is isinstance(true, Set)
                and len(found) == len(true)
                and all(map(is_sound, found, true))
            )
        case _:
            return type(found) is type(true) and bool(found == true)


SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(text=ANY, hidden=hidings())
@example(text='("" == "" ? 1 : 2)', hidden=ENVIRONMENT)
def test_what_is_hidden_makes_nothing_else_known(
    closed: Closed, text: str, hidden: dict[str, Any]
) -> None:
    node = expression(text)
    row = {"x": ENVIRONMENT["var.rows"][0]}
    true = attempted(node, Scope(Fake(closed, ENVIRONMENT), row))
    if isinstance(true, Unknown):
        return  # refused, or left unknown
    found = attempted(node, Scope(Fake(closed, hidden), row))
    assert is_sound(found, true), (text, found, true)
