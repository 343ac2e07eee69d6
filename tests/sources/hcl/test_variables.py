"""What variables are given: which source wins, and what a source that cannot be read costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from cloudguard.errors import InputError, UsageError
from cloudguard.sources.hcl.files import RefusedError
from cloudguard.sources.hcl.syntax import Body, Literal, Span, Trouble, Tuple, Unparsed
from cloudguard.sources.hcl.variables import EVERY, Given, values

ROOT = Path("prod")
Command = Sequence[tuple[str, str | Path]]


def gathered(
    files: Mapping[str, str | Exception],
    given: Command = (),
    environment: Mapping[str, str] | None = None,
) -> tuple[dict[str, Given], list[Trouble]]:
    """Return what the variables of a folder with these files are given."""

    def read(path: Path) -> str:
        text = files[path.relative_to(ROOT).as_posix()]
        if isinstance(text, Exception):
            raise text
        return text

    return values(ROOT, tuple(ROOT / name for name in files), given, environment, read)


def winner(files: Mapping[str, str], given: Command = ()) -> str:
    """Return where the value of `v` comes from when the environment has one too."""
    found, troubles = gathered(files, given, {"TF_VAR_v": "environment"})
    assert troubles == []
    return found["v"].origin


HCL = 'v = "a"\n'
JSON = '{"//": "comment", "v": "a"}'


# terraform/language/values/variables, "Variable Definition Precedence"; each line was tried with
# Terraform 1.11.4.
@pytest.mark.parametrize(
    ("files", "given", "origin"),
    [
        ({}, (), "TF_VAR_v"),
        ({"terraform.tfvars": HCL}, (), "terraform.tfvars:1"),
        ({"terraform.tfvars": HCL, "terraform.tfvars.json": JSON}, (), "terraform.tfvars.json:1"),
        ({"terraform.tfvars.json": JSON, "a.auto.tfvars": HCL}, (), "a.auto.tfvars:1"),
        ({"b.auto.tfvars": HCL, "a.auto.tfvars.json": JSON}, (), "b.auto.tfvars:1"),
        ({"b.auto.tfvars.json": JSON, "b.auto.tfvars": HCL}, (), "b.auto.tfvars.json:1"),
        ({"a.auto.tfvars": HCL, "B.auto.tfvars": HCL}, (), "a.auto.tfvars:1"),
        ({".auto.tfvars": HCL}, (), ".auto.tfvars:1"),
        ({"a.auto.tfvars": HCL}, (("var", "v=x"),), "--var"),
        ({"f.tfvars": HCL}, (("var", "v=x"), ("file", ROOT / "f.tfvars")), "f.tfvars:1"),
        ({"f.tfvars": HCL}, (("file", ROOT / "f.tfvars"), ("var", "v=x")), "--var"),
        ({"values.txt": f"\n{HCL}"}, (("file", ROOT / "values.txt"),), "values.txt:2"),
        ({"f.json": JSON}, (("file", ROOT / "f.json"),), "f.json:1"),
        # Neither of these is read unasked.
        ({"prod.tfvars": HCL, "tfvars": HCL, "a.auto.tfvars.bak": HCL}, (), "TF_VAR_v"),
        ({"sub/terraform.tfvars": HCL}, (), "TF_VAR_v"),
    ],
)
def test_the_order_of_precedence(files: dict[str, str], given: Command, origin: str) -> None:
    assert winner(files, given) == origin


def test_the_environment_counts_only_when_it_is_asked_for() -> None:
    environment = {"TF_VAR_a": "[1]", "TF_VAR_": "x", "HOME": "x", "TF_VAR_b": ""}
    found, _ = gathered({}, (), environment)
    assert found == {
        "a": Given(None, "[1]", None, "TF_VAR_a"),
        "b": Given(None, "", None, "TF_VAR_b"),
    }
    assert gathered({}, (), None) == ({}, [])


def test_a_later_source_replaces_the_whole_value() -> None:
    files = {"terraform.tfvars": "m = { a = 1 }\nn = 1", "z.auto.tfvars": "m = [\n  2,\n]\n"}
    found, troubles = gathered(files)
    assert troubles == []
    span = Span("prod/z.auto.tfvars", 1, 1, 3, 2)
    assert found["m"] == Given(Tuple((Literal(2),)), None, span, "z.auto.tfvars:1")
    assert found["n"].origin == "terraform.tfvars:2"


def test_strings_of_json_are_no_templates() -> None:
    found, _ = gathered({"terraform.tfvars.json": '{\n "v": "json${x}$${y}", "": 1}'})
    span = Span("prod/terraform.tfvars.json", 2, 2, 2, 22)
    value = Literal("json${x}$${y}")
    assert found == {"v": Given(value, None, span, "terraform.tfvars.json:2")}


@pytest.mark.parametrize(
    ("argument", "text"), [("v=", ""), ("v= x", " x"), ("v=a=b", "a=b"), ('v=["a"]', '["a"]')]
)
def test_text_of_the_command_line_is_kept(argument: str, text: str) -> None:
    assert gathered({}, (("var", argument),))[0] == {"v": Given(None, text, None, "--var")}


@pytest.mark.parametrize("argument", ["hunter2", "v =hunter2", "=hunter2", ""])
def test_a_wrong_argument_is_wrong_use_and_never_quoted(argument: str) -> None:
    with pytest.raises(UsageError) as wrong:
        gathered({}, (("var", argument),))
    for lang in ("en", "ja"):
        assert "hunter2" not in wrong.value.sentence(lang)
        assert wrong.value.sentence(lang).startswith("--var: ")


UNREAD = InputError({"en": "it is too large.", "ja": "大きすぎます。"}, {"en": "", "ja": ""})


@pytest.mark.parametrize("wrong", [UNREAD, RefusedError("it is too large.")])
def test_a_file_that_is_not_read_leaves_in_doubt_what_it_may_replace(wrong: Exception) -> None:
    files: dict[str, str | Exception] = {"terraform.tfvars": "a = 1\nb = 1", "m.auto.tfvars": wrong}
    files["n.auto.tfvars"] = "b = 2"
    found, (trouble,) = gathered(files, (("var", "c=3"),))
    assert trouble == Trouble(Span("prod/m.auto.tfvars", 1, 1, 1, 1), "it is too large.")
    assert isinstance(found["a"].expression, Unparsed)
    assert isinstance(found[EVERY].expression, Unparsed)
    assert found["a"].origin == "m.auto.tfvars:1"
    assert found["b"].expression == Literal(2)
    assert found["c"].text == "3"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.auto.tfvars.json", '{\n"b": 2, "c": "hunter2'),
        ("a.auto.tfvars.json", '{\n"b": 2, "b": 3}'),
        ("a.auto.tfvars.json", '\n{"b": 2}}'),
        ("a.auto.tfvars.json", "\n7"),
        ("a.auto.tfvars", "b = 2\n= 3\n"),
    ],
)
def test_a_damaged_file_leaves_in_doubt_what_it_may_replace(name: str, text: str) -> None:
    found, (trouble,) = gathered({"terraform.tfvars": "a = 1\nb = 1", name: text})
    assert trouble.span.line == 2
    assert "hunter2" not in trouble.reason
    assert isinstance(found["a"].expression, Unparsed)
    assert isinstance(found[EVERY].expression, Unparsed)
    assert "hunter2" not in found["a"].expression.reason
    if "b" in text:
        assert found["b"].expression == Literal(2)


def test_a_value_that_is_not_read_leaves_only_itself_in_doubt() -> None:
    files = {"terraform.tfvars": "a = 1\nb = 1", "a.auto.tfvars": "b = 1 +\nc = 2\n"}
    found, (trouble,) = gathered(files)
    assert trouble.span.line == 1
    assert isinstance(found["b"].expression, Unparsed)
    assert found["a"].expression == Literal(1)
    assert found["c"].expression == Literal(2)
    assert EVERY not in found


def test_a_block_is_told() -> None:
    found, (trouble,) = gathered({"terraform.tfvars": 'variable "v" {}\nv = 1\n'})
    assert trouble.span == Span("prod/terraform.tfvars", 1, 1, 1, 16)
    assert found.keys() == {"v"}


@pytest.mark.parametrize(
    ("reason", "ja"),
    [
        ("there is no such file", "ファイルがありません。"),
        ("it leads out of the repository", "リポジトリーの外にあります"),
        ("the text is not UTF-8", "変数ファイルを読めません(the text is not UTF-8)。"),
    ],
)
def test_why_a_file_is_not_read_is_told_in_both_languages(reason: str, ja: str) -> None:
    with pytest.raises(InputError) as wrong:
        gathered({"f.tfvars": RefusedError(reason)}, (("file", ROOT / "f.tfvars"),))
    assert reason in wrong.value.sentence("en")
    assert ja in wrong.value.sentence("ja")


@pytest.mark.parametrize("wrong", [UNREAD, RefusedError("there is no such file")])
def test_a_file_that_was_asked_for_must_be_readable(wrong: Exception) -> None:
    with pytest.raises(InputError):
        gathered({"f.tfvars": wrong}, (("file", ROOT / "f.tfvars"),))


def test_another_parser_may_be_given() -> None:
    body = Body()
    found = values(
        ROOT,
        (ROOT / "terraform.tfvars",),
        (),
        None,
        lambda path: "anything",
        lambda text, file: (body, [Trouble(Span(file, 1, 1, 1, 1), f"{text} is refused")]),
    )
    assert found[1][0].reason == "anything is refused"
    assert found[0].keys() == {EVERY}
