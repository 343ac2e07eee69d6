from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cloudguard
from cloudguard import texts
from cloudguard.assets.keys import NOBODYS, KeyUse
from cloudguard.checks import CHECKS
from cloudguard.reports.evidence import stated
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Evidence

LANGS = ("ja", "en")
PACKAGE = Path(cloudguard.__file__).parent


def test_english_texts_are_the_docstrings() -> None:
    spoken = texts.load()
    for check in CHECKS:
        assert spoken.titles[check.id]["en"] == check.title
        assert spoken.whys[check.id]["en"] == check.rationale
    assert set(spoken.titles) == {check.id for check in CHECKS}


def test_every_check_has_texts_and_a_remedy_in_both_languages() -> None:
    spoken = texts.load()
    for check in CHECKS:
        for lang in LANGS:
            assert spoken.titles[check.id][lang].strip()
            assert spoken.whys[check.id][lang].strip()
            assert (
                spoken.remedies[check.id].get("aws", spoken.remedies[check.id]["any"])[lang].strip()
            )
            assert spoken.remedies[check.id]["any"][lang].strip()
    assert set(spoken.remedies) == {check.id for check in CHECKS}


def test_remedies_lie_in_the_file_of_their_topic() -> None:
    for check in CHECKS:
        file = texts.folder() / "remediation" / f"{check.topic}.yaml"
        assert f"\n{check.id}:\n" in file.read_text(encoding="utf-8")


def test_japanese_texts_hold_no_stray_spaces() -> None:
    spoken = texts.load()
    japanese = [t["ja"] for t in (*spoken.titles.values(), *spoken.whys.values())]
    japanese += [t["ja"] for by in spoken.remedies.values() for t in by.values()]
    assert not [text for text in japanese if re.search(r"[^\x00-\x7f] [^\x00-\x7f]", text)]


REASONS = frozenset(
    {
        "Unknown",
        "Hidden",
        "unknown",
        "FailedError",
        "RefusedError",
        "Trouble",
        "ParseError",
        "Unparsed",
    }
)
EXPECTATIONS = frozenset({"is_true", "is_false", "holds", "decides", "Evidence"})


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield what a module says in English beside a value, a figure for each part filled in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in REASONS:
                yield from (text for argument in node.args for text in said(argument))
            elif name in EXPECTATIONS:
                yield from (
                    text for argument in node.args for text in said(argument) if " " in text
                )
        elif isinstance(node, ast.Assign):
            names = {getattr(target, "id", "") for target in node.targets}
            if "reason" in names:
                yield from said(node.value)


def said(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*said(body), *said(orelse)]
        case _:
            return []


def test_every_reason_of_the_code_has_japanese_words() -> None:
    files = [
        file
        for folder in ("sources", "providers", "checks", "erasure", ".")
        for file in (PACKAGE / folder).glob("**/*.py" if folder != "." else "*.py")
    ]
    sentences = {s for f in files for s in literals(ast.parse(f.read_text(encoding="utf-8")))}
    # What only joins a name and another sentence ("var.x: …") is told by its parts.
    sentences = {s for s in sentences if re.search("[a-z]{2}", s.removeprefix("var."))}
    untold = {s for s in sentences if texts.translated(s, "ja") == s}
    assert len(sentences) > 30
    assert not untold


