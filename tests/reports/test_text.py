from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from cloudguard.findings import Accounting, Failure, Input, Membership, Report
from cloudguard.reports import FORMATS, Options
from cloudguard.reports.evidence import safe
from cloudguard.reports.layout import cut, wrapped
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Outcome
from tests.reports import building
from tests.reports.building import CANARY, HOSTILE

LANGS = ("ja", "en")
PLACE = re.compile(r"\S+:\d+:\d+")


def rendered(report: Report, **options: Any) -> str:
    return FORMATS["text"](report, Options(**{"width": 80, **options})).decode()


def last(report: Report, lang: str = "en") -> str:
    return rendered(report, lang=lang).splitlines()[-1]


@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", LANGS)
def test_fits_the_terminal(lang: str, width: int, verbosity: int) -> None:
    long = building.finding(
        f'module.{"m" * 90}.aws_s3_bucket.b["{"長" * 80}"]', file="f" * 130, line=1
    )
    report = replace(building.city(), findings=(long, *building.city().findings))
    everything = frozenset({"fail", "unknown", "pass"})
    text = rendered(report, lang=lang, width=width, verbosity=verbosity, verdicts=everything)
    broken = [line for line in text.splitlines() if not PLACE.fullmatch(line.strip())]
    assert max(map(cell_len, broken)) <= width
    assert verbosity < 0 or f"{'f' * 130}:1:3\n" in text


