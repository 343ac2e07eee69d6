"""Folders of source, read as root modules: what Terraform would plan, and what it would not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cloudguard.errors import InputError, UsageError
from cloudguard.sources.hcl.root import Root, Variables, read
from cloudguard.sources.resource import Hidden
from cloudguard.values import Known, Reference, Unknown, Value

Tree: TypeAlias = Mapping[str, str]
ABSENT = object()
MANIFEST = ".terraform/modules/modules.json"


OPEN: list[Root] = []


@pytest.fixture(autouse=True)
def _closing() -> Iterator[None]:
    """End the evaluators of the roots that a test has read."""
    yield
    while OPEN:
        OPEN.pop().close()


def tidy(root: Root) -> Root:
    """Return a root that is closed when the test is over."""
    OPEN.append(root)
    return root


def opened(folder: Path) -> Root:
    """Read a folder that is written already."""
    return tidy(read(folder, Variables(), as_written))


def as_written(type_: str, attributes: dict[str, Any], unknown: Any) -> tuple[Any, Any]:
    """Complete nothing: what is not written is not there."""
    return attributes, unknown


def written(folder: Path, files: Tree) -> Path:
    """Write files below a folder that is a repository of its own."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def rooted(
    folder: Path,
    files: Tree | str,
    *given: tuple[str, str],
    environment: Mapping[str, str] | None = None,
    at: str = ".",
) -> Root:
    """Read files as a root module."""
    tree = {"main.tf": files} if isinstance(files, str) else files
    variables = Variables(given=given, environment=environment)
    return tidy(read(written(folder, tree) / at, variables, as_written))


def value(root: Root, address: str, path: str = "input") -> Value[Any]:
    """Return an attribute of a resource."""
    return root.resources.by_address[address].get(path)


def planned(root: Root) -> dict[str, Any]:
    """Return the `input` of every resource: as it is known, and else why not."""
    found: dict[str, Any] = {}
    for resource in root.resources.managed:
        got = resource.get("input")
        found[resource.address] = got.value if isinstance(got, Known) else f"? {got.reason}"
    return found


def among(got: Value[Any]) -> set[Any]:
    """Return what a value may be."""
    assert isinstance(got, Unknown), got
    return {known.value for known in got.among}


def reason(got: Value[Any]) -> str:
    """Return why a value is not known."""
    assert isinstance(got, Unknown), got
    return got.reason


def reasons(root: Root) -> list[str]:
    """Return what was not read."""
    return [trouble.reason for trouble in root.unread]


def box(name: str, what: str = "1", more: str = "") -> str:
    """Return a resource that holds a value; Terraform itself provides the type."""
    return f'resource "terraform_data" "{name}" {{\n  input = {what}\n{more}\n}}\n'


def child(source: str = "./child", name: str = "child", more: str = "") -> str:
    """Return a module call."""
    return f'module "{name}" {{\n  source = "{source}"\n{more}\n}}\n'


IT = "terraform_data.it"
V = 'variable "v" {\n  default = "default"\n}\n' + box("it", "var.v")

