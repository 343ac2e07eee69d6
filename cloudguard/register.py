"""What people have put on record: attestations, exceptions, reasons; who, why, until when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cloudguard.config import Attestation, Config, Exemption, Glob, Network, Permitted, Reason
from cloudguard.findings import Clause, Finding, Text
from cloudguard.values import Source
from cloudguard.verdicts import Outcome


class Register:
    """The records of a configuration as they stand on one day.

    A record that is not in force counts for nothing, and `problems` says so.
    """

    def __init__(self, config: Config, as_of: date) -> None:
        """Take the records that are in force on `as_of`."""
        self._as_of = as_of
        self._config = config
        self._attestations = {
            a.clause: f"{a.by}, {a.date}"
            for a in config.attestations
            if a.date <= as_of and a.until >= as_of
        }
        self._exceptions = [
            e for e in config.exceptions if e.until >= as_of and e.applicant != e.approver
        ]

    def attestation(self, clause: Clause) -> str | None:
        """Return who vouched for a clause and when."""
        return self._attestations.get(clause.id)

    def applied(self, finding: Finding) -> Finding:
        """Return a failing finding with the exception that covers it, which then blocks nothing.

        It stays a failure: an exception allows it for a time and does not undo it.
        """
        if finding.verdict.outcome is not Outcome.FAIL:
            return finding
        for exemption in self._exceptions:
            if _covers(exemption, finding):
                said = f"{exemption.approver}, until {exemption.until}: {exemption.reason}"
                return replace(finding, exception=said, blocks=False)
        return finding

    def network(self, declared: Network) -> Network:
        """Return what is declared of networks with the flows that are permitted on the day.

        A flow that may begin at either end is two.
        """
        in_force = (f for f in declared.permitted if not self._permitted_in_vain(f))
        each_way = tuple(way for flow in in_force for way in flow.each_way())
        return replace(declared, permitted=each_way)

    def answers(self, clause: Clause, finding: Finding) -> bool:
        """Tell whether a reason answers a failing finding for a clause.

        A reason answers only a duty that its document limits (可能な限り).
        """
        return clause.qualified and any(
            reason.clause == clause.id
            and (reason.asset is None or Glob(reason.asset).matches(finding.asset.id))
            for reason in self._config.reasons
        )

    def problems(
        self, clauses: Mapping[str, Clause], checks: Collection[str], findings: Sequence[Finding]
    ) -> Iterator[Text]:
        """Yield why each record that counts for nothing does not."""
        failing = [f for f in findings if f.verdict.outcome is Outcome.FAIL]
        for attestation in self._config.attestations:
            if why := self._attested_in_vain(attestation, clauses):
                yield _told("attestation", "確認", attestation.clause, attestation.origin, why)
        for exemption in self._config.exceptions:
            if why := self._excepted_in_vain(exemption, clauses, checks, failing):
                name = f"{exemption.check} {exemption.asset}"
                yield _told("exception", "例外措置", name, exemption.origin, why)
        for reason in self._config.reasons:
            if why := _reasoned_in_vain(reason, clauses):
                yield _told("reason", "理由", reason.clause, reason.origin, why)
        for flow in self._config.network.permitted:
            if why := self._permitted_in_vain(flow):
                yield _told("permitted flow", "通信の許可", flow.id, flow.origin, why)

    def _permitted_in_vain(self, flow: Permitted) -> Text | None:
        if flow.until < self._as_of:
            return _expired(flow.until)
        return _SELF_APPROVED if flow.applicant == flow.approver else None

    def _attested_in_vain(
        self, attestation: Attestation, clauses: Mapping[str, Clause]
    ) -> Text | None:
        if attestation.clause not in clauses:
            return _NO_CLAUSE
        if attestation.until < self._as_of:
            return _expired(attestation.until)
        if attestation.date > self._as_of:
            day = attestation.date
            return {
                "en": f"it is given on {day} only",
                "ja": f"日付が {day} で、まだ始まっていません",
            }
        return None

    def _excepted_in_vain(
        self,
        exemption: Exemption,
        clauses: Mapping[str, Clause],
        checks: Collection[str],
        failing: Sequence[Finding],
    ) -> Text | None:
        if exemption.check not in checks:
            return {"en": "there is no such check", "ja": "その検査はありません"}
        if exemption.clause is not None and exemption.clause not in clauses:
            return _NO_CLAUSE
        if exemption.until < self._as_of:
            return _expired(exemption.until)
        if exemption.applicant == exemption.approver:
            return _SELF_APPROVED
        if not any(_covers(exemption, finding) for finding in failing):
            return {"en": "it covers no finding that fails", "ja": "当てはまる不適合がありません"}
        return None


_SELF_APPROVED: Text = {"en": "its applicant approved it", "ja": "申請者と承認者が同じです"}
_NO_CLAUSE: Text = {
    "en": "there is no such clause in these profiles",
    "ja": "このプロファイルにその条項はありません",
}


def _reasoned_in_vain(reason: Reason, clauses: Mapping[str, Clause]) -> Text | None:
    clause = clauses.get(reason.clause)
    if clause is None:
        return _NO_CLAUSE
    if not clause.qualified:
        return {
            "en": "the document does not limit this duty: it needs an exception",
            "ja": "文書がこの義務を限定していません。例外措置が要ります",
        }
    return None


def _expired(until: date) -> Text:
    return {"en": f"it ended on {until}", "ja": f"{until} で期限が切れています"}


def _told(en: str, ja: str, name: str, origin: Source, why: Text) -> Text:
    at = f"{origin.file}:{origin.line}" if origin.file else origin.path
    return {
        "en": f"the {en} for {name} ({at}) counts for nothing: {why['en']}.",
        "ja": f"{name} の{ja}({at})は効いていません: {why['ja']}。",
    }


def _covers(exemption: Exemption, finding: Finding) -> bool:
    """Tell whether an exception covers a finding: of one clause, only where no other asks."""
    return (
        exemption.check == finding.check
        and Glob(exemption.asset).matches(finding.asset.id)
        and (exemption.clause is None or finding.clauses == (exemption.clause,))
    )
