"""The JSON report: the contract that other people's pipelines hang on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from cloudguard import __version__
from cloudguard.findings import ClauseResult, Document, Finding, Input, Membership, Report
from cloudguard.reports import Options
from cloudguard.reports import evidence as said
from cloudguard.reports.evidence import safe
from cloudguard.verdicts import Evidence, Outcome

if TYPE_CHECKING:
    from cloudguard.sources.hcl.syntax import Span

FORMAT: Final = 1
LANG: Final = "en"
"""Programs read this: its sentences stay English whatever the language of the reader."""
VERDICTS: Final = {Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown", Outcome.PASS: "pass"}

# The UTF-8 of what `evidence.safe` names, but for what JSON itself escapes: in a JSON document
# these stand only inside strings, where \u keeps the value and takes its effect away.
_UNSAFE: Final = re.compile(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xa8-\xae]"
    rb"|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]|\xf3\xa0[\x80\x81][\x80-\xbf]"
)


class _Asset(msgspec.Struct, gc=False):
    id: str
    type: str
    region: str | None


class _Location(msgspec.Struct, gc=False):
    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class _Evidence(msgspec.Struct, gc=False):
    expected: str
    found: str | None
    at: str
    reason: str
    assumed: bool
    among: list[str]
    step: int | msgspec.UnsetType = msgspec.UNSET
    place: str | msgspec.UnsetType = msgspec.UNSET


class _Membership(msgspec.Struct, gc=False):
    data_class: str | None
    zone: str | None
    system: str | None
    contract: str | None
    party: str | None
    assumed: list[str]
    tenant: str | None


class _Finding(msgspec.Struct, gc=False):
    input: int
    check: str
    topic: str
    verdict: str
    severity: str
    blocks: bool
    provider: str
    asset: _Asset
    location: _Location | None
    evidence: list[_Evidence]
    clauses: tuple[str, ...]
    party: str | None
    exception: str | None
    fingerprint: str
    first_seen: str | None
    membership: _Membership
    settings: Any


def render(report: Report, options: Options) -> bytes:
    """Return the report as JSON: the findings that are asked for, the counts of all."""
    counts = dict.fromkeys(("fail", "unknown", "pass"), 0)
    findings = []
    members: dict[int, _Membership] = {}
    for finding in report.findings:
        verdict = VERDICTS[finding.verdict.outcome]
        counts[verdict] += 1
        if verdict in options.verdicts:
            findings.append(_finding(finding, verdict, members))
    document = {
        "version": FORMAT,
        "tool": {"name": "cloudguard", "version": __version__},
        "as_of": report.as_of,
        "profiles": report.profiles,
        "policy_version": report.policy_version,
        "inputs": [_input(each) for each in report.inputs],
        "accounting": _accounting(report),
        "counts": counts,
        "findings": findings,
        "clauses": [_clause(result) for result in report.clauses],
        "exit_code": report.exit_code,
        "documents": [_document(each) for each in report.documents],
        "parameters": {
            name: {"value": value, "set_by": who}
            for name, (value, who) in report.parameters.items()
        },
        "checks": _checks(report, {finding.check for finding in findings}),
        "notes": [safe(note[LANG]) for note in report.notes],
    }
    encoder = msgspec.json.Encoder(enc_hook=said.shown)
    return _UNSAFE.sub(_escaped, encoder.encode(document)) + b"\n"


def _escaped(match: re.Match[bytes]) -> bytes:
    utf16 = match[0].decode().encode("utf-16-be")
    return b"".join(b"\\u%04x" % int.from_bytes(utf16[i : i + 2]) for i in range(0, len(utf16), 2))


def _finding(finding: Finding, verdict: str, members: dict[int, _Membership]) -> _Finding:
    asset = finding.asset
    member = finding.membership
    if (membership := members.get(id(member))) is None:
        membership = members[id(member)] = _membership(member)
    return _Finding(
        finding.input,
        finding.check,
        finding.topic,
        verdict,
        finding.severity.value,
        finding.blocks,
        asset.provider,
        _Asset(asset.id, asset.type, _region(finding)),
        _location(finding.location),
        [_evidence(each) for each in finding.verdict.evidence],
        finding.clauses,
        member.party,
        finding.exception,
        finding.fingerprint,
        finding.first_seen,
        membership,
        finding.settings,
    )


def _location(span: Span | None) -> _Location | None:
    if span is None:
        return None
    file = safe(span.file)  # like a path, it need not be Unicode
    return _Location(file, span.line, span.column, span.end_line, span.end_column)


def _region(finding: Finding) -> str | None:
    place = getattr(finding.asset.location, "value", None)
    return None if place is None else place.name


def _evidence(evidence: Evidence) -> _Evidence:
    value = evidence.value
    return _Evidence(
        evidence.expected,
        said.found(value),
        said.at(value.source),
        said.reason(value, LANG),
        value.source.assumed,
        said.among(value),
        msgspec.UNSET if evidence.step is None else evidence.step,
        (evidence.step and said.written(value.source)) or msgspec.UNSET,
    )


def _membership(member: Membership) -> _Membership:
    return _Membership(
        member.data_class,
        member.zone,
        member.system,
        member.contract,
        member.party,
        sorted(member.assumed),
        member.tenant,
    )


def _input(input_: Input) -> dict[str, Any]:
    return {
        "path": safe(input_.path),  # the one string that need not be Unicode
        "digest": input_.digest,
        "kind": input_.kind,
        "resources": input_.resources,
        "target": input_.target,
        "notes": [safe(note[LANG]) for note in input_.notes],
    }


def _accounting(report: Report) -> dict[str, Any]:
    accounting = report.accounting
    return {
        "resources": accounting.resources,
        "judged": accounting.judged,
        "excluded": accounting.excluded,
        "not_understood": accounting.not_understood,
        "types_not_understood": accounting.types_not_understood,
        "failures": [
            {"path": safe(failure.path), "reason": safe(failure.reason[LANG])}
            for failure in accounting.failures
        ],
        "reasons_excluded": accounting.reasons_excluded,
    }


def _clause(result: ClauseResult) -> dict[str, Any]:
    clause = result.clause
    return {
        "id": clause.id,
        "source": clause.source,
        "section": clause.section,
        "topic": clause.topic,
        "obligation": clause.obligation,
        "verdict": result.verdict,
        "why": result.why.value if result.why else None,
        "fail": result.fail,
        "unknown": result.unknown,
        "attestation": result.attestation,
        "missing": result.missing,
        "notes": [note[LANG] for note in result.notes],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "source": document.source,
        "title": dict(document.title),
        "organisation": dict(document.organisation),
        "issued": document.issued or None,
        "date": document.date,
    }


def _checks(report: Report, shown: set[str]) -> dict[str, Any]:
    return {
        check: {
            "title": report.titles.get(check, {}).get(LANG, ""),
            "remedies": {
                provider: {"text": text.get(LANG, ""), "terraform": text.get("terraform")}
                for provider, text in report.remedies.get(check, {}).items()
            },
        }
        for check in sorted(shown)
    }