# Each of these was planned by Terraform 1.11.4 (see the test at the end): the addresses and the
# values that it plans.
PLANNED: dict[str, tuple[Tree, dict[str, Any]]] = {
    "default": ({"main.tf": V}, {IT: "default"}),
    "tfvars": ({"main.tf": V, "terraform.tfvars": 'v = "file"'}, {IT: "file"}),
    "tfvars_json": (
        {
            "main.tf": V,
            "terraform.tfvars": 'v = "file"',
            "terraform.tfvars.json": '{"v": "json"}',
        },
        {IT: "json"},
    ),
    "auto_tfvars": (
        {"main.tf": V, "terraform.tfvars": 'v = "file"', "a.auto.tfvars": 'v = "auto"'},
        {IT: "auto"},
    ),
    "last_auto_tfvars": (
        {"main.tf": V, "b.auto.tfvars": 'v = "b"', "a.auto.tfvars.json": '{"v": "a"}'},
        {IT: "b"},
    ),
    "other_tfvars": ({"main.tf": V, "prod.tfvars": 'v = "prod"'}, {IT: "default"}),
    "converted": (
        {
            "main.tf": 'variable "n" {\n type = number\n default = "3"\n}\n'
            'variable "b" {\n type = bool\n default = "true"\n}\n'
            'variable "s" {\n type = set(string)\n default = ["b", "a", "b"]\n}\n'
            'variable "m" {\n type = map(string)\n default = {a = 1, b = true}\n}\n'
            + box("it", "[var.n + 1, !var.b, tolist(var.s), var.m]")
        },
        {IT: [4, False, ["a", "b"], {"a": "1", "b": "true"}]},
    ),
    "optional": (
        {
            "main.tf": 'variable "o" {\n type = object({\n a = string\n'
            "  b = optional(number, 7)\n  c = optional(string)\n"
            '  d = optional(object({e = optional(bool, true)}), {})\n })\n default = {a = "x"}\n}\n'
            + box("it", "jsonencode([var.o.b, var.o.c == null, var.o.d.e, var.o.a])")
        },
        {IT: '[7,true,true,"x"]'},
    ),
    "list_of_optional": (
        {
            "main.tf": 'variable "o" {\n type = list(object({n = string, s = optional(number, 1)}))'
            '\n default = [{n = "a"}, {n = "b", s = 2}]\n}\n'
            'resource "terraform_data" "it" {\n for_each = {for o in var.o : o.n => o}\n'
            " input = each.value.s\n}\n"
        },
        {f'{IT}["a"]': 1, f'{IT}["b"]': 2},
    ),
    "nullable": (
        {
            "main.tf": 'variable "a" {\n default = "d"\n}\nvariable "b" {\n default = "d"\n'
            " nullable = false\n}\n" + box("it", 'coalesce(var.a, "null")') + box("b", "var.b"),
            "terraform.tfvars": "a = null\nb = null",
        },
        {IT: "null", "terraform_data.b": "d"},
    ),
    "locals": (
        {
            "main.tf": 'locals {\n c = "${local.b}c"\n a = "a"\n}\nlocals {\n b = "${local.a}b"\n}'
            "\n" + box("it", "local.c")
        },
        {IT: "abc"},
    ),
    "count": (
        {
            "main.tf": box("none", more="count = 0")
            + box("one", "count.index", more="count = 1")
            + box("three", "count.index * 2", more='count = "3"')
            + box("bool", more="count = true ? 1 : 0")
        },
        {
            "terraform_data.one[0]": 0,
            "terraform_data.three[0]": 0,
            "terraform_data.three[1]": 2,
            "terraform_data.three[2]": 4,
            "terraform_data.bool[0]": 1,
        },
    ),
    "for_each": (
        {
            "main.tf": box("none", more="for_each = {}")
            + box("map", '"${each.key}=${each.value}"', more="for_each = {b = 2, a = 1}")
            + box("set", "[each.key, each.value]", more='for_each = toset(["y", "x", "y"])')
        },
        {
            'terraform_data.map["a"]': "a=1",
            'terraform_data.map["b"]': "b=2",
            'terraform_data.set["x"]': ["x", "x"],
            'terraform_data.set["y"]': ["y", "y"],
        },
    ),
    "keys": (
        {
            "main.tf": box(
                "it",
                "each.value",
                more='for_each = {"a.b" = 1, "c\\"d" = 2, "e/f[0]" = 3, "日本" = 4,'
                ' "g${"$"}{h}" = 5, "i\\\\j" = 6, "k\\nl" = 7, "" = 8, "%%{m}" = 9, "n<&>o" = 10}',
            )
        },
        {
            f'{IT}["a.b"]': 1,
            f'{IT}["c\\"d"]': 2,
            f'{IT}["e/f[0]"]': 3,
            f'{IT}["日本"]': 4,
            f'{IT}["g$${{h}}"]': 5,
            f'{IT}["i\\\\j"]': 6,
            f'{IT}["k\\nl"]': 7,
            f'{IT}[""]': 8,
            f'{IT}["%%{{m}}"]': 9,
            f'{IT}["n<&>o"]': 10,
        },
    ),
    "instances": (
        {
            "main.tf": box("a", "count.index", more="count = 2")
            + box("b", "each.key", more='for_each = toset(["x"])')
            + box(
                "it",
                '[terraform_data.a[1].input, terraform_data.b["x"].input, length(terraform_data.a),'
                " terraform_data.a[*].input, keys(terraform_data.b),"
                " [for b in terraform_data.b : b.input]]",
            )
        },
        {
            "terraform_data.a[0]": 0,
            "terraform_data.a[1]": 1,
            'terraform_data.b["x"]': "x",
            IT: [1, "x", 2, [0, 1], ["x"], ["x"]],
        },
    ),
    "for_each_of_a_resource": (
        {
            "main.tf": box("a", "each.key", more='for_each = toset(["x", "y"])')
            + box("it", "each.value.input", more="for_each = terraform_data.a")
        },
        {
            'terraform_data.a["x"]': "x",
            'terraform_data.a["y"]': "y",
            f'{IT}["x"]': "x",
            f'{IT}["y"]': "y",
        },
    ),
    "module": (
        {
            "main.tf": child(more='v = "in"') + box("it", "module.child.out"),
            "child/main.tf": 'variable "v" {}\nvariable "w" {\n default = "w"\n}\n'
            + box("it", '"${var.v}-${var.w}"')
            + 'output "out" {\n value = "${terraform_data.it.input}!"\n}\n',
        },
        {"module.child.terraform_data.it": "in-w", IT: "in-w!"},
    ),
    "nested_modules": (
        {
            "main.tf": child(more='count = 2\nv = "a${count.index}"')
            + box("it", "module.child[*].out"),
            "child/main.tf": 'variable "v" {}\n'
            + child(
                "../leaf", "leaf", 'for_each = toset(["x.y", "z\\"w"])\nv = "${var.v}${each.key}"'
            )
            + 'output "out" {\n value = module.leaf["x.y"].out\n}\n',
            "leaf/main.tf": 'variable "v" {}\n'
            + box("it", "var.v", "count = 1")
            + 'output "out" {\n value = one(terraform_data.it[*].input)\n}\n',
        },
        {
            'module.child[0].module.leaf["x.y"].terraform_data.it[0]': "a0x.y",
            'module.child[0].module.leaf["z\\"w"].terraform_data.it[0]': 'a0z"w',
            'module.child[1].module.leaf["x.y"].terraform_data.it[0]': "a1x.y",
            'module.child[1].module.leaf["z\\"w"].terraform_data.it[0]': 'a1z"w',
            IT: ["a0x.y", "a1x.y"],
        },
    ),
    "module_count_0": (
        {
            "main.tf": child(more="count = 0") + box("it", "length(module.child)"),
            "child/main.tf": box("it") + child("../leaf", "leaf"),
            "leaf/main.tf": box("it"),
        },
        {IT: 0},
    ),
    "one_folder_called_twice": (
        {
            "main.tf": child(name="a", more='v = "a"') + child(name="b", more='v = "b"'),
            "child/main.tf": 'variable "v" {}\n' + box("it", "var.v"),
        },
        {"module.a.terraform_data.it": "a", "module.b.terraform_data.it": "b"},
    ),
    "module_for_each_value": (
        {
            "main.tf": child(more="for_each = {a = {n = 1}, b = {n = 2}}\nv = each.value.n"),
            "child/main.tf": 'variable "v" {}\n' + box("it", "var.v"),
        },
        {'module.child["a"].terraform_data.it': 1, 'module.child["b"].terraform_data.it': 2},
    ),
    "output_of_an_object_of_modules": (
        {
            "main.tf": child(more='for_each = toset(["a", "b"])\nv = each.key')
            + box("it", "{for k, m in module.child : k => m.out}"),
            "child/main.tf": 'variable "v" {}\noutput "out" {\n value = upper(var.v)\n}\n',
        },
        {IT: {"a": "A", "b": "B"}},
    ),
    "templatefile": (
        {
            "main.tf": box(
                "it", 'templatefile("${path.module}/t.tftpl", {names = ["a", "b"], x = "y"})'
            ),
            "t.tftpl": "%{ for n in names ~}\n${n}=${x}\n%{ endfor ~}\n",
        },
        {IT: "a=y\nb=y\n"},
    ),
    "file": (
        {
            "main.tf": child() + box("it", 'trimspace(file("${path.module}/t.txt"))'),
            "t.txt": "root\n",
            "child/main.tf": box("it", 'jsondecode(file("${path.module}/t.json")).a'),
            "child/t.json": '{"a": [1, "2"]}',
        },
        {IT: "root", "module.child.terraform_data.it": [1, "2"]},
    ),
    "fileset": (
        {
            "main.tf": box(
                "it",
                'file("${path.module}/d/${each.key}")',
                'for_each = fileset("${path.module}/d", "*.txt")',
            ),
            "d/a.txt": "A",
            "d/b.txt": "B",
            "d/c.md": "C",
        },
        {f'{IT}["a.txt"]': "A", f'{IT}["b.txt"]': "B"},
    ),
    "json_beside": (
        {
            "main.tf": 'variable "v" {\n default = "v"\n}\n',
            "other.tf.json": json.dumps(
                {"resource": {"terraform_data": {"it": {"input": "${var.v}-${local.l}"}}}}
            ),
            "locals.tf.json": '{"locals": {"l": "l"}}',
        },
        {IT: "v-l"},
    ),
    # Language documentation, "Override Files" and "Merging Behavior".
    "override_attribute": (
        {"main.tf": box("it", '"a"'), "override.tf": box("it", '"b"')},
        {IT: "b"},
    ),
    "override_in_order": (
        {
            "main.tf": box("it", '"a"'),
            "a_override.tf": box("it", '"b"'),
            "b_override.tf": box("it", '"c"'),
            "z.tf": box("other"),
        },
        {IT: "c", "terraform_data.other": 1},
    ),
    "override_keeps_the_rest": (
        {
            "main.tf": box("it", "count.index", "count = 2"),
            "override.tf": 'resource "terraform_data" "it" {\n triggers_replace = "x"\n}\n',
        },
        {f"{IT}[0]": 0, f"{IT}[1]": 1},
    ),
    "override_count": (
        {
            "main.tf": box("it", '"a"', "count = 2"),
            "override.tf": 'resource "terraform_data" "it" {\n count = 1\n}\n',
        },
        {f"{IT}[0]": "a"},
    ),
    "override_variable": (
        {
            "main.tf": 'variable "v" {\n type = string\n default = "a"\n}\n' + box("it", "var.v"),
            "override.tf": 'variable "v" {\n default = 5\n}\n',
        },
        {IT: "5"},
    ),
    "override_locals": (
        {
            "main.tf": 'locals {\n a = "a"\n b = "b"\n}\n' + box("it", '"${local.a}${local.b}"'),
            "override.tf": 'locals {\n a = "x"\n}\n',
        },
        {IT: "xb"},
    ),
    "override_output": (
        {
            "main.tf": child() + box("it", "module.child.out"),
            "child/main.tf": 'output "out" {\n value = "a"\n}\n',
            "child/override.tf": 'output "out" {\n value = "b"\n}\n',
        },
        {IT: "b"},
    ),
    "override_module": (
        {
            "main.tf": child(more='v = "a"'),
            "override.tf": 'module "child" {\n v = "b"\n}\n',
            "child/main.tf": 'variable "v" {}\n' + box("it", "var.v"),
        },
        {"module.child.terraform_data.it": "b"},
    ),
    "override_by_json": (
        {
            "main.tf": box("it", '"a"'),
            "override.tf.json": '{"resource": {"terraform_data": {"it": {"input": "b"}}}}',
        },
        {IT: "b"},
    ),
    "conditional_module": (
        {
            "main.tf": 'variable "on" {\n default = false\n type = bool\n}\n'
            + child(more="count = var.on ? 1 : 0")
            + box("it", 'try(module.child[0].out, "none")'),
            "child/main.tf": box("it") + 'output "out" {\n value = "some"\n}\n',
        },
        {IT: "none"},
    ),
    "tfvars_of_a_map": (
        {
            "main.tf": 'variable "m" {\n type = map(object({n = number}))\n}\n'
            + box("it", "each.value.n", "for_each = var.m"),
            "terraform.tfvars": 'm = {\n  a = { n = 1 }\n  "b" = { n = "2" }\n}\n',
        },
        {f'{IT}["a"]': 1, f'{IT}["b"]': 2},
    ),
    "comments_and_heredocs": (
        {
            "main.tf": '# resource "terraform_data" "no" {}\n/* resource "x" "y" {} */\n'
            + box("it", '<<-EOT\n    resource "terraform_data" "no" {\n      x\n    }\n  EOT')
        },
        {IT: 'resource "terraform_data" "no" {\n  x\n}\n'},
    ),
    "null_argument_takes_the_value": (
        {
            "main.tf": child(more="v = null"),
            "child/main.tf": 'variable "v" {\n default = "d"\n}\n'
            + box("it", 'var.v == null ? "null" : var.v'),
        },
        {"module.child.terraform_data.it": "null"},
    ),
    "scope_of_a_for": (
        {
            "main.tf": "locals {\n each = {a = [1, 2], b = [3]}\n}\n"
            + box(
                "it",
                "{for pair in flatten([for k, l in local.each : [for n in l : {k = k, n = n}]]) :"
                ' "${pair.k}-${pair.n}" => pair.n if pair.n != 2}',
            )
        },
        {IT: {"a-1": 1, "b-3": 3}},
    ),
    "moved_import_and_check": (
        {
            "main.tf": box("it")
            + "moved {\n from = terraform_data.old\n to = terraform_data.it\n}\n"
            'check "c" {\n assert {\n  condition = terraform_data.it.input == 1\n'
            '  error_message = "x"\n }\n}\n'
            'terraform {\n required_version = ">= 1.0"\n}\n'
        },
        {IT: 1},
    ),
}


