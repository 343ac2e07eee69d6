"""What people have put on record: attestations, exceptions, reasons; who, why, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cloudguard.config import Config, Exemption, Glob
from cloudguard.findings import Clause, Finding
from cloudguard.verdicts import Outcome


class Register:
    """The records of a configuration as they stand on one day."""

    def __init__(self, config: Config, as_of: date) -> None:
        """Take the records that are in force on `as_of`; the others count for nothing."""
        self._attestations = {
            a.clause: f"{a.by}, {a.date}"
            for a in config.attestations
            if a.date <= as_of and _in_force(a.until, as_of)
        }
        self._exceptions = [
            e for e in config.exceptions if _in_force(e.until, as_of) and e.applicant != e.approver
        ]
        self._reasons = config.reasons

    def attestation(self, clause: Clause) -> str | None:
        """Return who vouched for a clause and when."""
        return self._attestations.get(clause.id)

    def applied(self, finding: Finding) -> Finding:
        """Return a failing finding with the exception that covers it, which then blocks nothing."""
        if finding.verdict.outcome is not Outcome.FAIL:
            return finding
        for exemption in self._exceptions:
            if _covers(exemption, finding):
                said = f"{exemption.approver}, until {exemption.until}: {exemption.reason}"
                return replace(finding, exception=said, blocks=False)
        return finding

    def answers(self, clause: Clause, finding: Finding) -> bool:
        """Tell whether a failing finding is answered for a clause: excepted, or reasoned.

        A reason answers only a duty that its document limits (可能な限り).
        """
        if finding.exception is not None:
            return True
        return clause.qualified and any(
            reason.clause == clause.id
            and (reason.asset is None or Glob(reason.asset).matches(finding.asset.id))
            for reason in self._reasons
        )


def _in_force(until: date | None, as_of: date) -> bool:
    return until is None or as_of <= until


def _covers(exemption: Exemption, finding: Finding) -> bool:
    return (
        exemption.check == finding.check
        and Glob(exemption.asset).matches(finding.asset.id)
        and (exemption.clause is None or finding.clauses == (exemption.clause,))
    )
