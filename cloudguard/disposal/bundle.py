"""Bundles: the record with its evidence, and a manifest of digests that shows any change.

The root is the SHA-256 of the canonical list of files, and stands on the sheet that people sign;
the sheets carry the root and so cannot be part of it: the manifest has their digests besides.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import msgspec

from cloudguard.errors import InputError, UsageError

KIND: Final = "cloudguard-bundle"
VERSION: Final = 1
MANIFEST: Final = "MANIFEST.json"
SIGNATURE: Final = "MANIFEST.sig"
MOST_FILES: Final = 10_000
LARGEST: Final = 8 * 1024**3
_MANIFEST_LARGEST: Final = 16 * 1024**2
_CHUNK: Final = 1 << 20
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the first that zip knows: the same files, the same bytes
_NAME: Final = re.compile(r"[^/\\:\x00-\x1f]+(?:/[^/\\:\x00-\x1f]+)*")


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a bundle."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle holds: the evidence that the root stands for, and the sheets made of it."""

    kind: str
    version: int
    root: str
    files: list[Listed]
    sheets: list[Listed]


def listed(path: str, content: bytes) -> Listed:
    """Return the entry of a file."""
    return Listed(path, len(content), hashlib.sha256(content).hexdigest())


def root(files: Sequence[Listed]) -> str:
    """Return the digest that stands for all files: of their paths, sizes and digests, sorted."""
    rows = sorted([f.path, f.size, f.sha256] for f in files)
    canonical = msgspec.json.encode(rows)
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def write(
    target: Path,
    files: Mapping[str, bytes],
    sheets: Mapping[str, bytes],
    sign: Callable[[bytes], bytes] | None = None,
) -> Manifest:
    """Write a bundle: a zip where the target is named so, else a new or empty folder."""
    parts = [listed(path, content) for path, content in sorted(files.items())]
    papers = [listed(path, content) for path, content in sorted(sheets.items())]
    manifest = Manifest(KIND, VERSION, root(parts), parts, papers)
    said = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    content = {**files, **sheets, MANIFEST: said}
    if sign is not None:
        content[SIGNATURE] = sign(said)
    try:
        if target.suffix.lower() == ".zip":
            _write_zip(target, content)
        else:
            _write_folder(target, content)
    except OSError as wrong:
        raise UsageError(
            {
                "en": f"cannot be written ({wrong.strerror}).",
                "ja": f"書けません({wrong.strerror})。",
            },
            {
                "en": "Give a new or empty folder, or a file that ends in .zip.",
                "ja": "新しい(空の)フォルダーか、.zip で終わるファイルを指定してください。",
            },
            str(target),
        ) from None
    return manifest