@pytest.mark.parametrize("name", PLANNED)
def test_resources_are_those_that_terraform_plans(name: str, tmp_path: Path) -> None:
    files, expected = PLANNED[name]
    root = rooted(tmp_path, files)
    assert reasons(root) == []
    assert planned(root) == expected


# What the user gives.


def test_later_values_win_and_only_those_asked_for_are_taken(tmp_path: Path) -> None:
    files = {
        "main.tf": V,
        "a.auto.tfvars": 'v = "auto"',
        "one.tfvars": 'v = "one"',
        "two.tfvars.json": '{"v": "two"}',
    }
    one, two = (("file", str(tmp_path / name)) for name in ("one.tfvars", "two.tfvars.json"))
    said = ("var", "v=said=so")
    environment = {"TF_VAR_v": "environment", "PATH": "/bin"}
    for given, expected in [
        ((), "auto"),
        ((one,), "one"),
        ((one, two), "two"),
        ((two, one), "one"),
        ((one, said), "said=so"),
        ((said, one), "one"),
        ((said, ("var", "v=later")), "later"),
    ]:
        root = rooted(tmp_path, files, *given, environment=environment)
        assert planned(root) == {IT: expected}, given


def test_the_environment_counts_only_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_VAR_v", "environment")
    assert planned(rooted(tmp_path, V)) == {IT: "default"}
    asked = rooted(tmp_path, V, environment={"TF_VAR_v": "environment"})
    assert planned(asked) == {IT: "environment"}


