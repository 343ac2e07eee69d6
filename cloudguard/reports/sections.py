"""Where a clause stands in its document, in few words."""

from __future__ import annotations

import re
from typing import Final

from cloudguard.findings import Clause
from cloudguard.reports.evidence import safe
from cloudguard.reports.layout import cut

LONGEST: Final = 36
"""Columns of a heading that are shown."""
# What only counts in a part of a section: its number, a remark in brackets, 本文.
_COUNTING: Final = re.compile(
    r"^(本文|箇条書き|・).*|[（(][^）)]*[）)]|[\s\d.．a-zⅰ-ⅻⅠ-Ⅻ①-⑳ア-ン]+(?![^\s.．）)（(])"
)


def heading(clause: Clause, width: int = LONGEST) -> str:
    """Return the last heading above a clause in brackets, or nothing where there is none."""
    parts = [part.strip() for part in clause.section.replace(">", "＞").split("＞") if part.strip()]
    named = (part for part in reversed(parts) if _COUNTING.sub("", part))
    short = next(named, parts[-1] if parts else "")
    return f"[{cut(safe(short), width)}]" if short else ""


def named(clause: Clause) -> str:
    """Return the id of a clause and the last heading above it, enough to find it by."""
    return " ".join(filter(None, (safe(clause.id), heading(clause))))
