"""Bytes to JSON: encodings, compression, and the sentence for everything that is no plan."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.errors import InputError
from cloudguard.sources import inputs, reading

PLAN = '{"format_version": "1.2", "planned_values": {}, "variables": {"市": {"value": "仙台"}}}'


def load(tmp_path: Path, raw: bytes) -> object:
    """Write bytes to a file and read them."""
    file = tmp_path / "plan.json"
    file.write_bytes(raw)
    return reading.load(str(file)).document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_editors_and_shells_write_is_decoded(tmp_path: Path, encoding: str) -> None:
    document = load(tmp_path, PLAN.encode(encoding))
    assert document == load(tmp_path, PLAN.encode())


def test_utf_16_with_the_mark_of_big_endian(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xfe\xff" + PLAN.encode("utf-16-be")) == load(tmp_path, PLAN.encode())


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    assert load(tmp_path, gzip.compress(PLAN.encode())) == load(tmp_path, PLAN.encode())


def zipped(name: str) -> bytes:
    """Return a zip archive that holds one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, b"x")
    return buffer.getvalue()


BAD = {
    "empty": (b"", "empty", "空"),
    "blank": (b" \n\n", "empty", "空"),
    "truncated": (PLAN.encode()[:40], "cut off", "途中"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", "binary file", "バイナリファイル"),
    "workbook": (zipped("xl/workbook.xml"), "a workbook is one", "Excel のブック"),
    "cp932": (PLAN.encode("cp932"), "CP932", "CP932"),
    "not json": (b"Error: something", "not JSON", "JSON ではありません"),
    "log lines": (b'{"@level":"info"}\n{"@level":"info"}', "log lines", "記録"),
    "damaged": (b'{"a": 1, "b" 2}', "damaged", "壊れ"),
    "deep": (b"[" * 100_000, "nested", "入れ子"),
    "deep and closed": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested", "入れ子"),
    "damaged gzip": (gzip.compress(PLAN.encode())[:30], "gzip", "gzip"),
    "another zip": (zipped("readme.txt"), "zip", "zip"),
    "binary plan": (zipped("tfplan"), "show -json", "show -json"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence_and_advice(tmp_path: Path, name: str) -> None:
    raw, english, japanese = BAD[name]
    with pytest.raises(InputError) as refused:
        load(tmp_path, raw)
    assert english in refused.value.sentence("en")
    assert japanese in refused.value.sentence("ja")
    assert "plan.json" in refused.value.sentence("en")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        reading.load(str(tmp_path / "nowhere.json"))


@pytest.mark.parametrize("path", ["", " "])
def test_an_input_without_name_is_not_this_folder(path: str) -> None:
    with pytest.raises(InputError) as wrong:
        inputs.targets(path)
    assert "the input has no name." in wrong.value.sentence("en")
    assert "入力の名前が空です。" in wrong.value.sentence("ja")


def test_a_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        reading.load(str(tmp_path))
    assert "folder" in refused.value.sentence("en")
    assert "show -json" in refused.value.sentence("ja")
    assert "。 " not in refused.value.sentence("ja")


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT", 1000)
    with pytest.raises(InputError, match="larger"):
        load(tmp_path, gzip.compress(b" " * 5000 + PLAN.encode()))
    with pytest.raises(InputError, match="larger"):
        load(tmp_path, b" " * 5000 + PLAN.encode())


def test_an_error_of_the_parser_quotes_nothing_of_the_input(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load(tmp_path, b'{"password": "CANARY" "x"}')
    assert "CANARY" not in refused.value.sentence("en") + refused.value.sentence("ja")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(InputError):
        reading._parsed(reading._decoded(raw, "x"), "x")