def test_text_given_is_converted_by_the_type_of_the_variable(tmp_path: Path) -> None:
    text = (
        'variable "l" {\n type = list(number)\n}\nvariable "s" {\n type = string\n}\n'
        'variable "b" {\n type = bool\n}\nvariable "u" {}\n'
        + box("it", "[var.l[1], var.s, var.b ? 1 : 2, var.u]")
    )
    given = [("var", 'l=["1", 2]'), ("var", "s=[1]"), ("var", "b=true"), ("var", "u=[1]")]
    assert planned(rooted(tmp_path, text, *given)) == {IT: [2, "[1]", 1, "[1]"]}


def test_a_value_that_the_type_does_not_take_is_unknown(tmp_path: Path) -> None:
    text = 'variable "n" {\n type = number\n}\n' + box("it", "var.n")
    assert "var.n" in reason(value(rooted(tmp_path, text, ("var", "n=many")), IT))


def test_a_file_of_values_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        rooted(tmp_path, V, ("file", str(tmp_path / "none.tfvars")))
    with pytest.raises(UsageError):
        rooted(tmp_path, V, ("var", "v"))


def test_a_damaged_file_of_values_leaves_what_it_may_give_in_doubt(tmp_path: Path) -> None:
    root = rooted(tmp_path, {"main.tf": V, "a.auto.tfvars": "v = [\n"})
    assert isinstance(value(root, IT), Unknown)
    assert reasons(root)


def test_a_variable_without_value_says_so(tmp_path: Path) -> None:
    root = rooted(tmp_path, 'variable "v" {}\n' + box("it", '"a-${var.v}"'))
    assert "var.v has no value" in reason(value(root, IT))
    assert among(value(root, IT)) == set()


def test_a_variable_of_a_child_without_value_says_whose(tmp_path: Path) -> None:
    files = {"main.tf": child(), "child/main.tf": 'variable "v" {}\n' + box("it", "var.v")}
    root = rooted(tmp_path, files)
    assert reason(value(root, f"module.child.{IT}")) == "var.v of module.child has no value"


def test_the_values_that_a_validation_lists_are_all_there_is(tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        'variable "env" {\n validation {\n  condition = contains(["dev", "prod"], var.env)\n'
        '  error_message = "x"\n }\n}\nlocals {\n days = {dev = 30, prod = 400}\n}\n'
        + box("it", "local.days[var.env]")
        + box("same", 'var.env == "stage" ? 1 : 2')
        + box("name", '"x-${var.env}"')
        + box("block", more='count = var.env == "prod" ? 1 : 0'),
    )
    assert among(value(root, IT)) == {30, 400}
    assert value(root, "terraform_data.same") == Known(
        2, root.resources.by_address["terraform_data.same"].source("input")
    )
    assert among(value(root, "terraform_data.name")) == {"x-dev", "x-prod"}
    assert "terraform_data.block" in root.doubtful


def test_two_things_that_hang_on_one_variable(tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        'variable "on" {\n type = bool\n nullable = false\n}\n'
        + box("it", "var.on ? 1 : 2")
        + box("open", "[var.on]"),
    )
    assert among(value(root, IT)) == {1, 2}


def test_a_bool_may_be_null_where_nothing_says_otherwise(tmp_path: Path) -> None:
    root = rooted(tmp_path, 'variable "on" {\n type = bool\n}\n' + box("it", "var.on"))
    assert among(value(root, IT)) == set()


def test_sensitive_values_are_withheld_wherever_they_go(tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        {
            "main.tf": 'variable "s" {\n default = "hunter22hunter22"\n sensitive = true\n}\n'
            + child(more="v = var.s")
            + box("it", "var.s")
            + box("made", '"${var.s}!"')
            + box("inside", "{a = var.s, b = 1}")
            + box("literal", '"the hunter22hunter22 again"')
            + box("bare", "nonsensitive(var.s)")
            + box("out", "module.child.out"),
            "child/main.tf": 'variable "v" {}\noutput "out" {\n value = var.v\n'
            " sensitive = true\n}\n" + box("it", "var.v"),
        },
    )
    assert "hunter22" not in repr(root.resources.managed)
    assert all("hunter22" not in str(found) for found in planned(root).values())
    assert isinstance(root.resources.by_address[IT].attributes["input"], Hidden)


@pytest.mark.parametrize(
    "what",
    [
        'jsonencode({a = "hunter22hunter22", k = aws_kms_key.k.arn})',
        "var.one_of",
    ],
)
def test_a_secret_beside_what_is_not_known_is_withheld_too(what: str, tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        'variable "s" {\n default = "hunter22hunter22"\n sensitive = true\n}\n'
        'variable "one_of" {\n validation {\n  error_message = "x"\n'
        '  condition = contains(["hunter22hunter22", "b"], var.one_of)\n }\n}\n'
        'resource "aws_kms_key" "k" {}\n' + box("it", what),
    )
    assert "hunter22" not in str(value(root, IT))
    assert "hunter22" not in str(value(root, IT, "input.a"))


# Instances that cannot be counted.


@pytest.mark.parametrize(
    "how",
    [
        "count = var.n",
        "count = var.n ? 1 : 0",
        "for_each = var.n",
        "for_each = toset(var.n)",
        "for_each = toset([terraform_data.other.id])",
        "for_each = {for k in var.n : k => k}",
        'count = "many"',
        "count = -1",
        "count = 1000000000",
        "for_each = [1, 2]",
        "for_each = terraform_data.it",
        "count = length(terraform_data.it)",
        "for_each = toset(range(1000000000))",
        "for_each = local.nowhere",
        "count = 1 / 0",
    ],
)
def test_what_cannot_be_counted_stands_once_and_in_doubt(how: str, tmp_path: Path) -> None:
    root = rooted(tmp_path, 'variable "n" {}\n' + box("other") + box("it", '"x"', how))
    assert planned(root) == {IT: "x", "terraform_data.other": 1}
    assert root.doubtful.keys() == {IT}
    assert root.doubtful[IT]
    assert root.resources.by_address[IT].doubt == root.doubtful[IT]
    assert not root.removed


@pytest.mark.parametrize("how", ["count = var.n ? 1 : 2", "for_each = var.n ? {a = 1} : {b = 1}"])
def test_what_there_is_at_least_once_is_not_in_doubt(how: str, tmp_path: Path) -> None:
    text = 'variable "n" {\n type = bool\n nullable = false\n}\n' + box("it", '"x"', how)
    root = rooted(tmp_path, text)
    assert list(planned(root).values()) == ["x"]
    assert root.doubtful == {}


def test_what_hangs_on_the_key_of_uncounted_instances_is_unknown(tmp_path: Path) -> None:
    text = 'variable "n" {}\n' + box("it", "each.key", "for_each = var.n")
    text += box("second", "count.index", "count = var.n") + box("all", "terraform_data.it[*].id")
    text += box("use", 'terraform_data.it["a"].id')
    root = rooted(tmp_path, text)
    assert "var.n" in reason(value(root, IT))
    assert "var.n" in reason(value(root, "terraform_data.second"))
    assert isinstance(value(root, "terraform_data.all"), Unknown)


