"""What providers' schemas say of resource types: their attributes, blocks and defaults."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from cloudguard.providers import schema as tables
from cloudguard.sources.hcl.facts import MISSING
from cloudguard.values import Unknown

DEFAULTS: Final = Path(__file__).resolve().parents[2] / "cloudguard" / "providers"
DEPTH: Final = 5  # levels of blocks in tests/data/schemas: of what lies deeper nothing is said
META: Final = frozenset({"count", "for_each", "provider", "depends_on"})
# terraform_data, which Terraform itself holds (internal/builtin/providers/terraform)
BUILTIN: Final = {
    "terraform_data": {"id": "c", "input": "o", "output": "c", "triggers_replace": "o"}
}


class RefusalError(Exception):
    """A fixture that is not built, and why."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a schema says of an attribute or a block.

    `kind` is attribute, block, or either; `nesting` and `type` are letters as in
    cloudguard/providers/schema.py, empty where the schema does not say them. `left` tells what is
    left to the provider where it is not written, `deep` a block of whose inside nothing is said.
    """

    kind: str
    below: Mapping[str, Node]
    required: bool = False
    writable: bool = True
    left: bool = False
    default: Any = MISSING
    nesting: str = ""
    type: str = ""
    deep: bool = False


Body: TypeAlias = Mapping[str, Node]
Answers: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What data sources answer while Terraform plans, by address."""


@dataclass(frozen=True, slots=True)
class Type:
    """A resource type; `blind` where its schema does not list what the provider computes."""

    body: Body
    blind: bool


class Schemas:
    """The schemas at hand, by provider and version."""

    def __init__(self, folder: Path) -> None:
        """Read nothing before it is asked for."""
        self.folder = folder

    def choose(self, provider: str, constraints: Iterable[str]) -> str:
        """Return the newest version of a provider's schema that the constraints allow."""
        found = {
            match[1]
            for file in self.folder.glob(f"{provider}-*.json")
            if (match := re.fullmatch(rf"{re.escape(provider)}-([\d.]+[a-z]*)(-\w+)?", file.stem))
        }
        wanted = [each.strip() for given in constraints for each in given.split(",") if each]
        fitting = [v for v in found if all(_allows(each, version_of(v)) for each in wanted)]
        if not fitting:
            allowed = f" that {', '.join(wanted)} allows" if wanted else ""
            raise RefusalError(f"no schema of {provider}{allowed} in {self.folder.name}")
        return max(fitting, key=version_of)

    def type(self, provider: str, version: str, name: str) -> Type:
        """Return a resource type; refuse one that the schema does not have."""
        paths = _merged(self.folder, provider, version).get(name)
        defaults = str(DEFAULTS / provider / "schema.json")
        if paths is None and not ((table := _table(defaults)) and name in table.types()):
            raise RefusalError(f"{name} is not in the schema of {provider} {version}")
        return _type(json.dumps(paths), name, defaults)

    @staticmethod
    def builtin(name: str) -> Type:
        """Return a resource type that Terraform itself holds."""
        if name not in BUILTIN:
            raise RefusalError(f"{name} is no resource type of Terraform's own")
        return _type(json.dumps(BUILTIN[name]), name, "")


def version_of(written: str) -> tuple[int, ...]:
    """Return a version as numbers, which compare."""
    return tuple(int(part) for part in re.findall(r"\d+", written))


def _allows(constraint: str, version: tuple[int, ...]) -> bool:
    """Tell whether a version fits a constraint of Terraform's."""
    match = re.fullmatch(r"(~>|>=|<=|!=|=|>|<|)\s*v?([\d.]+)", constraint)
    if match is None:
        raise RefusalError(f"the version constraint {constraint!r} is not understood")
    operator, asked = match[1], version_of(match[2])
    width = max(len(asked), len(version))
    given, against = (each + (0,) * (width - len(each)) for each in (version, asked))
    return {
        "": given == against,
        "=": given == against,
        "!=": given != against,
        ">": given > against,
        ">=": given >= against,
        "<": given < against,
        "<=": given <= against,
        "~>": given >= against and given[: max(1, len(asked) - 1)] == asked[: len(asked) - 1 or 1],
    }[operator]