def _write_zip(target: Path, content: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(content):
            entry = zipfile.ZipInfo(path, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content[path])


def _write_folder(target: Path, content: Mapping[str, bytes]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise FileExistsError(0, "the folder is not empty")
    for path in sorted(content):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content[path])


# Verifying


@dataclass(frozen=True, slots=True)
class Change:
    """What is not as it was: altered, missing, added, renamed (`to`), unsafe.

    A sheet that is as the manifest says, and not as the record, differs.
    """

    what: str
    path: str
    to: str = ""


@dataclass(slots=True)
class Verified:
    """A bundle that was checked: intact where nothing changed; `kept` has files asked for."""

    manifest: Manifest
    changes: list[Change] = field(default_factory=list)
    signed: bool = False
    signature: bytes = b""
    said: bytes = b""
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """Return how many files the manifest lists."""
        return len(self.manifest.files) + len(self.manifest.sheets)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that is there; `unsafe` where it must not be opened."""

    path: str
    size: int
    open: Callable[[], IO[bytes]]
    unsafe: bool = False


def verify(path: Path, keep: Collection[str] = ()) -> Verified:
    """Check every file of a bundle against its manifest; raise InputError where it is none.

    Nothing is unpacked, no link is followed, and no more is read of a file than it may hold. The
    files named by `keep` are returned, where they are as the manifest says.
    """
    with _opened(path) as found:
        by_path: dict[str, list[_Found]] = {}
        for file in found:
            by_path.setdefault(file.path, []).append(file)
        first = by_path.get(MANIFEST, ())
        if len(first) != 1 or first[0].unsafe or first[0].size > _MANIFEST_LARGEST:
            raise _no_bundle(path)
        said = _read(first[0], _MANIFEST_LARGEST)
        manifest = _manifest(said, path)
        result = Verified(manifest, said=said)
        for file in by_path.pop(SIGNATURE, ()):
            result.signed, result.signature = True, _read(file, _CHUNK)
        del by_path[MANIFEST]
        wanted = {name: by_path[name][0] for name in keep if name in by_path}
        result.changes += _changes(manifest, by_path)
        if not result.changes:
            result.kept = {name: _read(file, file.size) for name, file in wanted.items()}
        return result


def _changes(manifest: Manifest, by_path: dict[str, list[_Found]]) -> Iterator[Change]:
    if root(manifest.files) != manifest.root:
        yield Change("altered", MANIFEST)
    expected = [*manifest.files, *manifest.sheets]
    names = [entry.path for entry in expected]
    if len(set(names)) < len(names):
        yield Change("altered", MANIFEST)
    missing: dict[tuple[int, str], str] = {}
    for entry in expected:
        files = by_path.pop(entry.path, [])
        if not files:
            missing[entry.size, entry.sha256] = entry.path
        elif len(files) > 1 or files[0].unsafe:
            yield Change("unsafe", entry.path)
        elif files[0].size != entry.size or _digest(files[0], entry.size) != entry.sha256:
            yield Change("altered", entry.path)
    sizes = {size for size, _ in missing}
    for path, files in sorted(by_path.items()):
        file = files[0]
        if len(files) > 1 or file.unsafe or not _NAME.fullmatch(path) or _climbs(path):
            yield Change("unsafe", path)
            continue
        known = (file.size, _digest(file, file.size)) if file.size in sizes else None
        if known in missing:
            yield Change("renamed", missing.pop(known), path)
        else:
            yield Change("added", path)
    for path in missing.values():
        yield Change("missing", path)


def _climbs(path: str) -> bool:
    return any(part in {"..", "."} for part in path.split("/"))


def _manifest(said: bytes, path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(said, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise _no_bundle(path) from None
    if manifest.kind != KIND or manifest.version != VERSION:
        raise _no_bundle(path)
    total = sum(entry.size for entry in (*manifest.files, *manifest.sheets))
    if total > LARGEST or len(manifest.files) + len(manifest.sheets) > MOST_FILES:
        raise _too_large(path)
    return manifest


def _digest(file: _Found, size: int) -> str:
    """Return the digest of a file of that size; nothing where it is longer."""
    digest, left = hashlib.sha256(), size + 1
    try:
        with file.open() as opened:
            while left > 0 and (chunk := opened.read(min(_CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        return ""
    return digest.hexdigest() if left == 1 else ""


def _read(file: _Found, most: int) -> bytes:
    try:
        with file.open() as opened:
            return opened.read(most)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        return b""


@contextmanager
def _opened(path: Path) -> Iterator[list[_Found]]:
    if path.is_dir():
        yield _in_folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InputError(
            {"en": "there is no such file.", "ja": "ファイルがありません。"},
            {"en": "Check the path.", "ja": "パスを確かめてください。"},
            str(path),
        ) from None
    except (OSError, zipfile.BadZipFile, ValueError):
        raise _no_bundle(path) from None
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise _too_large(path)
        yield [_in_zip(archive, entry) for entry in entries if not entry.is_dir()]


def _in_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Found:
    mode = entry.external_attr >> 16
    odd = bool(mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)) or bool(entry.flag_bits & 1)
    name = entry.orig_filename if "\x00" in entry.orig_filename else entry.filename
    return _Found(name, entry.file_size, lambda: archive.open(entry), unsafe=odd)


def _in_folder(folder: Path) -> list[_Found]:
    found: list[_Found] = []
    for below, folders, files in os.walk(folder):  # links to folders are not followed
        base = Path(below)
        links = [name for name in folders if (base / name).is_symlink()]
        for name in [*files, *links]:
            file = base / name
            told = file.lstat()
            path = file.relative_to(folder).as_posix()
            regular = stat.S_ISREG(told.st_mode)
            found.append(_Found(path, told.st_size, _opener(file), unsafe=not regular))
            if len(found) > MOST_FILES:
                raise _too_large(folder)
    return found


def _opener(file: Path) -> Callable[[], IO[bytes]]:
    return lambda: file.open("rb")


def _no_bundle(path: Path) -> InputError:
    return InputError(
        {
            "en": "it is not a bundle: it has no manifest that can be read.",
            "ja": "証拠一式ではありません(読み取れる MANIFEST.json がありません)。",
        },
        {
            "en": "Give what `cloudguard offboard verify --bundle` wrote, unchanged.",
            "ja": "`cloudguard offboard verify --bundle` が書き出したものを、"
            "そのまま指定してください。",
        },
        str(path),
    )


def _too_large(path: Path) -> InputError:
    return InputError(
        {
            "en": "it claims more than a bundle may hold.",
            "ja": "証拠一式として扱える大きさを超えています。",
        },
        {
            "en": f"At most {MOST_FILES} files and {LARGEST // 1024**3} GiB are checked.",
            "ja": f"確かめられるのは {MOST_FILES} ファイル、{LARGEST // 1024**3} GiB までです。",
        },
        str(path),
    )
