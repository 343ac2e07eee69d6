"""What several commands take and do alike: options of a run, bytes to standard output."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cloudguard.cli import nobody_reads
from cloudguard.errors import UsageError
from cloudguard.sources import moments

if TYPE_CHECKING:
    from cloudguard.run import Options


def network_options(config: str | None, profile: tuple[str, ...], source: str | None) -> Options:
    """Return the options of a run that asks for networks alone."""
    from cloudguard import run

    settings = run.configuration(config)
    return run.Options(
        profiles=profile,
        config=settings,
        source=folder(source),
        as_of=settings.as_of or moments.today(),
    )


def folder(path: str | None) -> Path | None:
    """Return a folder that is there."""
    if path is None or Path(path).is_dir():
        return Path(path) if path else None
    raise UsageError(
        {"en": "is not a folder.", "ja": "フォルダーではありません。"},
        {
            "en": "Give the initialised folder that the plan was made in.",
            "ja": "プランを作成した、初期化済みのフォルダーを指定してください。",
        },
        f"--source {path}",
    )


def day(text: str | None) -> date | None:
    """Return the day that is given, None where none is."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            {"en": f"{text!r} is not a date.", "ja": f"{text!r} は日付ではありません。"},
            {"en": "Write it as 2027-03-31.", "ja": "2027-03-31 のように書いてください。"},
            "--as-of",
        ) from None


def wanted(formats: tuple[str, ...], names: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return the formats that are asked for, the first where none is, and the file of each."""
    outputs: list[tuple[str, str | None]] = []
    for entry in formats or names[:1]:
        name, _, file = entry.partition("=")
        if name not in names:
            have = ", ".join(names)
            raise UsageError(
                {"en": f"there is no format {name!r}.", "ja": f"形式 {name!r} はありません。"},
                {"en": f"Formats: {have}.", "ja": f"使える形式: {have}。"},
                "-f",
            )
        outputs.append((name, None if file in ("", "-") else file))
    if sum(file is None for _, file in outputs) > 1:
        raise UsageError(
            {
                "en": "two formats cannot share standard output.",
                "ja": "標準出力に出せる形式は一つです。",
            },
            {"en": "Give the others a file: -f json=FILE.", "ja": "他はファイルに: -f json=FILE。"},
            "-f",
        )
    return outputs


def printed(rendered: bytes, *, text: bool = True) -> None:
    """Write to standard output; text in the console's encoding."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(for_console(rendered) if text else rendered)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        nobody_reads()


def writable(file: str) -> None:
    """Refuse a file that could not be written, before the work that fills it is begun."""
    path = Path(file)
    if path.is_dir():
        raise _unwritten(file, os.strerror(errno.EISDIR))
    if not path.parent.is_dir():
        raise _unwritten(file, os.strerror(errno.ENOENT))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritten(file, os.strerror(errno.EACCES))


def written(rendered: bytes, file: str) -> None:
    """Write to a file."""
    try:
        Path(file).write_bytes(rendered)
    except OSError as wrong:
        raise _unwritten(file, wrong.strerror) from None


def _unwritten(file: str, why: str | None) -> UsageError:
    return UsageError(
        {"en": f"cannot be written ({why}).", "ja": f"書けません({why})。"},
        {
            "en": "Check the folder and its permissions.",
            "ja": "フォルダーと権限を確かめてください。",
        },
        file,
    )


def for_console(rendered: bytes) -> bytes:
    """Return text in the console's encoding: a CP932 console shows what it can."""
    encoding = sys.stdout.encoding or "utf-8"
    if encoding.lower().replace("-", "") == "utf8":
        return rendered
    return rendered.decode().encode(encoding, "replace")
