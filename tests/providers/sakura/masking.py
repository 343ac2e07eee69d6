"""Every value of a folder hidden, one at a time: verdicts move to UNKNOWN and nowhere else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.promises.test_masking_source import MASKED, places, verdicts, without, wrong


def moved(folder: Path, into: Path) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Yield each value of a folder whose hiding moves a verdict anywhere but to UNKNOWN."""
    root = into / "root"
    shutil.copytree(folder, root, ignore=shutil.ignore_patterns("*.json"))
    (root / "masked.tf").write_text(MASKED, "utf-8")
    before = verdicts(root)
    for file, attribute in places(root):
        text = file.read_text("utf-8")
        file.write_text(without(text, attribute), "utf-8")
        if found := wrong(before, verdicts(root)):
            yield f"{file.name}:{attribute.span.line} {attribute.name}", found
        file.write_text(text, "utf-8")
