"""What may stand in a resource, as its provider's schema says, and bodies written of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

UNKNOWN: Final = "jsondecode(terraform_data.u.output)"  # of no type yet: fits every attribute
LETTERS: Final = {
    "string": "s", "number": "n", "bool": "b", "list": "l", "set": "S", "map": "m",
    "object": "o", "single": "o", "dynamic": "o", "group": "o",
}  # fmt: skip

PathT: TypeAlias = tuple[str, ...]
Body: TypeAlias = "dict[str, str | list[Body]]"


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute, or a block: then `nested` says what is in it."""

    letters: str
    required: bool
    optional: bool
    computed: bool
    nested: Shape | None = None
    items: int = 0  # how often a block must stand at least
    one: bool = False


@dataclass(slots=True)
class Shape:
    """What may stand in a body; equal shapes have the same key."""

    fields: dict[str, Field]
    key: int = 0


class Shapes:
    """Reads schemas, giving equal bodies one shape."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[tuple[Any, ...], Shape] = {}

    def of(self, block: dict[str, Any]) -> Shape:
        """Return the shape of a schema's block."""
        fields = {}
        for name, attribute in block.get("attributes", {}).items():
            fields[name] = self._attribute(attribute)
        for name, nested in block.get("block_types", {}).items():
            least, most = nested.get("min_items", 0), nested.get("max_items", 0)
            fields[name] = Field(
                LETTERS[nested["nesting_mode"]], least > 0, optional=True, computed=False,
                nested=self.of(nested["block"]), items=least, one=most == 1,
            )  # fmt: skip
        return self._interned(fields)

    def _attribute(self, attribute: dict[str, Any]) -> Field:
        required, optional, computed = (
            bool(attribute.get(mark)) for mark in ("required", "optional", "computed")
        )
        if nested := attribute.get("nested_type"):
            letters = LETTERS[nested["nesting_mode"]]
            inside = self.of(nested)
            return Field(letters, required, optional, computed, inside, int(required))
        type_ = attribute["type"]
        # list(object) and set(object) may be written as blocks
        rows = isinstance(type_, list) and type_[0] in {"list", "set"} and type_[1][0] == "object"
        if rows and (required or optional):
            inside = self._object(type_[1][1])
            return Field(LETTERS[type_[0]], required, optional, computed, inside, int(required))
        return Field(_letters(type_), required, optional, computed)

    def _object(self, types: dict[str, Any]) -> Shape:
        attributes = {name: {"type": type_, "optional": True} for name, type_ in types.items()}
        return self._interned({name: self._attribute(a) for name, a in attributes.items()})

    def _interned(self, fields: dict[str, Field]) -> Shape:
        key = tuple((n, *_facts(f)) for n, f in sorted(fields.items()))
        if key not in self._known:
            self._known[key] = Shape(fields, len(self._known) + 1)
        return self._known[key]


def _facts(what: Field) -> tuple[Any, ...]:
    nested = what.nested.key if what.nested else 0
    written = (what.letters, what.required, what.optional, what.computed)
    return (*written, nested, what.items, what.one)


def _letters(type_: Any) -> str:
    if isinstance(type_, str):
        return LETTERS[type_]
    return LETTERS[type_[0]] + (_letters(type_[1]) if type_[0] in {"list", "set", "map"} else "")


def minimal(shape: Shape) -> Body:
    """Return a body with what is required, unknown."""
    body: Body = {}
    for name, what in shape.fields.items():
        if what.nested is not None and what.items:
            body[name] = [minimal(what.nested) for _ in range(what.items)]
        elif what.required:
            body[name] = UNKNOWN
    return body


def put(body: Body, shape: Shape, path: PathT) -> None:
    """Write a path, with what its blocks require."""
    what = shape.fields[path[0]]
    if what.nested is None:
        body[path[0]] = UNKNOWN
        return
    blocks = body.setdefault(path[0], [minimal(what.nested)])
    if len(path) > 1 and isinstance(blocks, list):
        for block in blocks:
            put(block, what.nested, path[1:])


def drop(body: Body, path: PathT) -> None:
    """Take a path away."""
    if len(path) == 1:
        body.pop(path[0], None)
    elif isinstance(blocks := body.get(path[0]), list):
        for block in blocks:
            drop(block, path[1:])


def holds(body: Body, path: PathT) -> bool:
    """Tell whether a path is written."""
    blocks = body.get(path[0])
    if len(path) == 1 or blocks is None:
        return blocks is not None
    return isinstance(blocks, list) and any(holds(block, path[1:]) for block in blocks)


def at(shape: Shape, path: PathT) -> Field | None:
    """Return what stands at a path."""
    found = None
    for position, name in enumerate(path):
        found = shape.fields.get(name)
        if found is None or (found.nested is None and position < len(path) - 1):
            return None
        shape = found.nested or shape
    return found
