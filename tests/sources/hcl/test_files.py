"""What is read of a repository, and that nothing outside of it is."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

import pytest

from cloudguard.sources.hcl import files
from cloudguard.sources.hcl.files import Files, RefusedError, enclosing


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository beside which a secret lies."""
    inside = tmp_path / "repository"
    (inside / "sub" / "deeper").mkdir(parents=True)
    (inside / ".git").mkdir()
    (inside / "a.txt").write_text("one", encoding="utf-8")
    (inside / "sub" / "b.txt").write_text("二", encoding="utf-8")
    (inside / "sub" / "deeper" / "c.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "repository2").mkdir()
    (tmp_path / "repository2" / "secret").write_text("secret", encoding="utf-8")
    return inside


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "sub/../../secret",
        "../repository2/secret",
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        "link",
        "loop/../../secret",
        "folder/secret",
        "link-to-link",
    ],
)
def test_what_leads_out_is_refused(repository: Path, path: str) -> None:
    (repository / "link").symlink_to("../secret")
    (repository / "link-to-link").symlink_to("link")
    (repository / "folder").symlink_to("..")
    (repository / "loop").mkdir()
    read = Files(repository)
    with pytest.raises(RefusedError, match="leads out of the repository"):
        read.text(repository / path)
    with pytest.raises(RefusedError, match="leads out of the repository"):
        read.answer("fileexists", repository / path)
    assert not read.seen


def test_links_within_are_followed(repository: Path) -> None:
    (repository / "link").symlink_to("sub/../a.txt")
    (repository / "folder").symlink_to("sub")
    assert Files(repository).text(repository / "link") == "one"
    assert Files(repository).text(repository / "folder" / "b.txt") == "二"
    assert Files(repository).names(repository / "folder") == ["b.txt", "deeper"]


def test_a_boundary_that_is_a_link_itself_is_where_it_leads(repository: Path) -> None:
    link = repository.parent / "link"
    link.symlink_to(repository)
    assert Files(link).text(link / "a.txt") == "one"
    with pytest.raises(RefusedError):
        Files(link).text(link / ".." / "secret")


def test_links_in_a_circle_are_refused(repository: Path) -> None:
    (repository / "x").symlink_to("y")
    (repository / "y").symlink_to("x")
    with pytest.raises(RefusedError, match=r"cannot be read|no such file"):
        Files(repository).text(repository / "x")
    assert Files(repository).answer("fileexists", repository / "x") is False


def test_what_is_no_file_is_refused_without_waiting(repository: Path) -> None:
    os.mkfifo(repository / "fifo")
    for name in ("fifo", "sub"):
        with pytest.raises(RefusedError, match="no file"):
            Files(repository).bytes(repository / name)
        assert Files(repository).answer("fileexists", repository / name) is False


def test_what_is_not_there_is_refused(repository: Path) -> None:
    with pytest.raises(RefusedError, match="no such file"):
        Files(repository).text(repository / "none")
    with pytest.raises(RefusedError, match="cannot be read"):
        Files(repository).names(repository / "none")


def test_a_name_with_nul_is_refused(repository: Path) -> None:
    with pytest.raises(RefusedError):
        Files(repository).text(repository / "a\0b")


def test_large_files_are_refused(repository: Path) -> None:
    large = repository / "large"
    large.write_bytes(b" " * files.LARGEST)
    assert len(Files(repository).bytes(large)) == files.LARGEST
    large.write_bytes(b" " * (files.LARGEST + 1))
    with pytest.raises(RefusedError, match="2 MiB"):
        Files(repository).bytes(large)


def test_all_files_together_have_a_limit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ALL", 5)
    read = Files(repository)
    assert read.text(repository / "a.txt") == "one"
    with pytest.raises(RefusedError, match="of configuration"):
        read.text(repository / "a.txt")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("日本\r\n".encode(), "日本\r\n"),
        (b"\xef\xbb\xbfx", "x"),
        (b"", ""),
    ],
)
def test_text_is_utf_8(repository: Path, raw: bytes, expected: str) -> None:
    (repository / "t").write_bytes(raw)
    assert Files(repository).text(repository / "t") == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("日本".encode("utf-16"), "UTF-16"),
        ("日本".encode("shift_jis"), "not UTF-8"),
        ("日本".encode("euc_jp"), "not UTF-8"),
        (b"\xff", "not UTF-8"),
        (b"\xed\xa0\x80", "not UTF-8"),
    ],
)
def test_other_encodings_are_named(repository: Path, raw: bytes, reason: str) -> None:
    (repository / "t").write_bytes(raw)
    with pytest.raises(RefusedError, match=reason):
        Files(repository).text(repository / "t")


def test_functions_of_files(repository: Path) -> None:
    read = Files(repository)
    path, raw = repository / "sub" / "b.txt", "二".encode()
    assert read.answer("file", path) == "二"
    assert read.answer("fileexists", path) is True
    assert read.answer("fileexists", repository / "none") is False
    assert read.answer("filebase64", path) == base64.b64encode(raw).decode()
    for name in ("md5", "sha1", "sha256", "sha512"):
        made = hashlib.new(name, raw, usedforsecurity=False)
        assert read.answer(f"file{name}", path) == made.hexdigest()
        if name in {"sha256", "sha512"}:
            encoded = base64.b64encode(made.digest()).decode()
            assert read.answer(f"filebase64{name}", path) == encoded


def test_what_was_read_is_known_by_its_hash(repository: Path) -> None:
    read = Files(repository)
    read.text(repository / "a.txt")
    assert read.seen == {f"{hashlib.sha256(b'one').hexdigest()} a.txt"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ["a.txt"]),
        ("**", ["a.txt", "sub/b.txt", "sub/deeper/c.json"]),
        ("**/*.json", ["sub/deeper/c.json"]),
        ("sub/*", ["sub/b.txt"]),
        ("sub/*.{txt,json}", ["sub/b.txt"]),
        ("{a,b}.txt", ["a.txt"]),
        ("?.txt", ["a.txt"]),
        ("[ab].txt", ["a.txt"]),
        ("none*", []),
        ("out/*", []),
    ],
)
def test_fileset(repository: Path, pattern: str, expected: list[str]) -> None:
    (repository / "out").symlink_to("../repository2")
    (repository / "link").symlink_to("../secret")
    assert Files(repository).matching(repository, pattern) == expected


@pytest.mark.parametrize("pattern", ["../*", "sub/../../*", "/etc/*", ""])
def test_a_pattern_that_leads_out_or_is_none_is_refused(repository: Path, pattern: str) -> None:
    with pytest.raises(RefusedError):
        Files(repository).matching(repository, pattern)


def test_fileset_of_a_folder_outside_is_refused(repository: Path) -> None:
    with pytest.raises(RefusedError):
        Files(repository).matching(repository.parent, "*")


def test_the_repository_is_what_holds_git(repository: Path) -> None:
    assert enclosing(repository / "sub" / "deeper") == repository
    (repository / "sub" / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    assert enclosing(repository / "sub" / "deeper") == repository / "sub"


def test_without_git_it_is_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert enclosing(folder) == tmp_path
    assert enclosing(Path("a/b")) == tmp_path
    monkeypatch.chdir(folder)
    assert enclosing(tmp_path / "a") == tmp_path / "a"
    monkeypatch.chdir("/")
    assert enclosing(folder) == folder