def test_keys_are_known_where_only_the_values_are_not(tmp_path: Path) -> None:
    text = 'variable "n" {}\n' + box("it", "each.value", "for_each = {a = var.n, b = 2}")
    root = rooted(tmp_path, text)
    assert root.resources.by_address.keys() == {f'{IT}["a"]', f'{IT}["b"]'}
    assert value(root, f'{IT}["b"]') == Known(
        2, root.resources.by_address[f'{IT}["b"]'].source("input")
    )
    assert root.doubtful == {}


def test_what_is_not_written_in_a_block_is_known_after_apply(tmp_path: Path) -> None:
    text = 'resource "azurerm_firewall" "f" {\n ip_configuration {\n  name = "c"\n }\n}\n'
    text += box("it", "azurerm_firewall.f.ip_configuration[0].private_ip_address")
    text += box("written", "azurerm_firewall.f.ip_configuration[0].name")
    root = rooted(tmp_path, text)
    found = value(root, IT)
    assert isinstance(found, Known)
    there = "ip_configuration.0.private_ip_address"
    assert found.value == Reference("azurerm_firewall.f", there)
    written_ = value(root, "terraform_data.written")
    assert isinstance(written_, Known)
    assert written_.value == "c"


def test_everything_in_a_module_that_cannot_be_counted_is_in_doubt(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "n" {}\n' + child(more="count = var.n") + box("it", "module.child"),
        "child/main.tf": box("a") + box("b", more="count = 2") + child("../leaf", "leaf"),
        "leaf/main.tf": box("c"),
    }
    root = rooted(tmp_path, files)
    inside = {address for address in root.resources.by_address if address.startswith("module.")}
    assert len(inside) == 4
    assert root.doubtful.keys() == inside


def test_what_makes_nothing_is_removed_and_says_why(tmp_path: Path) -> None:
    files = {
        "main.tf": box("it", more="count = 0")
        + box("each", more="for_each = toset([])")
        + child(more="for_each = {}")
        + 'data "aws_region" "d" {\n count = 0\n}\n',
        "child/main.tf": box("a") + child("../leaf", "leaf"),
        "leaf/main.tf": box("b", more="count = 2") + 'data "aws_region" "d" {}\n',
    }
    root = rooted(tmp_path, files)
    assert not root.resources.managed
    assert root.removed.keys() == {
        IT,
        "terraform_data.each",
        "module.child.terraform_data.a",
        "module.child.module.leaf.terraform_data.b",
    }
    assert all(root.removed.values())


# References and cycles.


def test_what_is_known_only_after_apply_is_a_reference(tmp_path: Path) -> None:
    files = {
        "main.tf": child(more="v = aws_kms_key.k.arn")
        + 'resource "aws_kms_key" "k" {}\nlocals {\n k = aws_kms_key.k\n}\n'
        + box("it", "aws_kms_key.k.arn")
        + box("local", "local.k.arn")
        + box("out", "module.child.out")
        + box("self", "terraform_data.self.id"),
        "child/main.tf": 'variable "v" {}\n'
        + box("it", "var.v")
        + 'output "out" {\n value = var.v\n}\n',
    }
    root = rooted(tmp_path, files)
    arn = Reference("aws_kms_key.k", "arn")
    for address in (IT, "terraform_data.local", "terraform_data.out", f"module.child.{IT}"):
        assert planned(root)[address] == arn, address
    assert planned(root)["terraform_data.self"] == Reference("terraform_data.self", "id")


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n a = local.b\n b = local.a\n}\n" + box("it", "local.a"),
        box("it", "terraform_data.it.input"),
        box("it", "terraform_data.b.input") + box("b", "terraform_data.it.input"),
        child(more="v = module.child.out") + box("it", "module.child.out"),
    ],
)
def test_what_leads_back_to_itself_is_not_known(text: str, tmp_path: Path) -> None:
    files = {
        "main.tf": text,
        "child/main.tf": 'variable "v" {}\noutput "out" {\n value = var.v\n}\n',
    }
    found = value(rooted(tmp_path, files), IT)
    assert isinstance(found, Unknown) or isinstance(found.value, Reference)


def test_what_is_not_declared_is_unknown_and_says_so(tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        box("it", "var.x")
        + box("l", "local.x")
        + box("m", "module.x.y")
        + box("e", "each.key")
        + box("r", "terraform_data.nowhere.id"),
    )
    for name in ("it", "l", "m", "e", "r"):
        assert isinstance(value(root, f"terraform_data.{name}"), Unknown), name


def test_data_sources_are_read_and_what_they_give_is_a_reference(tmp_path: Path) -> None:
    root = rooted(
        tmp_path,
        'data "aws_region" "here" {\n name = "ap-northeast-1"\n}\n'
        'data "aws_ami" "a" {\n count = 2\n most_recent = true\n}\n'
        + box("it", "data.aws_ami.a[1].id")
        + box("name", "data.aws_region.here.name")
        + box("endpoint", "data.aws_region.here.endpoint"),
    )
    assert {r.address for r in root.resources.data} == {
        "data.aws_region.here",
        "data.aws_ami.a[0]",
        "data.aws_ami.a[1]",
    }
    assert planned(root)[IT] == Reference("data.aws_ami.a[1]", "id")
    assert planned(root)["terraform_data.name"] == "ap-northeast-1"
    assert planned(root)["terraform_data.endpoint"] == Reference("data.aws_region.here", "endpoint")


# Modules that are not there, or lead elsewhere.


@pytest.mark.parametrize(
    "source", ["./nowhere", "hashicorp/consul/aws", "git::https://example.com/x.git", "s3::x"]
)
def test_a_module_that_is_not_there_is_named_and_costs_only_itself(
    source: str, tmp_path: Path
) -> None:
    root = rooted(tmp_path, child(source) + box("it", "module.child.out") + box("other"))
    (trouble,) = root.unread
    assert "module.child" in trouble.reason
    assert (Path(trouble.span.file).name, trouble.span.line) == ("main.tf", 1)
    assert "module.child" in reason(value(root, IT))
    assert planned(root)["terraform_data.other"] == 1