@cache
def _merged(folder: Path, provider: str, version: str) -> dict[str, dict[str, str]]:
    """Return the types of a version, of which there may be several files."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob(f"{provider}-{version}*.json")):
        if file.stem.removeprefix(f"{provider}-{version}")[:1] in {"", "-"}:
            document = json.loads(file.read_text(encoding="utf-8"))
            found |= {name: row for name, row in document.items() if isinstance(row, dict)}
    return found


@cache
def _type(paths: str, name: str, defaults: str) -> Type:
    marks: dict[str, str] | None = json.loads(paths)
    table = _table(defaults)
    shape = table.attributes(name) if table else None
    if marks is None:  # the table of defaults, which has every type, serves as schema
        return Type(dict(_shaped(shape)) if shape else {}, blind=False)
    body = dict(_nodes(marks, "", shape))
    if "id" not in body and name not in BUILTIN:
        body["id"] = Node("attribute", {}, writable=False, left=True)
    computed = any(_bare(mark) in {"c", "oc"} for mark in marks.values())
    if not computed:  # then what is computed as well shows nowhere: no resource is without id
        body["id"] = dataclasses.replace(body["id"], left=True)
    return Type(body, blind=not computed)


@cache
def _table(path: str) -> tables.Schema | None:
    return tables.Schema(Path(path)) if path and Path(path).exists() else None


def _bare(mark: str) -> str:
    return mark.partition("=")[0].rstrip("!")


def _nodes(
    marks: Mapping[str, str], prefix: str, shape: tables.Shape | None
) -> Iterator[tuple[str, Node]]:
    """Yield what stands in a body; the table of defaults, where there is one, says more of it."""
    names = (path.removeprefix(prefix) for path in marks if path.startswith(prefix))
    for name in sorted(name for name in names if "." not in name):
        path = f"{prefix}{name}"
        bare, _, default = marks[path].partition("=")
        bare = bare.rstrip("!")
        block = shape.blocks.get(name) if shape else None
        own = block.own if block else shape.attributes.get(name) if shape else None
        below = dict(_nodes(marks, f"{path}.", block.shape if block else None))
        kind = "block" if bare == "b" else "attribute"
        if bare == "?" or (bare != "b" and block is not None):
            kind = "either"
            below = below or (dict(_shaped(block.shape)) if block else {})
        nesting = own.type[0] if own and block else ""
        left = own.left_to_provider if own else bare in {"c", "oc", "?"}
        value = _default(own, default)
        yield (
            name,
            Node(
                kind, below, required=bare == "r", writable=bare != "c",
                left=left or value is Unknown, default=MISSING if value is Unknown else value,
                nesting=nesting or ("o" if name == "timeouts" and not prefix else ""),
                type=own.type if own and not block else "",
                deep=kind != "attribute" and not below and path.count(".") >= DEPTH - 1,
            ),
        )  # fmt: skip


def _shaped(shape: tables.Shape) -> Iterator[tuple[str, Node]]:
    """Yield what the table of defaults says of a body that is written as blocks."""
    for name, own in shape.attributes.items():
        yield (
            name,
            Node(
                "attribute", {}, required=own.required, writable=not own.computed,
                left=own.left_to_provider, default=_default(own, ""), type=own.type,
            ),
        )  # fmt: skip
    for name, block in shape.blocks.items():
        yield name, Node("block", dict(_shaped(block.shape)), nesting=block.own.type[0])


def _default(own: tables.Attribute | None, written: str) -> Any:
    """Return a default, MISSING where there is none, Unknown where the schema only names it."""
    if own is not None:
        return MISSING if own.default is tables.NOTHING else own.default
    if not written:
        return MISSING
    try:
        return json.loads(written)
    except ValueError:
        return Unknown