def constants(tree: ast.Module) -> Iterator[str]:
    """Yield the reasons that a module keeps by a name, a figure for each part filled in."""
    kept = {
        name: re.sub(r"\{\w+\}", "7", text)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if (name := getattr(target, "id", "")).isupper()
        for text in said(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for argument in node.args if called in REASONS else ():
                filled = isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute)
                named = argument.func.value if filled else argument  # type: ignore[attr-defined]
                if (name := getattr(named, "id", "")) in kept:
                    yield kept[name]


def test_every_reason_with_a_name_has_japanese_words() -> None:
    files = PACKAGE.glob("**/*.py")
    sentences = {s for f in files for s in constants(ast.parse(f.read_text(encoding="utf-8")))}
    assert len(sentences) > 30
    assert not {s for s in sentences if texts.translated(s, "ja") == s}


def test_every_reason_of_the_tables_has_japanese_words() -> None:
    # Cells give why something is not known by these keys; a source that is cited stays as it is.
    cell = re.compile(r"""\b(?:absent|unknown|unproven): (?:"([^"]+)"|'([^']+)'|([^{}"',\n]+))""")
    tables = PACKAGE.glob("providers/*/*.yaml")
    rows = (file for file in tables if file.name != "collect.yaml")  # there: codes of the API
    sentences = {
        next(filter(None, found.groups())).strip()
        for file in rows
        for found in cell.finditer(file.read_text(encoding="utf-8"))
    }
    assert len(sentences) > 150
    assert not {s for s in sentences if texts.translated(s, "ja") == s}


def test_what_is_joined_of_parts_is_translated_whole() -> None:
    for said in (
        "aws_s3_bucket_policy was not asked for",
        "the disk decides, and it is not in this input",
        "whether it has an access key, and how old that is, is not in this input",
        "the routes of the route table of oci_core_subnet.a are not in this input",
        "an identity provider sends whoever signs in there",
        "passwords of people without a role of the directory",
        "resets the password, or adds an API key, of user keeper",
        "adds itself to group helpdesk",
        "manages all resources in OCI tenancy",
        "the identity provider an identity provider decides: attest that it requires MFA",
    ):
        told = texts.translated(said, "ja")
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", told), told
        assert not re.search(r"[ぁ-んァ-ヶ一-龠] [ぁ-んァ-ヶ一-龠]", told), told


def test_expectations_are_translated() -> None:
    assert texts.translated("kept 365 days or longer", "ja") == "365日以上の保管"
    assert texts.translated("one of AES-256", "ja") == "次のいずれか: AES-256"
    assert texts.translated("encrypted", "en") == "encrypted"
    assert texts.translated("what no pattern knows", "ja") == "what no pattern knows"


def test_what_is_said_of_the_end_of_a_contract_mixes_no_languages() -> None:
    """A general pattern must not take what a closer one knows, and leave half of it English."""
    day = "2026-12-10"
    for sentence in (
        "its key ocid1.oc1.ap-osaka-1.a is not in this input",
        "a copy (replica) outside of this input: dst (KR) may not be under the same key",
        "a copy (backup) in vault.a may be of this data, and may not be under the same key",
        "a copy (backup) that the provider keeps in the nearest multi-region, gone never",
        "a copy (replica) that the provider keeps in the paired region is not under the same key",
        "a lock (compliance, 400 days): it can be taken away until 2027-06-01",
        "a lock (compliance): it can be taken away until 2027-06-01",
        "a lock (governance, 7 days): who has the permission can lift it",
        "a lock (compliance, 30 days from the last write) until 2027-04-30",
        "account 222222222222 may use the key aws.k, and have data of its own under it",
        "everyone may use the key aws.k, and have data of its own under it",
        f"a lock (x, 9 days from the last write) until {day}; it can be taken away until {day}",
        "a lock without end of its own (compliance): what it holds is never deleted",
    ):
        spoken = texts.translated(sentence, "ja")
        english = r"\b(its|key|copy|not|the|may|that|and|until|days|lock|never|for|is|of|be)\b"
        assert not re.search(english, spoken), spoken


def test_a_key_is_told_with_who_holds_it() -> None:
    told = {
        "customer": "k(利用者の鍵)",
        "provider": "k(プロバイダーの鍵)",
        "unknown": "k(誰の鍵か不明)",
    }
    for holder, said in told.items():
        assert texts.translated(str(KeyUse("k", holder)), "ja") == said
    own = Unknown("a reason", Source("a"), among=(Known(KeyUse("its own", NOBODYS), Source("a")),))
    for lang, said in (
        ("ja", "保管庫自身の鍵(選べない)の可能性"),
        ("en", "perhaps its own key, which"),
    ):
        _, shown = stated(Evidence("a key that the customer holds", own), "", lang, 3)
        assert said in shown
        assert "(nobody)" not in shown
