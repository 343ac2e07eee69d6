from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest

from cloudguard.findings import Accounting, Failure, Input, Report
from cloudguard.reports import FORMATS, Options
from cloudguard.values import Known, Source, Unknown
from cloudguard.verdicts import Outcome
from tests.reports import building
from tests.reports.building import HOSTILE

LANGS = ("ja", "en")
LINE = re.compile(r"(\S+):(\d+):(\d+): ([\w.-]+): (.+)")


def rendered(report: Report, **options: Any) -> str:
    return FORMATS["concise"](report, Options(**options)).decode()


def lines(report: Report, **options: Any) -> list[str]:
    return rendered(report, **options).splitlines()


def test_a_line_says_where_which_check_what_is_required_and_what_was_found() -> None:
    report = building.report(building.finding(file="modules/s/main.tf", line=7))
    assert rendered(report) == (
        "modules/s/main.tf:7:3: storage.encrypted: aws_ebs_volume.data does not meet "
        '"Data at rest is encrypted": found false; expected: encrypted; at encrypted (not set)\n'
    )
    assert rendered(report, lang="ja") == (
        "modules/s/main.tf:7:3: storage.encrypted: aws_ebs_volume.data は"
        "「保存データが暗号化されている」を満たさない: 現状 false、期待: 暗号化、"
        "箇所: encrypted(未設定)\n"
    )


@pytest.mark.parametrize(
    ("outcome", "lang", "beginning"),
    [
        (Outcome.UNKNOWN, "en", 'unknown: whether aws_ebs_volume.data meets "Data at rest'),
        (Outcome.UNKNOWN, "ja", "不明: aws_ebs_volume.data が「保存データが"),
        (Outcome.PASS, "en", 'pass: aws_ebs_volume.data meets "Data at rest'),
        (Outcome.PASS, "ja", "適合: aws_ebs_volume.data は「保存データが"),
    ],
)
def test_what_does_not_fail_says_so_first(outcome: Outcome, lang: str, beginning: str) -> None:
    report = building.report(building.finding(outcome=outcome, file="main.tf", line=7))
    (line,) = lines(report, lang=lang, verdicts=frozenset({"unknown", "pass"}))
    assert line.startswith(f"main.tf:7:3: storage.encrypted: {beginning}")


def test_what_is_not_known_gives_its_reason() -> None:
    report = building.report(building.finding(outcome=Outcome.UNKNOWN))
    (line,) = lines(report)
    assert ": because known only after apply; expected: encrypted; at encrypted" in line


def test_every_piece_of_evidence_is_given_up_to_three() -> None:
    finding = building.finding(file="main.tf", line=7)
    evidence = tuple(
        replace(finding.verdict.evidence[0], value=Known(n, Source("aws_kms_key.k", f"a{n}")))
        for n in (0, 1, 1, 2)
    )
    finding = replace(finding, verdict=replace(finding.verdict, evidence=evidence))
    (line,) = lines(building.report(finding))
    assert line.endswith(
        "found 0; expected: encrypted; at aws_kms_key.k.a0; "
        "also: found 1; expected: encrypted; at aws_kms_key.k.a1"
    )
    bare = replace(finding, verdict=replace(finding.verdict, evidence=()))
    assert lines(building.report(bare))[0].endswith('"Data at rest is encrypted"')


def test_an_exception_is_told() -> None:
    excepted = building.finding(blocks=False, exception="CISO, until 2026-09-30", file="a", line=1)
    (line,) = lines(building.report(excepted))
    assert line.startswith("a:1:3: storage.encrypted: excepted: aws_ebs_volume.data does not")
    assert line.endswith("; exception: CISO, until 2026-09-30")


@pytest.mark.parametrize("lang", LANGS)
def test_lines_stand_in_the_order_of_the_source(lang: str) -> None:
    places = [("b.tf", 2, 1), ("a.tf", 10, 1), ("a.tf", 9, 5), ("a.tf", 9, 12), ("a-b/a.tf", 1, 1)]
    findings = [building.finding(file=f, line=n, column=c) for f, n, c in places]
    found = [LINE.fullmatch(line) for line in lines(building.report(*findings), lang=lang)]
    ordered = [(m[1], int(m[2]), int(m[3])) for m in found if m]
    assert ordered == sorted(places)
    backwards = building.report(*reversed(findings))
    assert rendered(backwards, lang=lang) == rendered(building.report(*findings), lang=lang)


def test_instances_of_one_block_are_told_apart_and_counted_up() -> None:
    findings = [building.finding(f"aws_ebs_volume.d[{n}]", file="a", line=1) for n in (10, 9, 2)]
    found = re.findall(r"d\[(\d+)\]", rendered(building.report(*findings)))
    assert found == ["2", "9", "10"]


