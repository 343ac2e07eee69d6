"""What stands beside our answers in docs/admins-beside-others.md is read and marked as it is."""

from __future__ import annotations

import json
from pathlib import Path

import cases
import neighbours
import pytest
import yaml
from neighbours import Said

from tests.judging import ROOT

CLAIMS = yaml.safe_load((ROOT / "benchmarks" / "beside" / "claims.yaml").read_text("utf-8"))


def checkov(check: str, resource: str) -> dict[str, str]:
    return {"check_id": check, "resource": resource, "check_name": "a title"}


def test_checkov_is_read_as_one_report_and_as_several() -> None:
    failed, passed = checkov("CKV_AWS_274", "aws_iam_role.a"), checkov("CKV_AWS_62", "x.b")
    report = {"results": {"failed_checks": [failed], "passed_checks": [passed]}}
    found = [
        Said("CKV_AWS_274", "aws_iam_role.a", "fail", "a title"),
        Said("CKV_AWS_62", "x.b", "pass", "a title"),
    ]
    assert list(neighbours.of_checkov(json.dumps(report))) == found
    assert list(neighbours.of_checkov(json.dumps([report, {"passed": 0}]))) == found
    # What Checkov prints of a folder without any resource of its own
    nothing = {"passed": 0, "failed": 0, "skipped": 0, "checkov_version": "3.3.30"}
    assert list(neighbours.of_checkov(json.dumps(nothing))) == []


def test_prowler_is_read_with_the_addresses_of_what_was_made() -> None:
    uid = "arn:aws:iam::123456789012:user/taro"
    finding = {
        "status_code": "FAIL",
        "status_detail": "IAM User taro has AdministratorAccess policy attached.",
        "metadata": {"event_code": "iam_user_administrator_access_policy"},
        "resources": [{"uid": uid, "name": "taro"}],
    }
    other = {
        **finding,
        "status_code": "MANUAL",
        "resources": [{"uid": "arn:aws:iam::123456789012:root", "name": "root"}],
    }
    made = {"mode": "managed", "address": "aws_iam_user.t", "values": {"arn": uid}}
    bare = {"mode": "managed", "address": "aws_iam_user_policy.t", "values": {"id": "taro:p"}}
    below = {"child_modules": [{"resources": [made]}], "resources": [bare]}
    addresses = neighbours.addresses_of({"values": {"root_module": below}})
    assert addresses == {"arn:aws:iam::123456789012:user/taro": "aws_iam_user.t"}
    said = list(neighbours.of_prowler(json.dumps([finding, other]), addresses))
    assert [(one.resource, one.verdict) for one in said] == [
        ("aws_iam_user.t", "fail"),
        ("arn:aws:iam::123456789012:root", "unknown"),
    ]


def of_user(right: str, question: str = cases.POWER) -> cases.Case:
    about = ("aws_iam_user.t",)
    return cases.Case(question, Path(), "a case", "aws", right, cases.ADMINS, about)


@pytest.mark.parametrize(
    ("right", "verdicts", "mark"),
    [
        ("fail", ["pass", "fail"], cases.RIGHT),
        ("fail", ["pass"], cases.MISSED),
        ("fail", [], cases.SILENT),
        ("fail", ["unknown", "pass"], cases.UNDECIDED),
        ("pass", ["fail"], cases.FALSE),
        ("pass", ["pass"], cases.RIGHT),
        ("unknown", ["fail"], cases.FALSE),
        ("unknown", ["pass"], cases.MISSED),
    ],
)
def test_a_neighbour_is_marked_by_what_it_claims_to_check(
    right: str, verdicts: list[str], mark: str
) -> None:
    said = [Said("CKV_AWS_274", "aws_iam_user.t", verdict) for verdict in verdicts]
    said += [Said("CKV_AWS_40", "aws_iam_user.t", "fail"), Said("CKV_AWS_274", "x.other", "fail")]
    assert cases.answer("checkov", of_user(right), said, CLAIMS)[0] == mark


def test_a_pass_that_finds_nothing_to_judge_is_no_answer() -> None:
    words = "User taro does not have Console Password enabled."
    said = [Said("iam_user_mfa_enabled_console_access", "aws_iam_user.t", "pass", words)]
    found = cases.answer("prowler", of_user("fail", cases.SECOND), said, CLAIMS)
    assert found == (cases.SILENT, [])


def test_our_silence_is_a_miss_where_something_is_wrong_or_unknown() -> None:
    for right, mark in (("fail", cases.MISSED), ("unknown", cases.MISSED), ("pass", cases.RIGHT)):
        assert cases.answer("cloudguard", of_user(right, cases.SECOND), [], CLAIMS)[0] == mark
    assert cases.answer("cloudguard", of_user("fail"), [], CLAIMS)[0] == cases.MISSED


def test_our_doubt_about_power_is_no_finding_of_power() -> None:
    finding = {
        "check": cases.ADMINS,
        "asset": {"id": "aws_iam_user.t"},
        "verdict": "unknown",
        "evidence": [{"reason": "whether this is possible is not known: every action"}],
    }
    elsewhere = {**finding, "evidence": [{"reason": "the identity provider city decides"}]}
    for one, mark in ((finding, cases.RIGHT), (elsewhere, cases.FALSE)):
        said = list(neighbours.of_cloudguard(json.dumps({"findings": [one]})))
        assert cases.answer("cloudguard", of_user("unknown"), said, CLAIMS)[0] == mark


def test_the_cases_are_the_fixtures_and_the_people_of_the_city() -> None:
    every = [case for topic in cases.TOPICS for case in cases.cases(topic)]
    assert len({(case.question, case.name) for case in every}) == len(every)
    source = "".join(
        file.read_text("utf-8")
        for name in ("faulty", "sound")
        for file in (cases.FIXTURES / "city" / "aws" / name).glob("*.tf")
    )
    for case in every:
        assert case.right in {"fail", "pass", "unknown"}
        for address in case.about if "city" in case.input.parts else ():
            kind, name = address.split(".")
            assert f'"{kind}" "{name}"' in source
