"""What people have put on record: attestations, exceptions, reasons; who, why, until when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from cloudguard.config import Config, Exemption
from cloudguard.findings import Clause, Finding
from cloudguard.verdicts import Outcome

EXPIRED: Final = "expired"


class Register:
    """The records of a configuration as they stand on one day."""

    def __init__(self, config: Config, as_of: date) -> None:
        """Take the records that are in force on `as_of`; the others count for nothing."""
        self._attestations = {
            a.clause: f"{a.by}, {a.date}" for a in config.attestations if _in_force(a.until, as_of)
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
            reason.clause == clause.id and _matches(reason.asset or "*", finding.asset.id)
            for reason in self._reasons
        )


def _in_force(until: date | None, as_of: date) -> bool:
    return until is None or as_of <= until


def _covers(exemption: Exemption, finding: Finding) -> bool:
    return (
        exemption.check == finding.check
        and _matches(exemption.asset, finding.asset.id)
        and (exemption.clause is None or finding.clauses == (exemption.clause,))
    )


def _matches(glob: str, address: str) -> bool:
    return bool(_compiled(glob).fullmatch(address))


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    """Compile a glob in which `*` stands for anything and all else for itself, brackets too."""
    return re.compile(".*".join(map(re.escape, glob.split("*"))), re.DOTALL)
