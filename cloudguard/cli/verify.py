"""`cloudguard verify`: whether a bundle is as it was written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cloudguard.cli import LANGS, language

if TYPE_CHECKING:
    from cloudguard.disposal.bundle import Change, Verified

ALTERED: Final = 1
RECORD: Final = "record.json"
SHEET: Final = "record.html"
_CHANGES: Final = {
    "altered": ("変更されています", "altered"),
    "missing": ("ありません", "missing"),
    "added": ("加えられています", "added"),
    "renamed": ("名前が変わっています", "renamed"),
    "differs": ("記録と内容が違います", "it does not say what record.json does"),
    "unsafe": ("開けない種類のものです", "unsafe: not opened"),
}


@click.command(
    "verify",
    short_help="Check a bundle against its digests.",
    epilog="Exit codes: 0 intact, 1 altered, 2 not a bundle or wrong use.",
)
@click.argument("bundle", type=click.Path())
@click.option("--root", metavar="DIGEST", help="What stands on the signed sheet; compared.")
@click.option("--public-key", type=click.Path(), help="Of the signer; Ed25519 in PEM.")
@click.option("-f", "--format", "form", type=click.Choice(("text", "json")), default="text")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(
    *, bundle: str, root: str | None, public_key: str | None, form: str, lang: str | None
) -> int:
    """Check a bundle, a folder or a .zip, against its manifest of digests.

    The root that is printed must be that on the signed sheet: only paper cannot be rewritten.

    証拠一式が書き出したときのままかを確かめます。
    """
    from cloudguard.cli.options import printed
    from cloudguard.disposal.bundle import verify

    found = verify(Path(bundle), (RECORD, SHEET))
    found.changes += _sheet(found)
    other = root is not None and _bare(root) != _bare(found.manifest.root)
    signature = _signature(found, public_key)
    intact = not found.changes and not other and signature in {"valid", "unchecked", "none"}
    spoken = language(lang)
    if form == "json":
        printed(_json(found, signature, intact=intact, other=other), text=False)
    else:
        lines = _lines(found, signature, other=other, ja=spoken == "ja")
        sys.stdout.write("\n".join(lines) + "\n")
    return 0 if intact else ALTERED


def _sheet(found: Verified) -> Iterator[Change]:
    """Yield the sheet where it does not say what the record does.

    Sheets carry the root and cannot be part of it. The same version makes the same page of the
    same record; of another version nothing can be told.
    """
    import msgspec

    from cloudguard import __version__
    from cloudguard.disposal.bundle import Change
    from cloudguard.disposal.record import Record
    from cloudguard.reports.record import render

    if not found.kept.keys() >= {RECORD, SHEET}:
        return
    try:
        record = msgspec.json.decode(found.kept[RECORD], type=Record)
    except (msgspec.MsgspecError, RecursionError):
        return  # a bundle of something else
    if record.tool.get("version") != __version__:
        return
    if render(record, "html", "ja", found.manifest.root) != found.kept[SHEET]:
        yield Change("differs", SHEET)


def _bare(root: str) -> str:
    return "".join(root.split()).lower().removeprefix("sha256:")


def _signature(found: Verified, public_key: str | None) -> str:
    """Return valid, invalid or missing where a key is given; else unchecked or none."""
    if public_key is None:
        return "unchecked" if found.signed else "none"
    from cloudguard.disposal.signing import is_signed

    if not found.signed:
        return "missing"
    valid = is_signed(Path(public_key), found.said, found.signature)
    return "valid" if valid else "invalid"


def _json(found: Verified, signature: str, *, intact: bool, other: bool) -> bytes:
    import msgspec

    changes = [{"what": c.what, "path": c.path, "to": c.to or None} for c in found.changes]
    told = {
        "version": 1,
        "intact": intact,
        "root": found.manifest.root,
        "root_differs": other,
        "files": found.files,
        "changes": changes,
        "signature": signature,
        "exit_code": 0 if intact else ALTERED,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _lines(found: Verified, signature: str, *, other: bool, ja: bool) -> list[str]:
    from cloudguard.reports.evidence import safe

    lines = [safe(_change(change, ja=ja)) for change in found.changes]
    root = safe(found.manifest.root)
    if other:
        lines.append(
            f"要約値が、指定されたものと違います。この一式の要約値: {root}"
            if ja
            else f"The root is not the one that was given. Root of this bundle: {root}"
        )
    said = {
        "valid": ("署名は正しいものです。", "The signature is valid."),
        "invalid": ("署名が正しくありません。", "The signature is not valid."),
        "missing": ("署名がありません。", "There is no signature."),
        "unchecked": (
            "署名があります。--public-key で確かめられます。",
            "It is signed: check it with --public-key.",
        ),
    }.get(signature)
    if said:
        lines.append(said[0] if ja else said[1])
    if found.changes or other or signature in {"invalid", "missing"}:
        lines.append("一式は元のままではありません。" if ja else "The bundle is not intact.")
    elif ja:
        lines.append(f"{found.files} ファイル、変更はありません。要約値: {root}")
    else:
        lines.append(f"{found.files} files, nothing altered. Root: {root}")
    return lines


def _change(change: Change, *, ja: bool) -> str:
    said = _CHANGES[change.what][0 if ja else 1]
    to = f" → {change.to}" if change.to else ""
    return f"{change.path}{to}: {said}"
