"""What the API of AWS answers: as JSON has it, and what expressions find in it (JMESPath)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any


def search(expression: str, item: Any) -> Any:
    """Return what a JMESPath finds."""
    return _compiled(expression).search(item, _options())


def plain(page: Any) -> Any:
    """Return what was answered as JSON has it."""
    if isinstance(page, dict):
        return {k: plain(v) for k, v in page.items() if k != "ResponseMetadata"}
    if isinstance(page, list):
        return [plain(item) for item in page]
    if isinstance(page, datetime):
        return page.astimezone(UTC).isoformat(timespec="seconds")
    return page.isoformat() if isinstance(page, date) else page


@cache
def _compiled(expression: str) -> Any:
    import jmespath  # comes with boto3

    return jmespath.compile(expression)


@cache
def _options() -> Any:
    """Return what JMESPath is given beside its own: `after_slash('a/b')` is `b`."""
    from jmespath import Options, functions

    class Functions(functions.Functions):  # type: ignore[misc]  # it ships no types
        @functions.signature({"types": ["string"]})  # type: ignore[untyped-decorator]
        def _func_after_slash(self, text: str) -> str:
            return text.rpartition("/")[2]

        @functions.signature(  # type: ignore[untyped-decorator]
            {"types": ["array", "null"]}, {"types": ["string"]}, {"types": ["string", "null"]}
        )
        def _func_unlike(self, items: list[Any] | None, path: str, value: str | None) -> list[Any]:
            return [item for item in items or () if search(path, item) != value]

    return Options(custom_functions=Functions())
