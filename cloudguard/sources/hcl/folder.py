"""A folder of Terraform source, merged as Terraform merges its files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from cloudguard.sources.hcl.files import Files, RefusedError
from cloudguard.sources.hcl.parser import expression, template
from cloudguard.sources.hcl.recovery import parse
from cloudguard.sources.hcl.syntax import Attribute, Block, Body, Span, Trouble

_SOURCE: Final = re.compile(r".*\.(tf|tofu)(\.json)?$")
# Language documentation, "Override Files": read last, in lexical order, and merged over the rest.
_OVERRIDE: Final = re.compile(r"(.*_)?override\.(tf|tofu)(\.json)?$")


@dataclass(slots=True)
class Directory:
    """A module as it is written: `name` is how users see the folder, relative to theirs.

    Resources are found by `type.name`, data sources by `data.type.name`.
    """

    path: Path
    name: str
    resources: dict[str, Block] = field(default_factory=dict)
    modules: dict[str, Block] = field(default_factory=dict)
    variables: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    files: int = 0
    real: Path = Path()  # without symbolic links


def is_source(name: str) -> bool:
    """Tell a file of Terraform source by its name, as Terraform does."""
    return bool(_SOURCE.match(name)) and not name.startswith((".", "#")) and not name.endswith("~")


def sources(names: list[str]) -> list[str]:
    """Return the files of a folder that Terraform would read, overrides last.

    OpenTofu reads `a.tofu` in the place of `a.tf`.
    """
    found = [name for name in names if is_source(name)]
    tofu = {name.replace(".tofu", ".tf") for name in found if ".tofu" in name}
    found = [name for name in found if name not in tofu]
    return sorted(found, key=lambda name: (bool(_OVERRIDE.match(name)), name))


def load(path: Path, name: str, files: Files) -> Directory:
    """Read a folder; what cannot be read of it stands in its troubles."""
    directory = Directory(path, name)
    try:
        names = sources(files.names(path))
    except RefusedError as refused:
        directory.troubles.append(Trouble(Span(name, 0, 0, 0, 0), refused.reason))
        return directory
    for each in names:
        shown = f"{name}/{each}" if name != "." else each
        try:
            body, troubles = parsed(files.text(path / each), shown)
        except RefusedError as refused:
            directory.troubles.append(Trouble(Span(shown, 0, 0, 0, 0), refused.reason))
            continue
        directory.files += 1
        directory.troubles += troubles
        take = _overridden if _OVERRIDE.match(each) else _added
        for block in body.blocks:
            take(directory, block)
    return directory


@lru_cache(maxsize=512)
def parsed(text: str, name: str) -> tuple[Body, list[Trouble]]:
    """Read a file of either syntax, once: root modules share modules."""
    if name.endswith(".json"):
        from cloudguard.sources.hcl import json_syntax  # few folders have one

        return json_syntax.parse(text, name, template, expression)
    return parse(text, name)


_LABELS: Final = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}


def _is_labelled(directory: Directory, block: Block) -> bool:
    """Tell whether a block has the labels of its type; one that has not is told as trouble."""
    needed = _LABELS.get(block.type)
    if needed is None or (len(block.labels) == needed and all(block.labels)):
        return True
    reason = f"a {block.type} block needs {needed} labels that are plain text"
    directory.troubles.append(Trouble(block.span, reason))
    return False


def _place(directory: Directory, block: Block) -> tuple[dict[str, Block], str] | None:
    """Return where a block belongs, and under which name."""
    if block.type in {"resource", "data"}:
        name = ".".join(block.labels[:2])
        return directory.resources, name if block.type == "resource" else f"data.{name}"
    places = {
        "module": directory.modules,
        "variable": directory.variables,
        "output": directory.outputs,
    }
    found = places.get(block.type)
    return (found, block.labels[0]) if found is not None else None


def _added(directory: Directory, block: Block) -> None:
    if not _is_labelled(directory, block):
        return
    if block.type == "locals":
        directory.locals |= block.body.attributes
    elif block.type == "provider":
        directory.providers.append(block)
    elif (place := _place(directory, block)) is not None:
        blocks, name = place
        if name in blocks:
            reason = f"{block.type} {name} is declared twice: the first is judged"
            directory.troubles.append(Trouble(block.span, reason))
        else:
            blocks[name] = block


def _overridden(directory: Directory, block: Block) -> None:
    if not _is_labelled(directory, block):
        return
    if block.type == "provider":
        alias = block.body.attributes.get("alias")
        for number, first in enumerate(directory.providers):
            named = first.body.attributes.get("alias")
            same = (named and named.value) == (alias and alias.value)
            if first.labels == block.labels and same:
                merged = _merged(first.body, block.body)
                directory.providers[number] = Block(first.type, first.labels, merged, first.span)
                return
    place = _place(directory, block)
    if place is None:
        _added(directory, block)
        return
    blocks, name = place
    if name not in blocks:
        blocks[name] = block
        return
    first = blocks[name]
    blocks[name] = Block(first.type, first.labels, _merged(first.body, block.body), first.span)


def _merged(first: Body, later: Body) -> Body:
    """Let attributes replace their like, and blocks all blocks of their type."""
    replaced = {block.makes for block in later.blocks}
    kept = [b for b in first.blocks if b.makes not in replaced or b.type == "lifecycle"]
    return Body(
        {**first.attributes, **later.attributes},
        [*kept, *later.blocks],
        first.unread or later.unread,
    )
