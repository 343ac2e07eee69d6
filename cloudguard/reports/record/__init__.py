"""The record of erasure as people read it: on a screen, on a sheet to sign, in a workbook."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from cloudguard.disposal.record import Record, rendered

FORMATS: Final = ("text", "json", "html", "xlsx")


def render(record: Record, form: str, lang: str, root: str) -> bytes:
    """Return a record in a format; `root` is the digest that the sheets carry."""
    if form == "json":
        return rendered(record)
    module = import_module(f"cloudguard.reports.record.{form}")
    make: Callable[[Record, str, str], bytes] = module.render
    return make(record, lang, root)
