"""The compiled grammar is kept where its user may write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hcl2 import parser

from cloudguard.sources.hcl import grammar


def test_a_grammar_that_cannot_lie_beside_its_library_lies_in_ones_own_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(parser, "PARSER_FILE", tmp_path / "installed" / ".lark_cache.bin")
    monkeypatch.setattr(os, "access", lambda *_: False)
    grammar._keep.cache_clear()
    parser.parser.cache_clear()
    try:
        assert grammar.tree("a = 1\n").data == "start"
    finally:
        parser.parser.cache_clear()
    kept = tmp_path / "cache" / "cloudguard" / "hcl2.bin"
    assert kept.stat().st_size
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_a_grammar_that_is_there_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / ".lark_cache.bin"
    there.touch()
    monkeypatch.setattr(parser, "PARSER_FILE", there)
    grammar._keep.cache_clear()
    grammar._keep()
    assert there == parser.PARSER_FILE
