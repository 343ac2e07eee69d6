"""The record as a sheet to sign: HTML that prints on A4, without scripts and without links."""

from __future__ import annotations

from pathlib import Path

from cloudguard.disposal.record import Record
from cloudguard.reports.evidence import safe
from cloudguard.reports.record import words


def render(record: Record, lang: str, root: str) -> bytes:
    """Return the sheet; its labels are in both languages, Japanese first."""
    import jinja2  # only who wants a sheet pays for it

    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["day"] = lambda text: text[:10]
    text = (Path(__file__).parent / "record.html").read_text(encoding="utf-8")
    page = environment.from_string(text).render(record=record, root=root, lang=lang, words=words)
    return page.encode()


def _shown(value: object) -> object:
    """Make visible what would hide or turn other text; None is nothing."""
    if value is None:
        return ""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else safe(value)
