"""Reports built by hand, small and large, plain and hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudguard import texts
from cloudguard.assets import Configuration, Place
from cloudguard.findings import (
    Accounting,
    Clause,
    ClauseResult,
    Document,
    Failure,
    Finding,
    Input,
    Membership,
    Report,
    Severity,
    Why,
)
from cloudguard.sources.hcl.syntax import Span
from cloudguard.values import Known, Reference, Source, Unknown, Value
from cloudguard.verdicts import Evidence, Outcome, Verdict

HOSTILE = (
    "a\x1b[31m\x9b1m\r\n\x07\"=cmd|'/C calc'!A1<script>alert(1)</script>\u202egnp.exe\u2066\u200f"
)
CANARY = "canary-5d1c"


def finding(
    address: str = "aws_ebs_volume.data",
    outcome: Outcome = Outcome.FAIL,
    *,
    check: str = "storage.encrypted",
    expected: str = "encrypted",
    value: Value[Any] | None = None,
    file: str = "",
    line: int = 0,
    column: int = 3,
    region: str = "ap-northeast-1",
    **rest: Any,
) -> Finding:
    """Return a finding about one resource, at a place in the source where a file is given."""
    source = Source(address, "encrypted", note="not set")
    type_ = next((p for p in address.split(".") if p.startswith("aws_")), "aws_ebs_volume")
    asset = Configuration(
        id=address,
        provider=rest.pop("provider", "aws"),
        type=type_,
        origin=Source(address),
        location=Known(Place(region, "JP"), source),
        tags=Known({}, source),
        account=Known("123456789012", source),
        names=(),
    )
    if value is None:
        value = Known(outcome is Outcome.PASS, source)
        if outcome is Outcome.UNKNOWN:
            value = Unknown("known only after apply", source)
    given: dict[str, Any] = {
        "input": 0,
        "check": check,
        "topic": "encryption_at_rest",
        "severity": Severity.HIGH,
        "blocks": outcome is Outcome.FAIL,
        "clauses": ("city-1-2", "baseline-encryption-at-rest"),
        "membership": Membership(data_class="S", assumed=frozenset({"data_class"})),
        "settings": {"allowed_locations": ("JP",), "log_retention_days": 365},
        "location": Span(file, line, column, line, column + 9) if file else None,
    }
    verdict = Verdict(outcome, (Evidence(expected, value),))
    return Finding(asset=asset, verdict=verdict, **{**given, **rest})


def clause(id_: str = "city-1-2", source: str = "city", **rest: Any) -> Clause:
    """Return a clause that asks for encryption."""
    given: dict[str, Any] = {
        "section": "第2章 対策基準 ＞ (7)技術的セキュリティ ＞ ③ 暗号化 ＞ (ⅵ) 保管するデータ",
        "lines": (10, 12),
        "topic": "encryption_at_rest",
        "obligation": "must",
        "applies_to": "all",
        "actor": "",
        "text": {"ja": "保存するデータを暗号化する。", "en": "Stored data is encrypted."},
        "classes": (),
        "zones": (),
        "checks": ("storage.encrypted",),
        "planned": (),
        "attest": None,
        "evidence": (),
        "values": (),
        "floors": {},
        "qualified": False,
        "rule_duty": False,
        "severity": None,
    }
    return Clause(id=id_, source=source, **{**given, **rest})


DOUBT = {"ja": "下線が失われている。", "en": "Its underlining is lost."}
CITY = Document(
    source="city",
    title={"ja": "市情報セキュリティポリシー", "en": "Information Security Policy"},
    issued="令和6年3月21日",
    date="2024-03-21",
    organisation={"ja": "見本市", "en": "Sample City"},
    classes=("S", "Ⅰ"),
    zones={},
    doubts=((DOUBT, ()),),
)


def result(
    clause_: Clause, verdict: str = "fail", why: Why | None = None, **rest: Any
) -> ClauseResult:
    """Return what a clause comes to."""
    given: dict[str, Any] = {"fail": 0, "unknown": 0, "attestation": None, "notes": (DOUBT,)}
    return ClauseResult(clause=clause_, verdict=verdict, why=why, **{**given, **rest})


def results() -> tuple[ClauseResult, ...]:
    """Return one clause of every kind."""
    failing = (result(clause(), fail=3), result(clause("city-1-3", section="本文"), fail=1))
    unknown = tuple(
        result(
            clause(f"city-2-{why}"),
            "unknown",
            why,
            missing=("log_retention_days",) if why is Why.VALUE_MISSING else (),
        )
        for why in Why
    )
    others = tuple(result(clause(f"city-3-{v}"), v) for v in ("pass", "absent", "not_applicable"))
    return (*failing, *unknown, *others)


def report(*findings: Finding, **rest: Any) -> Report:
    """Return a report on one plan."""
    spoken = texts.load()
    given: dict[str, Any] = {
        "version": "1",
        "as_of": "2026-04-01",
        "profiles": ("city",),
        "policy_version": "0123456789ab",
        "documents": (CITY,),
        "parameters": {
            "log_retention_days": (365, "profile"),
            "allowed_locations": (("JP",), "organisation"),
        },
        "inputs": (Input(path="plan.json", digest="sha256:00", kind="plan", resources=20),),
        "accounting": Accounting(
            20, 15, 2, 3, {"aws_new_thing": 2, "sakura_disk": 1}, {"deleted by this plan": 2}
        ),
        "clauses": results(),
        "exit_code": 1 if any(f.blocks for f in findings) else 0,
        "titles": spoken.titles,
        "remedies": spoken.remedies,
    }
    return Report(findings=findings, **{**given, **rest})


def city() -> Report:
    """Return a report with something of everything."""
    key = Reference('aws_kms_key.data["osaka"]', "arn")
    source = Source("aws_sqs_queue.in", "kms_master_key_id", note=f"{key}, assumed", assumed=True)
    far = Source("aws_s3_bucket.copy", "region", "modules/storage/main.tf", 41)
    findings = [
        *(
            finding(
                f'module.store["{name}.a"].aws_ebs_volume.data[{n}]',
                file="modules/s/main.tf",
                line=7,
            )
            for n, name in enumerate(("税", "住民", "福祉", "図書", "消防", "水道", "学校", "広報"))
        ),
        finding("aws_ebs_volume.scratch", file="main.tf", line=30),
        finding("aws_db_instance.main", blocks=False, exception="CISO, until 2026-09-30: 移行中"),
        finding(
            "aws_s3_bucket.copy",
            check="location.allowed",
            expected="in JP",
            value=Known(Place("us-east-1", "US"), far),
            severity=Severity.CRITICAL,
            file="modules/storage/main.tf",
            line=40,
        ),
        finding(
            "aws_sqs_queue.in",
            Outcome.UNKNOWN,
            check="storage.encrypted-with-own-key",
            expected="a key that the customer holds",
            value=Unknown(
                f"{key} is not in this input", source, (Known("a", source), Known("b", source))
            ),
        ),
        *(finding(f"aws_efs_file_system.f{n}", Outcome.UNKNOWN) for n in range(9)),
        *(finding(f"aws_ebs_volume.good[{n}]", Outcome.PASS) for n in range(40)),
    ]
    failures = [Failure(path="other.json", reason={"ja": "空です。", "en": "the file is empty."})]
    whole = report(*findings)
    return replace(whole, accounting=replace(whole.accounting, failures=failures))
