from __future__ import annotations

import json
from typing import Any

import pytest

from cloudguard.findings import Accounting, Failure, Input, Report
from cloudguard.reports import FORMATS, Options
from cloudguard.values import Known, Source, Unknown
from tests.reports import building
from tests.reports.building import CANARY, HOSTILE

KEYS = {
    "": [
        "version", "tool", "as_of", "profiles", "policy_version", "inputs", "accounting", "counts",
        "findings", "clauses", "exit_code",
    ],
    "tool": ["name", "version"],
    "inputs": ["path", "digest", "kind", "resources", "target"],
    "accounting": [
        "resources", "judged", "excluded", "not_understood", "types_not_understood", "failures",
    ],
    "counts": ["fail", "unknown", "pass"],
    "findings": [
        "input", "check", "topic", "verdict", "severity", "blocks", "provider", "asset", "location",
        "evidence", "clauses", "party", "exception", "fingerprint", "first_seen",
    ],
    "clauses": [
        "id", "source", "section", "topic", "obligation", "verdict", "why", "fail", "unknown",
        "attestation",
    ],
}  # fmt: skip
FINDING_KEYS = {
    "asset": ["id", "type", "region"],
    "location": ["file", "line", "column", "end_line", "end_column"],
    "evidence": ["expected", "found", "at", "reason"],
}


def rendered(report: Report, **options: Any) -> bytes:
    return FORMATS["json"](report, Options(**options))