def test_modules_that_were_fetched_are_read(tmp_path: Path) -> None:
    entries = [
        {"Key": "", "Source": "", "Dir": "."},
        {
            "Key": "child",
            "Source": "registry.terraform.io/x/y/z",
            "Dir": ".terraform/modules/child",
        },
        {
            "Key": "child.inner",
            "Source": "./sub",
            "Dir": ".terraform/modules/child/sub",
        },
        {
            "Key": "part",
            "Source": "git::https://example.com/x.git//sub/dir",
            "Dir": ".terraform/modules/part/sub/dir",
        },
    ]
    files = {
        "main.tf": child("x/y/z", more='version = "1.0"')
        + child("git::https://example.com/x.git//sub/dir", "part"),
        MANIFEST: json.dumps({"Modules": entries}),
        ".terraform/modules/child/main.tf": box("it") + child("./sub", "inner"),
        ".terraform/modules/child/sub/main.tf": box("it"),
        ".terraform/modules/part/sub/dir/main.tf": box("it") + child("../beside", "beside"),
        ".terraform/modules/part/sub/beside/main.tf": box("it"),
    }
    root = rooted(tmp_path, files)
    assert reasons(root) == []
    assert root.resources.by_address.keys() == {
        f"module.{way}.{IT}"
        for way in ("child", "child.module.inner", "part", "part.module.beside")
    }


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{", '{"Modules": 1}', '{"Modules": [1, {"Key": 1}]}', "\x00"]
)
def test_a_damaged_list_of_fetched_modules_is_none(manifest: str, tmp_path: Path) -> None:
    root = rooted(tmp_path, {"main.tf": child("x/y/z") + box("it"), MANIFEST: manifest})
    assert ["not fetched" in reason for reason in reasons(root)] == [True]
    assert planned(root) == {IT: 1}


def test_a_fetched_module_may_not_lie_outside(tmp_path: Path) -> None:
    written(tmp_path / "elsewhere", {"main.tf": box("secret")})
    entries = [{"Key": "child", "Source": "x/y/z", "Dir": "../elsewhere"}]
    files = {"main.tf": child("x/y/z"), MANIFEST: json.dumps({"Modules": entries})}
    root = rooted(tmp_path / "here", files)
    assert not root.resources.managed
    assert "leads out of the repository" in reasons(root)[0]


@pytest.mark.parametrize("source", ["../elsewhere", "./linked", "../here/../elsewhere"])
def test_a_module_outside_of_the_repository_is_refused(source: str, tmp_path: Path) -> None:
    written(tmp_path / "elsewhere", {"main.tf": box("secret")})
    here = written(tmp_path / "here", {"main.tf": child(source) + box("it")})
    (here / "linked").symlink_to(tmp_path / "elsewhere")
    root = opened(here)
    assert planned(root) == {IT: 1}
    assert "leads out of the repository" in reasons(root)[0]


def test_modules_beside_the_root_in_one_repository_are_read(tmp_path: Path) -> None:
    files = {
        "roots/a/main.tf": child("../../modules/m"),
        "modules/m/main.tf": box("it", 'file("${path.module}/x")') + box("p", "path.module"),
        "modules/m/x": "x",
    }
    root = rooted(tmp_path, files, at="roots/a")
    assert planned(root) == {
        f"module.child.{IT}": "x",
        "module.child.terraform_data.p": "../../modules/m",
    }
    spans = [root.locate(r.address, "input") for r in root.resources.managed]
    assert {Path(s.file) for s in spans if s is not None} == {tmp_path / "modules/m/main.tf"}
    assert None not in spans


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": box("it") + child("./"), "other.tf": ""},
        {"main.tf": box("it") + child(), "child/main.tf": box("b") + child("../child", "again")},
        {"main.tf": box("it") + child(), "child/main.tf": box("b") + child("./..", "up")},
        {
            "main.tf": box("it") + child(more="count = 2"),
            "child/main.tf": box("b") + child("../other", "other", "count = 2"),
            "other/main.tf": box("c") + child("../child", "child", "count = 2"),
        },
    ],
)
def test_modules_that_call_themselves_are_not_followed(files: Tree, tmp_path: Path) -> None:
    root = rooted(tmp_path, files)
    assert any("calls itself" in reason for reason in reasons(root))
    assert planned(root)[IT] == 1
    assert len(root.resources.managed) < 10


def test_a_module_whose_source_is_not_known_is_named(tmp_path: Path) -> None:
    root = rooted(tmp_path, 'module "child" {\n source = var.s\n}\nmodule "none" {}\n')
    assert len(root.unread) == 2


# Files that cannot be read.


def test_a_damaged_file_leaves_the_others(tmp_path: Path) -> None:
    files = {"a.tf": box("it"), "b.tf": 'resource "x" {\n = }}}\n', "c.tf": box("other")}
    root = rooted(tmp_path, files)
    assert {IT, "terraform_data.other"} <= root.resources.by_address.keys()
    assert {Path(trouble.span.file).name for trouble in root.unread} == {"b.tf"}


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    here = written(tmp_path, {"a.tf": box("it")})
    (here / "b.tf").write_bytes(b'resource "a" "b" {\n n = "\xff\xfe"\n}\n')
    (here / "c.tf").write_bytes('resource "a" "c" {}'.encode("utf-16"))
    (here / "d.tf").symlink_to("/etc/passwd")
    os.mkfifo(here / "e.tf")
    root = opened(here)
    assert planned(root) == {IT: 1}
    assert {Path(trouble.span.file).name for trouble in root.unread} == {
        "b.tf", "c.tf", "d.tf", "e.tf",
    }  # fmt: skip


def test_files_that_are_hidden_or_left_by_editors_are_none(tmp_path: Path) -> None:
    files = {
        "main.tf": box("it"),
        ".hidden.tf": box("a"),
        "main.tf~": box("b"),
        "#main.tf#": box("c"),
        "main.tf.bak": box("d"),
        "sub/other.tf": box("e"),
        "x_test.tftest.hcl": "run {}",
    }
    assert planned(rooted(tmp_path, files)) == {IT: 1}


def test_tofu_replaces_the_file_of_its_name(tmp_path: Path) -> None:
    files = {
        "main.tf": box("it", '"tf"'),
        "main.tofu": box("it", '"tofu"'),
        "other.tf": box("other"),
        "more.tofu": box("more"),
        "json.tf.json": '{"resource": {"terraform_data": {"j": {"input": "tf"}}}}',
        "json.tofu.json": '{"resource": {"terraform_data": {"j": {"input": "tofu"}}}}',
    }
    assert planned(rooted(tmp_path, files)) == {
        IT: "tofu",
        "terraform_data.j": "tofu",
        "terraform_data.more": 1,
        "terraform_data.other": 1,
    }


