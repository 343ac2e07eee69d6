"""Bytes to JSON: files, standard input, gzip, encodings, binary plans, with a limit on size."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from cloudguard.errors import InputError

LIMIT: Final = 2 * 1024**3
"""The largest input in bytes, unpacked: a plan of 50,000 resources has about a tenth of it."""
SHOW_SECONDS: Final = 600
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

MAKE_PLAN: Final = {
    "en": "Make it with `terraform plan -out=tfplan` and "
    "`terraform show -json tfplan > plan.json` (OpenTofu: `tofu`).",
    "ja": "`terraform plan -out=tfplan` と `terraform show -json tfplan > plan.json` で"
    "作ってください(OpenTofu は `tofu`)。",
}


@dataclass(frozen=True, slots=True)
class Content:
    """A decoded input: the parsed JSON and the SHA-256 of the bytes as they lay there."""

    document: Any
    digest: str


def load(path: str, source: Path | None = None) -> Content:
    """Read the JSON of a file, or of standard input for `-`; raise InputError with advice.

    A binary plan is turned into JSON by `terraform` or `tofu` in the initialised folder `source`.
    """
    raw, digest = unpacked(path)
    if raw.startswith(_ZIP):
        raw = _shown(raw, path, source)
    return Content(_parsed(_decoded(raw, path), path), digest)


def unpacked(path: str) -> tuple[bytes, str]:
    """Return the bytes of a file, out of gzip, and the SHA-256 of them as they lay there."""
    raw = _bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    if raw.startswith(_GZIP):
        raw = _unpacked(raw, path)
    return raw, f"sha256:{digest}"


_STANDARD_INPUT: list[bytes] = []


def keep_standard_input() -> None:
    """Read standard input now: processes that are made later have none."""
    _STANDARD_INPUT[:] = [sys.stdin.buffer.read(LIMIT + 1)]


def _bytes(path: str) -> bytes:
    try:
        if path == "-":
            raw = _STANDARD_INPUT[0] if _STANDARD_INPUT else sys.stdin.buffer.read(LIMIT + 1)
        else:
            with Path(path).open("rb") as file:
                raw = file.read(LIMIT + 1)
    except IsADirectoryError:
        raise InputError(
            {"en": "it is a folder, not a plan.", "ja": "フォルダーで、プランではありません。"},
            MAKE_PLAN,
            path,
        ) from None
    except FileNotFoundError:
        raise InputError(
            {
                "en": "there is no such file or folder.",
                "ja": "ファイルもフォルダーもありません。",
            },
            {"en": "Check the path.", "ja": "パスを確かめてください。"},
            path,
        ) from None
    except OSError as wrong:
        raise InputError(
            {
                "en": f"it cannot be read ({wrong.strerror}).",
                "ja": f"読めません({wrong.strerror})。",
            },
            {"en": "Check the path and its permissions.", "ja": "パスと権限を確かめてください。"},
            path,
        ) from None
    if len(raw) > LIMIT:
        raise _too_large(path)
    if not raw.strip():
        raise InputError(
            {"en": "the file is empty.", "ja": "ファイルが空です。"},
            {
                "en": f"The command that wrote it probably failed. {MAKE_PLAN['en']}",
                "ja": f"書き出したコマンドが失敗した可能性があります。{MAKE_PLAN['ja']}",
            },
            path,
        )
    return raw


def _unpacked(raw: bytes, path: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            unpacked = packed.read(LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        raise InputError(
            {
                "en": "the gzip data is damaged or cut off.",
                "ja": "gzip が壊れているか途中で切れています。",
            },
            {"en": "Compress the plan again.", "ja": "圧縮し直してください。"},
            path,
        ) from None
    if len(unpacked) > LIMIT:
        raise _too_large(path)
    return unpacked


def _too_large(path: str) -> InputError:
    size = LIMIT // 1024**3
    return InputError(
        {"en": f"it is larger than {size} GiB.", "ja": f"{size} GiB を超えています。"},
        {"en": "Plan the root modules one by one.", "ja": "ルートモジュールごとに分けてください。"},
        path,
    )


def _decoded(raw: bytes, path: str) -> bytes:
    """Return UTF-8 without a mark, from UTF-8 or UTF-16 (which PowerShell's `>` writes)."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _recoded(raw, encoding, path)
    if raw[:2] == b"{\x00":
        return _recoded(raw, "utf-16-le", path)
    if raw[:2] == b"\x00{":
        return _recoded(raw, "utf-16-be", path)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _wrong_encoding(raw, path) from None
    return raw


def _recoded(raw: bytes, encoding: str, path: str) -> bytes:
    try:
        return raw.decode(encoding).encode()
    except UnicodeError:
        raise _wrong_encoding(raw, path) from None


def _wrong_encoding(raw: bytes, path: str) -> InputError:
    if b"\0" in raw:
        return InputError(
            {
                "en": "it is a binary file, neither a plan nor a state.",
                "ja": "バイナリファイルで、プランでもステートでもありません。",
            },
            MAKE_PLAN,
            path,
        )
    name = {"en": "not UTF-8", "ja": "UTF-8 ではありません"}
    try:
        raw.decode("cp932")
    except UnicodeDecodeError:
        pass
    else:
        name = {
            "en": "CP932 (Shift_JIS), not UTF-8",
            "ja": "CP932(Shift_JIS)で、UTF-8 ではありません",
        }
    return InputError(
        {"en": f"the text is {name['en']}.", "ja": f"文字コードが {name['ja']}。"},
        {
            "en": "Terraform writes UTF-8: save its output as it is, without converting it "
            "(PowerShell: `terraform show -json tfplan | Out-File -Encoding utf8 plan.json`).",
            "ja": "Terraform の出力は UTF-8 です。変換せずにそのまま保存してください"
            "(PowerShell: `terraform show -json tfplan | Out-File -Encoding utf8 plan.json`)。",
        },
        path,
    )


def _parsed(raw: bytes, path: str) -> Any:
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise InputError(
            {"en": "the JSON is nested too deeply.", "ja": "JSON の入れ子が深すぎます。"},
            {
                "en": f"No plan is. {MAKE_PLAN['en']}",
                "ja": f"プランではありません。{MAKE_PLAN['ja']}",
            },
            path,
        ) from None
    except msgspec.DecodeError as wrong:
        cut = "truncated" in str(wrong)
        if raw.lstrip().startswith(b'{"@level":'):
            what = {
                "en": "these are the log lines of `terraform plan -json`, not a plan.",
                "ja": "`terraform plan -json` の記録で、プランではありません。",
            }
        elif not raw.lstrip().startswith((b"{", b"[")):
            what = {"en": "it is not JSON.", "ja": "JSON ではありません。"}
        elif cut:
            what = {"en": "the JSON is cut off.", "ja": "JSON が途中で切れています。"}
        else:
            # The parser's own message may quote the input, which may hold secrets.
            at = str(wrong).rpartition("(")[2].rstrip(")")
            what = {"en": f"the JSON is damaged ({at}).", "ja": f"JSON が壊れています({at})。"}
        raise InputError(what, MAKE_PLAN, path) from None


def _shown(raw: bytes, path: str, source: Path | None) -> bytes:
    """Turn a binary plan into JSON, as its own Terraform does it."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            is_plan = "tfplan" in archive.namelist()
    except zipfile.BadZipFile:
        is_plan = False
    if not is_plan:
        raise InputError(
            {
                "en": "it is a zip archive (a workbook is one, too), not a plan.",
                "ja": "zip ファイル(Excel のブックもその一つ)で、プランではありません。",
            },
            MAKE_PLAN,
            path,
        )
    program = shutil.which("terraform") or shutil.which("tofu")
    if program is None or source is None or not source.is_dir() or path == "-":
        raise InputError(
            {"en": "it is a binary plan file.", "ja": "バイナリのプランファイルです。"},
            {
                "en": "Run `terraform show -json FILE > plan.json` in the folder it was made in, "
                "or give that initialised folder by --source, with terraform or tofu on PATH.",
                "ja": "作成したフォルダーで `terraform show -json FILE > plan.json` を実行するか、"
                "terraform / tofu を PATH に置き、初期化済みのフォルダーを "
                "--source で渡してください。",
            },
            path,
        )
    command = [program, f"-chdir={source}", "show", "-json", str(Path(path).resolve())]
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; the path is one argument
            command,
            capture_output=True,
            timeout=SHOW_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode != 0 or not done.stdout:
        raise InputError(
            {
                "en": "terraform could not show this plan.",
                "ja": "terraform がこのプランを表示できません。",
            },
            {
                "en": f"Run `terraform show -json {Path(path).name}` in {source} to see why.",
                "ja": f"{source} で `terraform show -json {Path(path).name}` を"
                "実行して確かめてください。",
            },
            path,
        )
    return done.stdout
