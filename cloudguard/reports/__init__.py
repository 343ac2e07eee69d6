"""The formats of a report: each renders everything that a run found to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from cloudguard.findings import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a report is to look.

    `verdicts` are the findings to show (`fail`, `unknown`, `pass`); all are counted. `width` is
    that of the terminal, None where there is none; `verbosity` -1 leaves the last sentence alone
    (of the concise form: what blocks), 1 shows every instance, 2 all that there is.
    """

    lang: str = "en"
    verdicts: frozenset[str] = frozenset({"fail", "unknown"})
    width: int | None = None
    color: bool = False
    verbosity: int = 0


def _format(name: str) -> Callable[[Report, Options], bytes]:
    def render(report: Report, options: Options) -> bytes:
        # Imported when it is asked for: no run needs every format.
        rendered: bytes = import_module(f"cloudguard.reports.{name}").render(report, options)
        return rendered

    return render


FORMATS: Final[Mapping[str, Callable[[Report, Options], bytes]]] = {
    name: _format(name) for name in ("text", "json", "concise")
}