def parsed(report: Report, **options: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(rendered(report, **options))
    return document


def first(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = value[0] if isinstance(value, list) else value
    return found


def test_keys_stand_in_the_order_of_the_contract() -> None:
    document = parsed(building.city())
    for name, keys in KEYS.items():
        found = first(document[name]) if name else document
        assert list(found)[: len(keys)] == keys
    finding = first(document["findings"])
    for name, keys in FINDING_KEYS.items():
        assert list(first(finding[name]))[: len(keys)] == keys
    assert list(first(document["accounting"]["failures"])) == ["path", "reason"]


def test_ends_in_one_line_break() -> None:
    raw = rendered(building.city())
    assert raw.endswith(b"}\n")
    assert raw.count(b"\n") == 1


def test_counts_all_and_shows_what_is_asked_for() -> None:
    document = parsed(building.city())
    assert document["counts"] == {"fail": 11, "unknown": 10, "pass": 40}
    assert {f["verdict"] for f in document["findings"]} == {"fail", "unknown"}
    everything = parsed(building.city(), verdicts=frozenset({"fail", "unknown", "pass"}))
    assert len(everything["findings"]) == 61
    assert everything["counts"] == document["counts"]


def test_evidence_names_value_place_and_reason() -> None:
    findings = parsed(building.city())["findings"]
    known = first(findings[0]["evidence"])
    address = 'module.store["税.a"].aws_ebs_volume.data[0]'
    assert known == {
        "expected": "encrypted",
        "found": "false",
        "at": f"{address}.encrypted",
        "reason": "not set",
        "assumed": False,
        "among": [],
    }
    assert findings[0]["asset"]["id"] == address
    unknown = next(f for f in findings if f["check"] == "storage.encrypted-with-own-key")
    assert first(unknown["evidence"]) == {
        "expected": "a key that the customer holds",
        "found": None,
        "at": "aws_sqs_queue.in.kms_master_key_id",
        "reason": 'aws_kms_key.data["osaka"].arn is not in this input, assumed',
        "assumed": True,
        "among": ["a", "b"],
    }


def test_location_is_the_stretch_that_decides_or_null() -> None:
    placed, unplaced = parsed(
        building.report(building.finding(file="main.tf", line=3), building.finding())
    )["findings"]
    assert placed["location"] == {
        "file": "main.tf", "line": 3, "column": 3, "end_line": 3, "end_column": 12,
    }  # fmt: skip
    assert unplaced["location"] is None


def test_the_fingerprint_does_not_depend_on_the_place() -> None:
    placed, moved, unplaced = parsed(
        building.report(
            building.finding(file="main.tf", line=3),
            building.finding(file="storage.tf", line=40),
            building.finding(),
        )
    )["findings"]
    assert placed["fingerprint"] == moved["fingerprint"] == unplaced["fingerprint"]


def test_a_file_name_that_is_no_unicode_is_shown() -> None:
    report = building.report(building.finding(file="modules/\udc93\udcfa.tf", line=1))
    location = parsed(report)["findings"][0]["location"]
    assert location["file"] == "modules/\\udc93\\udcfa.tf"


def test_region_is_the_name_or_null() -> None:
    source = Source("aws_ebs_volume.data")
    finding = building.finding()
    assert parsed(building.report(finding))["findings"][0]["asset"]["region"] == "ap-northeast-1"
    nowhere = Unknown("the ARN names no region", source)
    object.__setattr__(finding.asset, "location", nowhere)
    assert parsed(building.report(finding))["findings"][0]["asset"]["region"] is None


@pytest.mark.parametrize(
    "value",
    [
        f'{{"Statement": [{{"Sid": "{CANARY}"}}]}}',
        {"Statement": [CANARY]},
        f" [{CANARY}]\n",
        "x" * 199 + CANARY,
        ["y" * 300, CANARY],
    ],
)
def test_shows_no_whole_document(value: Any) -> None:
    source = Source("aws_s3_bucket_policy.p", "policy")
    report = building.report(building.finding(value=Known(value, source)))
    raw = rendered(report).decode()
    assert CANARY not in raw
    assert len(json.loads(raw)["findings"][0]["evidence"][0]["found"]) <= 200


def test_hostile_strings_keep_their_value_and_lose_their_effect() -> None:
    finding = building.finding(
        f'aws_s3_bucket.b["{HOSTILE}"]',
        value=Unknown(f"{HOSTILE} is sensitive", Source(HOSTILE, HOSTILE)),
        file=HOSTILE,
    )
    report = building.report(
        finding,
        inputs=(Input(path="bad\udc80\x1b", digest="", kind="plan", resources=1),),
        accounting=Accounting(
            failures=[Failure(path=HOSTILE, reason={"ja": HOSTILE, "en": HOSTILE})]
        ),
    )
    raw = rendered(report)
    text = raw.decode()
    assert not [c for c in text[:-1] if c < " " or "\x7f" <= c <= "\x9f"]
    assert not set("\u202e\u2066\u200f") & set(text)
    assert json.loads(raw)["findings"][0]["asset"]["id"] == f'aws_s3_bucket.b["{HOSTILE}"]'


def test_letters_outside_the_first_plane_survive() -> None:
    finding = building.finding('aws_s3_bucket.b["𠮷野家😀"]')
    assert "𠮷野家😀" in rendered(building.report(finding)).decode()


def test_sentences_are_english_whoever_reads() -> None:
    document = parsed(building.city(), lang="ja")
    assert document == parsed(building.city(), lang="en")
    assert document["findings"][0]["evidence"][0]["expected"] == "encrypted"
    assert document["documents"][0]["organisation"]["ja"] == "見本市"


def test_notes_on_the_run_stand_last() -> None:
    note = {"ja": "例外措置 1 は失効した。", "en": "exception 1 expired"}
    document = parsed(building.report(notes=(note,)), lang="ja")
    assert list(document)[-1] == "notes"
    assert document["notes"] == ["exception 1 expired"]
    assert parsed(building.report())["notes"] == []


def test_says_what_every_clause_comes_to() -> None:
    clauses = parsed(building.city())["clauses"]
    assert {c["verdict"] for c in clauses} == {
        "pass",
        "fail",
        "unknown",
        "absent",
        "not_applicable",
    }
    assert all((c["why"] is not None) == (c["verdict"] == "unknown") for c in clauses)