def test_color_only_where_it_is_asked_for() -> None:
    assert "\x1b" not in rendered(building.city())
    colored = rendered(building.city(), color=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[\d;]+m", "", colored) == rendered(building.city())


@pytest.mark.parametrize("lang", LANGS)
def test_says_nothing_that_a_japanese_console_cannot_show(lang: str) -> None:
    rendered(building.city(), lang=lang, verbosity=2).encode("cp932")


@pytest.mark.parametrize("color", [True, False])
def test_hostile_strings_have_no_effect(*, color: bool) -> None:
    finding = building.finding(
        f'aws_s3_bucket.b["{HOSTILE}"]',
        value=Unknown(f"{HOSTILE} is sensitive", Source(HOSTILE, HOSTILE)),
        expected=HOSTILE,
        file=HOSTILE,
        line=3,
        check=HOSTILE,
        provider=HOSTILE,
        exception=HOSTILE,
    )
    notes = ({"ja": HOSTILE, "en": HOSTILE},)
    report = building.report(
        finding,
        profiles=(HOSTILE,),
        inputs=(Input(path=f"{HOSTILE}\udc80", digest="", kind="plan", resources=1, notes=notes),),
        accounting=Accounting(
            types_not_understood={HOSTILE: 1},
            reasons_excluded={HOSTILE: 1},
            failures=[Failure(path=HOSTILE, reason={"ja": HOSTILE, "en": HOSTILE})],
        ),
        parameters={"log_retention_days": (HOSTILE, "organisation")},
        clauses=(building.result(building.clause(section=HOSTILE), notes=notes),),
    )
    text = re.sub(r"\x1b\[[\d;]+m", "", rendered(report, color=color, verbosity=2))
    if color:
        text = text.replace("\x1b[31m", "")
    assert not [c for c in text if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"]
    assert not set("\u202e\u2066\u200f\ufeff") & set(text)
    assert "\\x1b[31m" in text.replace("\n", "")


def test_shows_no_whole_document() -> None:
    document = f'{{"Statement": "{CANARY}"}}'
    finding = building.finding(value=Known(document, Source("aws_s3_bucket_policy.p", "policy")))
    assert CANARY not in rendered(building.report(finding), verbosity=2)


def test_what_blocks_stands_first_and_the_sentence_last() -> None:
    text = rendered(building.city())
    heads = [line for line in text.splitlines() if re.match("(FAIL|UNKNOWN) ", line)]
    assert ["BLOCKS" in head for head in heads] == [True, True, False, False, False]
    assert text.index("Summary") > text.index(heads[-1])
    assert last(building.city()) == "Blocked: 10 findings block, and not everything was read."


def test_instances_are_listed_at_their_block() -> None:
    text = rendered(building.city(), width=120)
    assert "module.store[*].aws_ebs_volume.data[*]  modules/s/main.tf:7:3\n" in text
    assert '8 instances: ["税.a"]…[0], ' in text
    assert "and 4 more" in text
    assert '["広報.a"]…[7]' not in text
    assert '["広報.a"]…[7]' in rendered(building.city(), width=120, verbosity=1)


def test_instances_of_one_block_share_its_place() -> None:
    findings = [building.finding(f"aws_ebs_volume.d[{n}]", file="main.tf", line=4) for n in (0, 1)]
    assert rendered(building.report(*findings)).count("aws_ebs_volume.d[*]  main.tf:4:3\n") == 1


def test_instances_decided_at_several_places_show_these() -> None:
    findings = [
        building.finding(f"aws_ebs_volume.d[{n}]", file="a.tf", line=n) for n in range(1, 8)
    ]
    text = rendered(building.report(*findings))
    assert "  aws_ebs_volume.d[*]  a.tf:1:3\n                       a.tf:2:3\n" in text
    assert "a.tf:4:3\n                       … and 3 more (-v)\n" in text
    assert "a.tf:7:3" in rendered(building.report(*findings), verbosity=1)


def test_roots_that_share_a_module_are_told_apart() -> None:
    inputs = tuple(
        Input(path=path, digest="", kind="hcl", resources=1) for path in ("envs/dev", "envs/prod")
    )
    findings = [building.finding(file="m/a.tf", line=1, input=n) for n in (0, 1)]
    text = rendered(building.report(*findings, inputs=inputs))
    assert "  aws_ebs_volume.data (envs/dev)   m/a.tf:1:3\n" in text
    assert "  aws_ebs_volume.data (envs/prod)  m/a.tf:1:3\n" in text
    assert "(envs/dev)" not in rendered(building.report(findings[0], inputs=inputs[:1]))


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("lang", LANGS)
def test_places_stand_in_one_column(lang: str, *, color: bool) -> None:
    addresses = ["aws_ebs_volume.a", "aws_ebs_volume.longer", "module.税.aws_ebs_volume.b"]
    long = f"module.{'m' * 42}.aws_ebs_volume.c"
    findings = [building.finding(a, file="modules/s/main.tf", line=7) for a in (*addresses, long)]
    text = re.sub(
        r"\x1b\[[\d;]+m", "", rendered(building.report(*findings), lang=lang, color=color)
    )
    columns = {
        cell_len(line[: line.index("modules/")])
        for line in text.splitlines()
        if line.startswith(tuple(f"  {address} " for address in addresses))
    }
    assert columns == {2 + len("module.税.aws_ebs_volume.b") + 1 + 2}
    assert f"  {long}\n    modules/s/main.tf:7:3\n" in text


def test_a_place_without_room_keeps_its_end_on_the_last_screen() -> None:
    deep = "/".join(["modules"] * 12)
    (line,) = blocking(building.report(building.finding(file=f"{deep}/main.tf", line=7)))
    assert line.startswith("  1× storage.encrypted  …")
    assert line.endswith("modules/main.tf:7:3")
    assert cell_len(line) == 80


def test_blocks_beyond_the_limit_are_counted() -> None:
    findings = [building.finding(f"aws_ebs_volume.v{n}") for n in range(25)]
    assert "and 5 more blocks" in rendered(building.report(*findings))
    assert "aws_ebs_volume.v24" in rendered(building.report(*findings), verbosity=1)


def test_instances_of_different_evidence_are_told_apart() -> None:
    far = building.finding("aws_ebs_volume.v[1]", value=Known("us-east-1", Source("x", "region")))
    text = rendered(building.report(building.finding("aws_ebs_volume.v[0]"), far))
    assert "aws_ebs_volume.v[0]" in text
    assert "aws_ebs_volume.v[1]" in text
    assert "us-east-1" in text


def test_a_finding_says_why_and_what_to_do() -> None:
    text = rendered(building.city(), width=200)
    assert "us-east-1 (US); expected: in JP; at region" in text
    assert "Sample City: city-1-2 [(ⅵ) 保管するデータ]" in text
    assert text.count("class S, assumed for all findings: nothing classifies") == 1
    assert "nothing classifies it" not in text
    assert "CISO, until 2026-09-30: 移行中" in text
    assert "ap-northeast-1" in text
    assert text.count("Set the argument that encrypts") == 1
    assert 'resource "aws_ebs_volume" "data"' not in text
    assert 'resource "aws_ebs_volume" "data"' in rendered(building.city(), verbosity=1)


def test_passes_are_counted_and_shown_when_asked_for() -> None:
    assert "aws_ebs_volume.good" not in rendered(building.city())
    everything = frozenset({"fail", "unknown", "pass"})
    assert "aws_ebs_volume.good[*]" in rendered(building.city(), verdicts=everything)
    assert re.search(r"storage\.encrypted +10 +9 +40", rendered(building.city(), verbosity=1))


def test_the_summary_accounts_for_everything() -> None:
    text = rendered(building.city(), width=200)
    assert "Resources 20 = judged 15 + excluded 2 + not understood 3" in text
    assert "aws_new_thing 2, sakura_disk 1" in text
    assert "deleted by this plan 2" in text
    assert "not read: other.json: the file is empty." in text
    assert re.search(r"AWS +11 +10 +40", text)
    assert re.search(r"Sample City +2 +5 +1 +1 +1", text)
    assert "令和6年3月21日 (2024-03-21)" in text
    assert "    city-1-2 [(ⅵ) 保管するデータ] Stored data is encrypted.\n" in text
    assert "    city-1-3 [本文] Stored data is encrypted.\n" in text
    assert text.count("Its underlining is lost.") == 1
    assert "log_retention_days = 365 (the profile's default)" in text
    assert "allowed_locations = JP (registered by the organisation)" in text
    assert "waiting for your value: log_retention_days" in text
    assert "awaiting attestation 1" in text


def blocking(report: Report, **options: Any) -> list[str]:
    """Return the lines on what blocks."""
    text = rendered(report, **options)
    return text.partition("What blocks\n")[2].partition("\n\n")[0].splitlines()


def test_what_blocks_is_told_again_above_the_accounting() -> None:
    gravest, frequent = blocking(building.city(), width=120)
    assert gravest == "  1× location.allowed  modules/storage/main.tf:40:3"
    assert frequent == "  9× storage.encrypted  modules/s/main.tf:7:3, main.tf:30:3"
    planned = [replace(finding, location=None) for finding in building.city().findings]
    gravest, frequent = blocking(replace(building.city(), findings=tuple(planned)), width=120)
    assert gravest == "  1× location.allowed  aws_s3_bucket.copy"
    assert frequent == (
        '  9× storage.encrypted  module.store["税.a"].aws_ebs_volume.data[0], '
        'module.store["住民.a"].aws_ebs_volume.data[1], …'
    )
    assert "\n\nResources 20 = " in rendered(building.city()).partition("What blocks\n")[2]
    assert "What blocks" not in rendered(building.report(building.finding(blocks=False)))


def test_the_last_screen_shows_what_blocks_whatever_else_there_is() -> None:
    findings = [building.finding(check=f"topic.requirement-{n:02}") for n in range(13)]
    types = {f"aws_a_type_of_thirty_five_letters_{n:02}": 1 for n in range(20)}
    why = {"deleted by this plan": 2, "forgotten by this plan: it stays, unmanaged": 1}
    unread = [
        Failure(path=f"{n}.json", reason={"ja": "空", "en": "it is empty"}) for n in range(40)
    ]
    report = building.report(*findings, accounting=Accounting(23, 0, 3, 20, types, why, unread))
    screen = rendered(report).splitlines()[-24:]
    at = screen.index("What blocks")
    assert screen[at + 1] == "  1× topic.requirement-00  aws_ebs_volume.data"
    assert screen[at + 11] == "  … and 3 more checks"
    assert len(blocking(report, verbosity=1)) == 13


def test_an_address_too_long_for_its_line_is_cut() -> None:
    many = [building.finding(f"aws_ebs_volume.{'x' * 90}[{n}]") for n in range(2)]
    (line,) = blocking(building.report(*many))
    assert line.startswith("  2× storage.encrypted  aws_ebs_volume.xxx")
    assert line.endswith("x…")
    assert cell_len(line) == 80


def test_notes_on_the_run_stand_above_what_blocks() -> None:
    notes = ({"ja": "例外措置 1 は失効した。", "en": f"exception 1 expired {HOSTILE}"},)
    report = replace(building.city(), notes=notes)
    text = rendered(report)
    assert text.index("  note: exception 1 expired") < text.index("What blocks")
    assert "\x1b" not in text
    assert "  注意: 例外措置 1 は失効した。\n" in rendered(report, lang="ja")


def test_a_class_that_differs_is_said_where_it_differs() -> None:
    known = building.finding("aws_ebs_volume.v", membership=Membership(data_class="Ⅰ"))
    mixed = building.report(building.finding(), known)
    assert "assumed for all findings" not in rendered(mixed)
    assert rendered(mixed).count("S, assumed: nothing classifies it") == 1
    assert "class       Ⅰ\n" in rendered(mixed, verbosity=1)
    assert "class Ⅰ" not in rendered(building.report(known))
    assert "class Ⅰ: all findings" in rendered(building.report(known), verbosity=1)


def test_recommendations_are_named_where_no_document_asks() -> None:
    own = building.clause("baseline-encryption-at-rest", "baseline", section="")
    report = building.report(
        building.finding(), clauses=(*building.results(), building.result(own, "pass"))
    )
    assert "baseline-encryption-at-rest" not in rendered(report)
    assert "baseline: baseline-encryption-at-rest" in rendered(report, verbosity=1)
    alone = building.finding(clauses=("baseline-encryption-at-rest",))
    assert "baseline: baseline-encryption" in rendered(replace(report, findings=(alone,)))


def test_what_is_not_known_gives_its_reason() -> None:
    reason = "not locked: permissions decide who may delete it"
    source = Source("aws_cloudwatch_log_group.a")
    finding = building.finding(
        outcome=Outcome.UNKNOWN, expected="locked", value=Unknown(reason, source)
    )
    text = rendered(building.report(finding), width=120)
    assert f"    because   {reason}; expected: locked; at aws_cloudwatch_log_group.a\n" in text
    assert "not known" not in text
    text = rendered(building.report(finding), width=120, lang="ja")
    assert "    理由  ロックなし。誰が削除できるかは権限で決まる、期待: ロック、箇所: " in text


def test_evidence_of_both_kinds_is_labelled_where_the_kind_changes() -> None:
    known = building.finding().verdict.evidence[0]
    unknown = building.finding(outcome=Outcome.UNKNOWN).verdict.evidence[0]
    finding = building.finding(outcome=Outcome.UNKNOWN)
    verdict = replace(finding.verdict, evidence=(known, known, unknown, known))
    text = rendered(building.report(replace(finding, verdict=verdict)), verbosity=2)
    labels = re.findall(r"^    (\w*) +[\w ]+; expected", text, re.MULTILINE)
    assert labels == ["found", "", "because", "found"]


def test_values_that_no_finding_was_judged_by_are_left_out() -> None:
    parameters: dict[str, tuple[Any, str]] = {
        "allowed_locations": ((), "organisation"),
        "allowed_global_services": (tuple("abcdefgh"), "profile"),
        "key_rotation_days": (365, "profile"),
    }
    settings = dict.fromkeys(("allowed_locations", "allowed_global_services"))
    report = building.report(building.finding(settings=settings), parameters=parameters)
    text = rendered(report)
    assert "allowed_locations = none (registered by the organisation)" in text
    assert "allowed_global_services = 8 entries, listed by -v (the profile's default)" in text
    assert "key_rotation_days" not in text
    assert "allowed_locations = なし(団体の登録値)" in rendered(report, lang="ja")
    assert "allowed_global_services = a, b, c, d, e, f, g, h (" in rendered(report, verbosity=1)
    many = tuple(f"service-number-{n}" for n in range(40))
    parameters["allowed_global_services"] = (many, "profile")
    report = building.report(building.finding(settings=settings), parameters=parameters)
    every = "".join(rendered(report, verbosity=1).split())
    assert all(f"{name}," in every or f"{name}(" in every for name in many), "-v lists all"
    nothing = building.report(clauses=())
    assert "Values judged by" not in rendered(nothing)


@pytest.mark.parametrize("lang", LANGS)
def test_failing_clauses_take_a_line_each(lang: str) -> None:
    text = {"ja": "保存するデータを暗号化し、" * 9, "en": "Stored data is encrypted and " * 9}
    failing = tuple(
        building.result(building.clause(f"city-1-{n}", text=text), fail=1) for n in range(15)
    )
    shown = rendered(building.report(clauses=failing), lang=lang)
    lines = [line for line in shown.splitlines() if line.startswith("    city-1-")]
    assert len(lines) == 12
    assert lines[2].startswith("    city-1-2  [(ⅵ) 保管するデータ] ")
    assert all(line.endswith("…") and cell_len(line) <= 80 for line in lines)
    assert {"en": "    … and 3 more (-v)\n", "ja": "    …ほか3件(-v)\n"}[lang] in shown
    assert "city-1-14" in rendered(building.report(clauses=failing), lang=lang, verbosity=1)


@pytest.mark.parametrize("lang", LANGS)
def test_tables_too_wide_become_text(lang: str) -> None:
    text = rendered(building.city(), lang=lang, width=40)
    counts = {
        "en": "  Sample City\n    FAIL 2  UNKNOWN 5  PASS 1  N/A 1\n    ABSENT 1\n",
        "ja": "  見本市\n    不適合 2  不明 5  適合 1",
    }
    assert counts[lang] in text


def test_types_not_understood_are_cut_after_the_most_frequent() -> None:
    types = {f"aws_type{n:02}": n + 1 for n in range(14)}
    report = building.report(accounting=Accounting(105, 0, 0, 105, types))
    text = rendered(report, width=400)
    assert "aws_type13 14" in text
    assert "aws_type00" not in text
    assert "and 6 more types" in text


def test_quiet_leaves_the_last_sentence_alone() -> None:
    assert rendered(building.city(), verbosity=-1).splitlines() == [last(building.city())]


ENDINGS = [
    (0, {}, [], "Nothing blocks: there was nothing to judge."),
    (0, {}, [Outcome.PASS], "Nothing blocks: 0 failing, 0 unknown, 1 passing."),
    (1, {}, [Outcome.FAIL], "Blocked: 1 finding blocks."),
    (2, {}, [], "Nothing was judged: nothing that was given could be read."),
    (
        3,
        {"failures": True},
        [Outcome.PASS],
        "Not everything was read: nothing blocks in what was, ",
    ),
    (3, {"not_understood": 2}, [], "Nothing was judged: none of the types of the 2 resources "),
    (3, {"judged": 1}, [Outcome.UNKNOWN], "Nothing blocks, but 1 finding is unknown and "),
    (4, {}, [], "cloudguard itself failed in part; what it touches is not judged as passed. "),
    (4, {}, [Outcome.FAIL], "cloudguard itself failed in part, and 1 finding blocks. "),
]


@pytest.mark.parametrize(("code", "accounts", "outcomes", "sentence"), ENDINGS)
def test_the_last_sentence_says_what_the_exit_code_means(
    code: int, accounts: dict[str, Any], outcomes: list[Outcome], sentence: str
) -> None:
    if accounts.pop("failures", False):
        accounts["failures"] = [Failure(path="a", reason={"ja": "空", "en": "empty"})]
    report = building.report(
        *(building.finding(outcome=outcome) for outcome in outcomes),
        accounting=Accounting(**accounts),
        exit_code=code,
    )
    assert rendered(report, width=200).splitlines()[-1].startswith(sentence)
    assert rendered(report, lang="ja", width=200).splitlines()[-1].endswith(("。", ")。"))


def test_nothing_to_show_is_said() -> None:
    assert "No findings to show." in rendered(building.report())


def test_many_findings_are_written_fast() -> None:
    findings = [building.finding(f'aws_s3_bucket.b["{n}"]') for n in range(30_000)]
    report = building.report(*findings)
    began = time.process_time()
    rendered(report)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("保存するデータ。", 14, ["保存するデー", "タ。"]),
        ("次(東京)に", 5, ["次", "(東京)", "に"]),
        ("module.store.aws_s3_bucket.logs", 13, ["module.store.", "aws_s3_", "bucket.logs"]),
        ("x" * 7, 3, ["xxx", "xxx", "x"]),
        ("", 3, [""]),
    ],
)
def test_lines_break_where_both_scripts_allow(text: str, width: int, lines: list[str]) -> None:
    assert [line for line in wrapped(text, width) if cell_len(line) > width + 1] == []
    assert "".join(wrapped(text, width)).replace(" ", "") == text.replace(" ", "")
    assert wrapped(text, width)[0] == lines[0] or width < 6


def test_cut_text_says_that_more_follows() -> None:
    assert cut("保存するデータ", 7) == "保存す…"
    assert cut("short", 7) == "short"


def test_safe_text_is_unchanged_where_nothing_acts() -> None:
    assert safe("住民票😀 <b>") == "住民票😀 <b>"
    assert safe("\U000e0041\u200b") == "\\U000e0041\\u200b"