def test_what_is_declared_twice_is_judged_once_and_named(tmp_path: Path) -> None:
    files = {
        "a.tf": box("it", '"first"'),
        "b.tf": box("it", '"second"'),
        "c.tf": 'variable "v" {}\nvariable "v" {}\n',
    }
    root = rooted(tmp_path, files)
    assert planned(root) == {IT: "first"}
    places = {(Path(t.span.file).name, t.span.line) for t in root.unread}
    assert places == {("b.tf", 1), ("c.tf", 2)}


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../../../../../etc/passwd", "~/.ssh/id_rsa", "linked", "/dev/zero"]
)
@pytest.mark.parametrize("function", ["file", "filebase64", "filesha256", "templatefile"])
def test_nothing_outside_of_the_repository_is_read(
    path: str, function: str, tmp_path: Path
) -> None:
    more = ", {}" if function == "templatefile" else ""
    here = written(tmp_path, {"main.tf": box("it", f'{function}("{path}"{more})')})
    (here / "linked").symlink_to("/etc/passwd")
    root = opened(here)
    assert isinstance(value(root, IT), Unknown)
    assert "root:" not in repr(root.resources.managed)


# Blocks, dynamic blocks, override files.


def group(*rules: str) -> str:
    """Return a resource with blocks."""
    return 'resource "aws_security_group" "g" {\n' + "\n".join(rules) + "\n}\n"


def rule(port: object) -> str:
    return f"ingress {{\n from_port = {port}\n}}"


def ports(root: Root, address: str = "aws_security_group.g") -> list[Any]:
    """Return what the blocks of a resource say."""
    found = root.resources.by_address[address].blocks("ingress")
    assert isinstance(found, Known), found
    each = [block.get("from_port") for block in found.value]
    return [one.value if isinstance(one, Known) else "?" for one in each]


def dynamic(over: str, content: str = "ingress.value", more: str = "") -> str:
    return (
        f'dynamic "ingress" {{\n for_each = {over}\n{more}\n content {{\n'
        f"  from_port = {content}\n }}\n}}"
    )


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([rule(1), rule(2)], [1, 2]),
        ([dynamic("[1, 2]")], [1, 2]),
        ([dynamic("[]")], []),
        ([dynamic("{b = 1, a = 2}", '"${ingress.key}${ingress.value}"')], ["a2", "b1"]),
        ([dynamic('toset(["y", "x"])', "ingress.key")], ["x", "y"]),
        ([dynamic("[1, 2]", "i.value + i.key", "iterator = i")], [1, 3]),
        ([rule(0), dynamic("[1]"), rule(2)], [0, 1, 2]),
        ([dynamic("local.ports")], [80, 443]),
        ([dynamic("[for p in local.ports : p if p > 100]")], [443]),
        ([dynamic("[var.n, 2]")], ["?", 2]),
        ([dynamic("true ? [1] : []")], [1]),
    ],
)
def test_blocks_that_are_written_and_those_that_dynamic_makes(
    blocks: list[str], expected: list[Any], tmp_path: Path
) -> None:
    text = 'variable "n" {}\nlocals {\n ports = [80, 443]\n}\n' + group(*blocks)
    assert ports(rooted(tmp_path, text)) == expected


def test_a_dynamic_block_over_what_is_not_known_is_unknown(tmp_path: Path) -> None:
    root = rooted(tmp_path, 'variable "n" {}\n' + group(rule(1), dynamic("var.n")))
    group_ = root.resources.by_address["aws_security_group.g"]
    assert "var.n has no value" in reason(group_.blocks("ingress"))
    assert "var.n has no value" in reason(group_.get("ingress.from_port"))


def test_a_dynamic_block_over_one_of_a_few_is_judged_by_all(tmp_path: Path) -> None:
    text = 'variable "on" {\n type = bool\n nullable = false\n}\n'
    root = rooted(tmp_path, text + group(dynamic("var.on ? [1] : [2]")))
    assert among(root.resources.by_address["aws_security_group.g"].get("ingress.from_port")) == {
        1,
        2,
    }


def test_dynamic_blocks_within_dynamic_blocks(tmp_path: Path) -> None:
    inner = (
        'dynamic "inner" {\n for_each = outer.value\n content {\n'
        '  at = "${outer.key}-${inner.value}"\n }\n}'
    )
    text = (
        'resource "aws_x" "x" {\n dynamic "outer" {\n  for_each = {a = [1, 2], b = []}\n'
        f"  content {{\n name = outer.key\n {inner}\n  }}\n }}\n}}\n"
    )
    attributes = rooted(tmp_path, text).resources.by_address["aws_x.x"].attributes
    assert attributes["outer"][0] == {"name": "a", "inner": [{"at": "a-1"}, {"at": "a-2"}]}
    assert attributes["outer"][1]["name"] == "b"
    assert not attributes["outer"][1].get("inner")


@pytest.mark.parametrize(
    ("base", "override", "expected"),
    [
        ([rule(1), rule(2)], [rule(3)], [3]),
        ([rule(1)], ["name = 1"], [1]),
        ([rule(1)], [dynamic("[4, 5]")], [4, 5]),
        ([dynamic("[4, 5]")], [rule(6)], [6]),
        ([rule(1), "egress {\n}"], ["egress {\n}"], [1]),
        (["name = 1"], [rule(7)], [7]),
    ],
)
def test_blocks_of_an_override_replace_all_of_their_type(
    base: list[str], override: list[str], expected: list[int], tmp_path: Path
) -> None:
    root = rooted(tmp_path, {"main.tf": group(*base), "override.tf": group(*override)})
    assert ports(root) == expected


def test_the_place_of_what_an_override_says_is_in_the_override(tmp_path: Path) -> None:
    files = {"main.tf": box("it", '"a"', 'triggers_replace = "x"'), "override.tf": box("it", '"b"')}
    root = rooted(tmp_path, files)
    places = {path: root.locate(IT, path) for path in ("input", "triggers_replace")}
    assert {path: span and Path(span.file).name for path, span in places.items()} == {
        "input": "override.tf",
        "triggers_replace": "main.tf",
    }


def test_an_override_of_what_is_not_there_is_not_lost(tmp_path: Path) -> None:
    root = rooted(tmp_path, {"main.tf": box("it"), "override.tf": box("alone")})
    assert "terraform_data.alone" in planned(root) or root.unread


# Providers.

QUEUE = 'resource "aws_sqs_queue" "q" {\n%s\n}\n'


def region(root: Root, address: str = "aws_sqs_queue.q") -> Any:
    """Return the region that the provider block of a resource says."""
    found = root.configuration.region(root.resources.by_address[address].provider_key)
    return found.value if isinstance(found, Known) else f"? {found.reason}"


