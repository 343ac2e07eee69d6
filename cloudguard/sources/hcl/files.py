"""The files of one repository, read within limits, and nothing outside of it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 2 * 1024**2
"""Bytes of a file: the largest configurations that people write by hand have a fifth of it."""
ALL: Final = 64 * 1024**2
"""Bytes that one root module may read in all."""
FILE_FUNCTIONS: Final = frozenset(
    {
        "file", "filebase64", "fileexists", "fileset", "templatefile",
        "filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512",
    }
)  # fmt: skip
MOST: Final = 100
"""Patterns that one with braces may stand for."""
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_BOMS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class RefusedError(Exception):  # an answer, not a fault of the program
    """A file that is not read, and why."""

    def __init__(self, reason: str) -> None:
        """Keep the sentence that reports show."""
        super().__init__(reason)
        self.reason = reason


class Files:
    """Reads the files below one folder; what leads out of it is refused."""

    def __init__(self, boundary: Path) -> None:
        """Take the repository's folder."""
        self.boundary = Path(os.path.realpath(boundary))
        self._read = 0
        self.seen: set[str] = set()
        """The SHA-256 of each file that was read, before its path."""

    def text(self, path: Path) -> str:
        """Return the text of a file."""
        raw = self.bytes(path)
        for mark, name in _BOMS.items():
            if raw.startswith(mark):
                raise RefusedError(f"the text is {name}, not UTF-8")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise RefusedError("the text is not UTF-8") from None

    def bytes(self, path: Path) -> bytes:
        """Return what a file holds."""
        real = self.inside(path)
        try:
            status = real.stat()
            if not stat.S_ISREG(status.st_mode):
                raise RefusedError("it is no file")
            if status.st_size > LARGEST:
                size = status.st_size / 1024**2
                raise RefusedError(
                    f"it has {size:.0f} MiB: files of more than {LARGEST // 1024**2} are not read"
                )
            self._read += status.st_size
            if self._read > ALL:
                raise RefusedError(
                    f"the folder has more than {ALL // 1024**2} MiB of configuration"
                )
            with real.open("rb") as opened:
                raw = opened.read(LARGEST + 1)
        except FileNotFoundError:
            raise RefusedError("there is no such file") from None
        except OSError as wrong:
            raise RefusedError(f"it cannot be read ({wrong.strerror})") from None
        name = real.relative_to(self.boundary).as_posix()
        self.seen.add(f"{hashlib.sha256(raw).hexdigest()} {name}")
        return raw

    def inside(self, path: Path) -> Path:
        """Return the real path of a file or folder of the repository."""
        try:
            real = Path(os.path.realpath(path))
        except ValueError:
            raise RefusedError("there is no such file") from None
        if not real.is_relative_to(self.boundary):
            raise RefusedError("it leads out of the repository")
        return real

    def names(self, folder: Path) -> list[str]:
        """Return what lies in a folder, in order."""
        try:
            return sorted(path.name for path in self.inside(folder).iterdir())
        except OSError as wrong:
            raise RefusedError(f"it cannot be read ({wrong.strerror})") from None

    def answer(self, function: str, path: Path) -> Any:
        """Return what a function of Terraform's that reads one file gives."""
        if function == "fileexists":
            try:
                return self.inside(path).is_file()
            except OSError:
                return False
        if function == "file":
            return self.text(path)
        raw = self.bytes(path)
        if function == "filebase64":
            return base64.b64encode(raw).decode("ascii")
        name = function.removeprefix("file").removeprefix("base64")
        made = hashlib.new(name, raw, usedforsecurity=False)
        if function.startswith("filebase64"):
            return base64.b64encode(made.digest()).decode("ascii")
        return made.hexdigest()

    def matching(self, folder: Path, pattern: str) -> list[str]:
        """Return the files below a folder that match a pattern of `fileset`."""
        inside = self.inside(folder)
        if pattern.startswith("/") or ".." in Path(pattern).parts:
            raise RefusedError("the pattern leads out of the repository")
        return sorted(
            {
                found.relative_to(inside).as_posix()
                for each in alternatives(pattern)
                for found in self._glob(inside, f"{each}/*" if each.endswith("**") else each)
                if found.is_file() and Path(os.path.realpath(found)).is_relative_to(self.boundary)
            }
        )

    @staticmethod
    def _glob(folder: Path, pattern: str) -> Iterator[Path]:
        try:
            yield from folder.glob(pattern)
        except (ValueError, OSError, NotImplementedError):
            raise RefusedError("the pattern cannot be read") from None


def alternatives(pattern: str) -> list[str]:
    """Return the patterns that one with braces stands for: `{a,b}.tf` is a.tf and b.tf."""
    found = _BRACES.search(pattern)
    if found is None:
        return [pattern]
    before, after = pattern[: found.start()], pattern[found.end() :]
    each = [f"{before}{choice}{after}" for choice in found[1].split(",")]
    return [whole for part in each for whole in alternatives(part)][:MOST]


def enclosing(folder: Path) -> Path:
    """Return the folder of the repository that a folder belongs to.

    That is the nearest one that holds `.git`; without one, where the user stands, if the folder
    lies below it; else the folder itself.
    """
    real = Path(os.path.realpath(folder))
    for candidate in (real, *real.parents):
        if (candidate / ".git").exists():
            return candidate
    here = Path(os.path.realpath(Path.cwd()))
    return here if real.is_relative_to(here) and here != Path(here.anchor) else real
