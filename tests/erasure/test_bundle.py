"""Bundles: any change shows, and nothing that is in one is obeyed."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cloudguard.disposal import bundle, signing
from cloudguard.disposal.bundle import Change, verify
from cloudguard.errors import InputError, UsageError

FILES = {"record.json": b'{"a": 1}', "evidence/01-before.json": b"before", "evidence/02": b"after"}
SHEETS = {"record.html": b"<p>root</p>"}


@pytest.fixture(params=["folder", "bundle.zip"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give a bundle in both forms."""
    target: Path = tmp_path / request.param
    bundle.write(target, FILES, SHEETS)
    return target


def folder(tmp_path: Path) -> Path:
    """Return a bundle as a folder."""
    bundle.write(tmp_path / "b", FILES, SHEETS)
    return tmp_path / "b"


def repacked(source: Path, target: Path, *extra: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    """Return a zip with the files of another, and more."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        for name, content in extra:
            new.writestr(name, content)
    return target


def test_what_was_written_is_intact(made: Path) -> None:
    found = verify(made)
    assert (found.changes, found.files, found.signed) == ([], 4, False)
    listed = [bundle.listed(path, content) for path, content in FILES.items()]
    assert found.manifest.root == bundle.root(list(reversed(listed)))


def test_the_same_files_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        bundle.write(tmp_path / name, FILES, SHEETS)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_root_stands_for_paths_sizes_and_digests() -> None:
    one = [bundle.listed("a", b"x"), bundle.listed("b", b"y")]
    other = [bundle.listed("a", b"y"), bundle.listed("b", b"x")]
    assert bundle.root(one) != bundle.root(other)


def altered(at: Path) -> None:
    (at / "evidence/02").write_bytes(b"AFTER")


def longer(at: Path) -> None:
    (at / "record.json").write_bytes(b'{"a": 1} ')


def missing(at: Path) -> None:
    (at / "evidence/02").unlink()


def added(at: Path) -> None:
    (at / "evidence/03").write_bytes(b"more")


def renamed(at: Path) -> None:
    (at / "evidence/02").rename(at / "evidence/2")


def swapped(at: Path) -> None:
    (at / "evidence/02").write_bytes(b"before")
    (at / "evidence/01-before.json").write_bytes(b"after")


def linked(at: Path) -> None:
    (at / "evidence/02").unlink()
    (at / "evidence/02").symlink_to("/etc/passwd")


def linked_folder(at: Path) -> None:
    (at / "more").symlink_to("/etc")


def piped(at: Path) -> None:
    os.mkfifo(at / "evidence/03")


def sheet(at: Path) -> None:
    (at / "record.html").write_bytes(b"<p>other</p>")


def rooted(at: Path) -> None:
    said = json.loads((at / "MANIFEST.json").read_bytes())
    said["root"] = "sha256:" + "0" * 64
    (at / "MANIFEST.json").write_text(json.dumps(said))


def doubled(at: Path) -> None:
    said = json.loads((at / "MANIFEST.json").read_bytes())
    said["sheets"].append(said["sheets"][0])
    (at / "MANIFEST.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (altered, [Change("altered", "evidence/02")]),
        (longer, [Change("altered", "record.json")]),
        (missing, [Change("missing", "evidence/02")]),
        (added, [Change("added", "evidence/03")]),
        (renamed, [Change("renamed", "evidence/02", "evidence/2")]),
        (
            swapped,
            [Change("altered", "evidence/01-before.json"), Change("altered", "evidence/02")],
        ),
        (linked, [Change("unsafe", "evidence/02")]),
        (linked_folder, [Change("unsafe", "more")]),
        (piped, [Change("unsafe", "evidence/03")]),
        (sheet, [Change("altered", "record.html")]),
        (rooted, [Change("altered", "MANIFEST.json")]),
        (doubled, [Change("altered", "MANIFEST.json"), Change("missing", "record.html")]),
    ],
)
def test_every_change_is_named(
    tmp_path: Path, change: Callable[[Path], None], found: list[Change]
) -> None:
    at = folder(tmp_path)
    change(at)
    assert verify(at).changes == found


def test_every_byte_of_every_file_counts(tmp_path: Path) -> None:
    at = folder(tmp_path)
    for path in [*FILES, *SHEETS]:
        whole = (at / path).read_bytes()
        for position in range(len(whole)):
            broken = bytearray(whole)
            broken[position] ^= 1
            (at / path).write_bytes(broken)
            assert verify(at).changes == [Change("altered", path)]
        (at / path).write_bytes(whole)
    assert verify(at).changes == []


def link_entry() -> zipfile.ZipInfo:
    """Return an entry that is a symbolic link."""
    entry = zipfile.ZipInfo("evidence/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


class TestZip:
    @pytest.mark.parametrize(
        "name",
        ["../outside", "/etc/cron.d/x", "a/../../b", "..\\outside", "C:\\x", "a//b", "./a", "a\nb"],
    )
    def test_a_path_that_leads_out_is_named_and_never_followed(
        self, tmp_path: Path, name: str
    ) -> None:
        bundle.write(tmp_path / "a.zip", FILES, SHEETS)
        at = repacked(tmp_path / "a.zip", tmp_path / "b.zip", (zipfile.ZipInfo(name), b"x"))
        (change,) = verify(at).changes
        assert change.what == "unsafe"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "b.zip"]

    def test_a_link_is_unsafe(self, tmp_path: Path) -> None:
        bundle.write(tmp_path / "a.zip", FILES, SHEETS)
        at = repacked(tmp_path / "a.zip", tmp_path / "b.zip", (link_entry(), b"/etc/passwd"))
        assert verify(at).changes == [Change("unsafe", "evidence/link")]

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_entries_of_one_name_are_unsafe(self, tmp_path: Path) -> None:
        bundle.write(tmp_path / "a.zip", FILES, SHEETS)
        at = repacked(tmp_path / "a.zip", tmp_path / "b.zip", ("evidence/02", b"AFTER"))
        assert verify(at).changes == [Change("unsafe", "evidence/02")]

    def test_a_bomb_is_not_unpacked(self, tmp_path: Path) -> None:
        bundle.write(tmp_path / "a.zip", FILES, SHEETS)
        with (
            zipfile.ZipFile(tmp_path / "a.zip") as old,
            zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for entry in old.infolist():
                bomb = entry.filename == "evidence/02"
                new.writestr(entry, bytes(50_000_000) if bomb else old.read(entry))
            new.writestr("evidence/03", bytes(50_000_000))
        assert verify(tmp_path / "b.zip").changes == [
            Change("altered", "evidence/02"),
            Change("added", "evidence/03"),
        ]

    def test_a_manifest_that_claims_too_much_is_refused(self, tmp_path: Path) -> None:
        at = folder(tmp_path)
        said = json.loads((at / "MANIFEST.json").read_bytes())
        said["files"][0]["size"] = 1 << 50
        (at / "MANIFEST.json").write_text(json.dumps(said))
        with pytest.raises(InputError, match="more than a bundle"):
            verify(at)

    def test_damaged_data_is_altered(self, tmp_path: Path) -> None:
        bundle.write(tmp_path / "a.zip", {"a": bytes(range(256)) * 40}, {})
        raw = bytearray((tmp_path / "a.zip").read_bytes())
        at = raw.index(b"a", 30) + 20
        raw[at : at + 8] = bytes(8)
        (tmp_path / "a.zip").write_bytes(raw)
        try:
            found = verify(tmp_path / "a.zip").changes
        except InputError:
            return
        assert found


@pytest.mark.parametrize(
    "content", [b"", b"no zip", b"PK\x03\x04", b'{"kind": "cloudguard-bundle"}']
)
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(InputError, match="not a bundle"):
        verify(tmp_path / "x.zip")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="not a bundle"):
        verify(tmp_path / "empty")
    with pytest.raises(InputError, match="no such file"):
        verify(tmp_path / "nowhere.zip")


@pytest.mark.parametrize("said", ["[]", "{", '{"kind": "x"}', "[" * 100_000])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, said: str) -> None:
    at = folder(tmp_path)
    (at / "MANIFEST.json").write_text(said)
    with pytest.raises(InputError, match="not a bundle"):
        verify(at)


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    at = folder(tmp_path)
    with pytest.raises(UsageError, match="cannot be written"):
        bundle.write(at, FILES, SHEETS)


def test_a_signature_is_of_the_manifest_and_of_one_key(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl: not on PATH")
    keys = [tmp_path / "a.pem", tmp_path / "b.pem"]
    for key in keys:
        subprocess.run([openssl, "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
        subprocess.run([openssl, "pkey", "-in", key, "-pubout", "-out", f"{key}.pub"], check=True)
    bundle.write(tmp_path / "s.zip", FILES, SHEETS, signing.signer(keys[0]))
    found = verify(tmp_path / "s.zip")
    assert (found.changes, found.signed) == ([], True)
    assert signing.is_signed(Path(f"{keys[0]}.pub"), found.said, found.signature)
    assert not signing.is_signed(Path(f"{keys[1]}.pub"), found.said, found.signature)
    assert not signing.is_signed(Path(f"{keys[0]}.pub"), found.said + b" ", found.signature)
    for wrong in (tmp_path / "s.zip", tmp_path / "nowhere", Path(f"{keys[0]}.pub")):
        with pytest.raises(UsageError, match="no Ed25519 key"):
            signing.signer(wrong)
    with pytest.raises(UsageError, match="no Ed25519 key in PEM, or not the public one") as refused:
        signing.is_signed(keys[0], b"", b"")
    assert "公開鍵ではありません" in refused.value.sentence("ja")