def aws(where: str, more: str = "") -> str:
    return f'provider "aws" {{\n region = {where}\n{more}\n}}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (aws('"ap-northeast-1"'), "ap-northeast-1"),
        (aws("local.r") + 'locals {\n r = "ap-northeast-3"\n}\n', "ap-northeast-3"),
        (aws("var.r") + 'variable "r" {\n default = "us-east-1"\n}\n', "us-east-1"),
        (aws("local.rs[var.e]") + 'variable "e" {\n default = "p"\n}\nlocals {\n'
         ' rs = {p = "eu-west-1"}\n}\n', "eu-west-1"),
    ],
)  # fmt: skip
def test_a_region_is_evaluated(text: str, expected: str, tmp_path: Path) -> None:
    assert region(rooted(tmp_path, text + QUEUE % "")) == expected


def test_a_region_that_is_not_said_is_unknown(tmp_path: Path) -> None:
    for text in ("", 'provider "aws" {}\n', aws("var.r") + 'variable "r" {}\n'):
        assert region(rooted(tmp_path, text + QUEUE % "")).startswith("? ")


def test_an_alias_is_another_provider(tmp_path: Path) -> None:
    text = aws('"ap-northeast-1"') + aws('"us-east-1"', 'alias = "far"')
    for named in ("aws.far", '"aws.far"'):
        assert region(rooted(tmp_path, text + QUEUE % f"provider = {named}")) == "us-east-1"
    root = rooted(tmp_path, text + QUEUE % "provider = aws")
    assert region(root) == "ap-northeast-1"
    assert set(root.configuration.providers) == {"aws", "aws.far"}


def test_modules_inherit_providers_or_are_given_them(tmp_path: Path) -> None:
    inner = child("../leaf", "leaf")
    files = {
        "main.tf": aws('"ap-northeast-1"')
        + aws('"us-east-1"', 'alias = "far"')
        + child(name="plain")
        + child(name="given", more="providers = { aws = aws.far }")
        + child("./named", "named", "providers = { aws.other = aws.far }"),
        "child/main.tf": QUEUE % "" + inner,
        "leaf/main.tf": QUEUE % "",
        "named/main.tf": "terraform {\n required_providers {\n aws = {\n"
        ' source = "hashicorp/aws"\n configuration_aliases = [aws.other]\n }\n }\n}\n'
        + QUEUE % "provider = aws.other"
        + 'resource "aws_sns_topic" "t" {}\n',
    }
    root = rooted(tmp_path, files)
    assert {address: region(root, address) for address in root.resources.by_address} == {
        "module.plain.aws_sqs_queue.q": "ap-northeast-1",
        "module.plain.module.leaf.aws_sqs_queue.q": "ap-northeast-1",
        "module.given.aws_sqs_queue.q": "us-east-1",
        "module.given.module.leaf.aws_sqs_queue.q": "us-east-1",
        "module.named.aws_sqs_queue.q": "us-east-1",
        "module.named.aws_sns_topic.t": "ap-northeast-1",
    }


def test_a_module_may_have_a_provider_of_its_own(tmp_path: Path) -> None:
    files = {
        "main.tf": aws('"ap-northeast-1"') + child(more='r = "us-west-2"'),
        "child/main.tf": 'variable "r" {}\n' + aws("var.r") + QUEUE % "",
    }
    assert region(rooted(tmp_path, files), "module.child.aws_sqs_queue.q") == "us-west-2"


def test_an_override_is_merged_into_its_provider(tmp_path: Path) -> None:
    files = {
        "main.tf": aws('"ap-northeast-1"') + aws('"us-east-1"', 'alias = "far"') + QUEUE % "",
        "override.tf": 'provider "aws" {\n profile = "x"\n}\n',
    }
    assert region(rooted(tmp_path, files)) == "ap-northeast-1"
    files["override.tf"] = aws('"ap-northeast-3"')
    assert region(rooted(tmp_path, files)) == "ap-northeast-3"


# Nothing is lost.


BROKEN = [
    'resource "aws_a" "b" {\n',
    'resource "aws_a" {\n}\n',
    'resource "aws_a" "b" "c" {\n}\n',
    'resource "aws_a" "b" {\n x = \n}\n',
    'resource "aws_a" "b" {\n x = "${"\n}\n',
    'resource "aws_a" "b" { x = 1 y = 2 }\n',
    "resource aws_a b {\n}\n",
    'resource "aws_${"a"}" "b" {\n}\n',
    'resource "aws_a" "b" {\n x = 1\n x = 2\n}\n',
    'resource "aws_a" "b" {\n x = <<EOT\nno end\n}\n',
    'resource "aws_a" "b" {\n count = \n}\n',
    'resource "aws_a" "b" {\n for_each = {\n}\n',
    'resource "aws_a" "b" {\n dynamic "x" {\n }\n}\n',
    'resource "aws_a" "b" {\n dynamic {\n }\n}\n',
    'resource "aws_a" "" {\n}\n',
    'resource\n"aws_a" "b" {\n}\n',
]


@pytest.mark.parametrize("text", BROKEN)
def test_no_resource_is_lost_in_what_is_broken(text: str, tmp_path: Path) -> None:
    root = rooted(tmp_path, {"a.tf": box("it"), "b.tf": text + box("after"), "c.tf": box("other")})
    assert {IT, "terraform_data.other"} <= root.resources.by_address.keys()
    told = {Path(trouble.span.file).name for trouble in root.unread}
    broken = [r for r in root.resources.managed if r.type.startswith("aws_")]
    assert broken or "b.tf" in told
    assert "terraform_data.after" in root.resources.by_address or "b.tf" in told


# What is written above was planned by Terraform itself: a few of them, for the time it takes.


@pytest.mark.terraform
@pytest.mark.parametrize("name", ["keys", "nested_modules", "optional", "override_variable"])
def test_terraform_plans_the_same(name: str, tmp_path: Path) -> None:
    if not (terraform := shutil.which("terraform")):
        pytest.skip("terraform: not on PATH")
    files, expected = PLANNED[name]
    written(tmp_path, files)
    environment = {n: v for n, v in os.environ.items() if not n.startswith("TF_")}
    printed = ""
    for command in ("init -input=false", "plan -input=false -out=p", "show -json p"):
        done = subprocess.run(
            [terraform, *command.split()],
            cwd=tmp_path,
            env=environment | {"TF_CLI_CONFIG_FILE": os.devnull},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    modules = [json.loads(printed)["planned_values"]["root_module"]]
    found: dict[str, Any] = {}
    for module in modules:
        found |= {r["address"]: r["values"].get("input") for r in module.get("resources", ())}
        modules += module.get("child_modules", ())
    assert found == expected
