"""Hiding any value of the source moves verdicts to UNKNOWN and nowhere else."""

from __future__ import annotations

import random
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from cloudguard.providers import completed
from cloudguard.sources import inputs
from cloudguard.sources.hcl import folder
from cloudguard.sources.hcl import root as root_module
from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.recovery import parse
from cloudguard.sources.hcl.syntax import Attribute, Block, Body, Literal, Trouble
from cloudguard.sources.inputs import Asked, Target
from cloudguard.verdicts import Outcome
from tests.judging import alone, name_of, plans
from tests.promises.test_agreement import Key, judged

ASKED = Asked(None, None, completed)
CITIES = [path for path in plans() if "city" in path.parts and alone(path)]
OTHERS = random.Random(1).sample([path for path in plans() if "city" not in path.parts], 20)
MOST = {True: 25, False: 8}  # values hidden in a city, in another fixture
MASKED = 'variable "masked" {}\n'
# What makes up modules and types is no value: without it there is nothing to judge.
NEVER = frozenset({"source", "version", "provider", "providers", "depends_on", "alias"})
# What was judged with another resource stands for itself where it is not known to belong to it.
ELSEWHERE = frozenset({"logs.store-retained", "location.copies-allowed"})
KEYS = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


@cache
def parsed(text: str, name: str) -> tuple[Body, list[Trouble]]:
    """Parse a file once: one is changed, the others stay."""
    return parse(text, name)


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Share what takes most of the time and has no part in this: the parser, the evaluator."""
    monkeypatch.setattr(folder, "parse", parsed)
    with Closed() as closed:
        monkeypatch.setattr(root_module, "Closed", lambda: closed)
        yield


def attributes(body: Body) -> Iterator[Attribute]:
    """Yield what is set to a constant, in blocks at any depth."""
    for attribute in body.attributes.values():
        if isinstance(attribute.value, Literal) and attribute.name not in NEVER:
            yield attribute
    for block in body.blocks:
        yield from attributes(block.body)


def judgeable(block: Block) -> bool:
    return block.type in {"resource", "data", "locals", "provider", "module"}


def places(root: Path) -> list[tuple[Path, Attribute]]:
    """Return all that is set to a constant in a folder and the modules below it."""
    return [
        (file, attribute)
        for file in sorted(root.rglob("*.tf"))
        for block in filter(judgeable, parsed(file.read_text("utf-8"), file.name)[0].blocks)
        for attribute in attributes(block.body)
    ]


def without(text: str, attribute: Attribute) -> str:
    """Return the text of a file in which an attribute is set to what has no value."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    span = attribute.span
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    assert text[start:end].startswith(attribute.name), text[start:end]
    return f"{text[:start]}{attribute.name} = var.masked{text[end:]}"


def verdicts(root: Path) -> dict[Key, set[Outcome]]:
    """Judge a folder."""
    read = inputs.read(Target(str(root), is_folder=True), ASKED)
    found = judged(read)
    assert not read.troubles
    return {key: {verdict.outcome for verdict in each} for key, each in found.items()}


def wrong(
    before: Mapping[Key, set[Outcome]], after: Mapping[Key, set[Outcome]]
) -> dict[Key, tuple[set[Outcome], set[Outcome]]]:
    """Return what moved anywhere but to UNKNOWN.

    Instances that are no longer counted stand under one address: it is judged as they all were.
    """
    instances: dict[Key, list[set[Outcome]]] = defaultdict(list)
    for (check, asset, settings), outcomes in before.items():
        instances[check, KEYS.sub("", asset), settings].append(outcomes)
    moved = {}
    for key, outcomes in after.items():
        sure = outcomes - {Outcome.UNKNOWN}
        if key in before:
            right = sure <= before[key]
        elif key in instances:
            right = all(sure <= each for each in instances[key])
        else:
            right = sure <= {Outcome.PASS} or key[0] in ELSEWHERE
        if not right:
            moved[key] = (before.get(key, set()), outcomes)
    return moved


@pytest.mark.parametrize("path", [*CITIES, *OTHERS], ids=name_of)
def test_hiding_a_value_of_the_source_only_moves_to_unknown(path: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(path.parent, root, ignore=shutil.ignore_patterns("*.json"))
    for module in {file.parent for file in root.rglob("*.tf")}:
        (module / "masked.tf").write_text(
            MASKED if module == root else 'variable "masked" {\n  default = var.none\n}\n', "utf-8"
        )
    before = verdicts(root)
    all_ = places(root)
    number = min(MOST[path in CITIES], len(all_))
    bad = {}
    for file, attribute in random.Random(path.parent.name).sample(all_, number):
        text = file.read_text("utf-8")
        file.write_text(without(text, attribute), "utf-8")
        if moved := wrong(before, verdicts(root)):
            where = f"{file.relative_to(root)}:{attribute.span.line} {attribute.name}"
            bad[where] = moved
        file.write_text(text, "utf-8")
    assert not bad