def test_a_finding_without_a_place_has_no_line_but_its_input() -> None:
    report = building.report(building.finding(), building.finding(file="z.tf", line=1))
    placed, unplaced = lines(report)
    assert placed.startswith("z.tf:1:3: ")
    assert unplaced.startswith("plan.json: storage.encrypted: aws_ebs_volume.data does not meet ")


def test_roots_that_share_a_module_are_told_apart() -> None:
    inputs = tuple(
        Input(path=path, digest="", kind="hcl", resources=1) for path in ("envs/dev", "envs/prod")
    )
    findings = [building.finding(file="m/a.tf", line=1, input=n) for n in (1, 0)]
    dev, prod = lines(building.report(*findings, inputs=inputs))
    assert ": aws_ebs_volume.data (envs/dev) does not meet " in dev
    assert ": aws_ebs_volume.data (envs/prod) does not meet " in prod


def test_shows_what_is_asked_for() -> None:
    report = building.city()
    assert len(lines(report)) == 21 + 1
    assert len(lines(report, verdicts=frozenset({"fail"}))) == 11 + 1
    assert len(lines(report, verdicts=frozenset({"fail", "unknown", "pass"}))) == 61 + 1


def test_quiet_shows_what_blocks_and_what_was_not_read() -> None:
    blocking = lines(building.city(), verbosity=-1)
    assert len(blocking) == 10 + 1
    assert "CISO" not in "".join(blocking)
    assert lines(building.report(building.finding(blocks=False)), verbosity=-1) == []


def test_what_was_not_read_is_a_line_too() -> None:
    reason = {
        "en": "envs/dev/main.tf: it is cut off. Save it again.",
        "ja": "envs/dev/main.tf: 途中で切れています。",
    }
    failures = [
        Failure(path="envs/dev/main.tf", reason=reason),
        Failure(path="b.json", reason={"en": "the file is empty.", "ja": "空です。"}),
    ]
    report = building.report(accounting=Accounting(failures=failures), exit_code=3)
    assert lines(report) == [
        "envs/dev/main.tf: not read: it is cut off. Save it again.",
        "b.json: not read: the file is empty.",
    ]
    assert lines(report, lang="ja")[0] == "envs/dev/main.tf: 読めず: 途中で切れています。"


def test_nothing_to_say_is_nothing() -> None:
    assert rendered(building.report()) == ""
    assert rendered(building.report(building.finding(outcome=Outcome.PASS))) == ""
    assert rendered(building.city()).endswith("\n")
    assert "\n\n" not in rendered(building.city())


def test_nothing_understood_is_not_silent() -> None:
    accounting = Accounting(3, 0, 0, 3, {"acme_thing": 2, "acme_other": 1})
    report = building.report(accounting=accounting, exit_code=3)
    assert lines(report) == ["plan.json: not understood: acme_thing, acme_other"]
    assert lines(report, lang="ja") == ["plan.json: 解釈できず: acme_thing、acme_other"]


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_strings_have_no_effect_and_split_no_line(lang: str) -> None:
    hostile = f"{HOSTILE}\x0b\x0c\x1c\x85\u2028\u2029\udc80"
    source = Source(hostile, hostile)
    given: dict[str, Any] = {"check": hostile, "expected": hostile, "exception": hostile}
    findings = [
        building.finding(hostile, value=Known(hostile, source), file=hostile, line=3, **given),
        building.finding(hostile, Outcome.UNKNOWN, value=Unknown(hostile, source), **given),
    ]
    report = building.report(
        *findings,
        inputs=(Input(path=hostile, digest="", kind="plan", resources=1),),
        accounting=Accounting(
            failures=[Failure(path=hostile, reason={"ja": hostile, "en": hostile})],
        ),
        titles={hostile: {"ja": hostile, "en": hostile}},
    )
    text = rendered(report, lang=lang)
    assert text.count("\n") == len(text.splitlines()) == 3
    assert not [c for c in text if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"]
    assert not set("\u202e\u2066\u200f\ufeff\u2028\u2029") & set(text)


def test_no_width_breaks_a_line() -> None:
    assert rendered(building.city(), width=40) == rendered(building.city(), width=None)


@pytest.mark.parametrize("lang", LANGS)
def test_says_nothing_that_a_japanese_console_cannot_show(lang: str) -> None:
    rendered(building.city(), lang=lang).encode("cp932")


def test_many_findings_are_written_fast() -> None:
    findings = [
        building.finding(f'aws_s3_bucket.b["{n}"]', file="a", line=n) for n in range(30_000)
    ]
    report = building.report(*findings)
    began = time.process_time()
    rendered(report)
    assert time.process_time() - began < 2


def test_a_key_of_many_digits_is_sorted_as_text() -> None:
    findings = [building.finding(f"a.b[{'7' * 6000}]"), building.finding("a.b[1]")]
    assert "a.b[1]" in lines(building.report(*findings))[0]
