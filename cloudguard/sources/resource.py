"""Resources as their source describes them, in their provider's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

from cloudguard.values import Known, Reference, Source, Unknown, Value

Trail: TypeAlias = tuple[str | int, ...]
Resolve: TypeAlias = "Callable[[Resource, Trail], Value[Any] | None]"
Unread: TypeAlias = "Callable[[str, Resource | None], str | None]"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that its source withholds, in the place where it would stand."""

    reason: str


SENSITIVE: Final = Hidden("sensitive: withheld when the input was read")


def unresolved(_resource: Resource, _trail: Trail) -> None:
    """Resolve nothing: of a source that has no expressions."""


@dataclass(slots=True)
class Resource:
    """One resource, in its provider's own words, or a block of one.

    `attributes` holds what is known, `unknown` has the same shape and is True where a value is
    known only after apply. `module` is the address of the module instance, "" for the root;
    `index` the instance key. `resolve` looks up what an unknown value refers to: None where the
    source shows that nothing is written there.
    """

    type: str
    name: str
    address: str
    attributes: Any
    unknown: Any = False
    module: str = ""
    index: str | int | None = None
    mode: str = "managed"
    provider: str = ""
    provider_key: str = ""
    action: str = "no-op"
    resolve: Resolve = unresolved
    trail: Trail = ()
    assumed: bool = False
    whole: Any = None  # the attributes of the resource that a block is part of
    file: str = ""
    line: int = 0
    doubt: str = ""  # why it may not exist at all: its `count` or `for_each` is not known
    prevent_destroy: bool = False  # Terraform refuses to destroy it, where its source says so

    def get(self, path: str, default: Any = None, because: str = "") -> Value[Any]:
        """Read an attribute by dotted path; list indexes may be left out where there is one.

        What is not set has the provider's default, for which `because` cites the source.
        Several blocks that say different things are unknown, among what they say.
        """
        node, unknown, trail = self.attributes, self.unknown, self.trail
        parts = _parts(path)
        for position, part in enumerate(parts):
            if type(node) is list:
                if len(node) > 1:
                    return self._several(node, unknown, trail, parts[position:], default, because)
                if node:
                    unknown = unknown[0] if type(unknown) is list and unknown else unknown
                    node, trail = node[0], (*trail, 0)
            if unknown is True or node.__class__ is Hidden:
                break
            trail = (*trail, part)
            unknown = unknown.get(part, False) if isinstance(unknown, dict) else False
            node = node.get(part) if type(node) is dict else None
            if node is None and unknown is False:
                break
        if node.__class__ is Hidden:
            return Unknown(node.reason, self.source(path))
        if unknown is True:
            return self._resolved(trail, parts, path, default, because)
        if node is None:
            return Known(default, self.source(path, because or "not set", assumed=self.assumed))
        return self._whole(node, unknown, path)

    def _whole(self, node: Any, unknown: Any, path: str) -> Value[Any]:
        """Return a value parts of which may be unknown: a map keeps them as such, a list is."""
        if isinstance(unknown, dict) and type(node) is dict and _hides(unknown):
            reason = "known only after apply"
            hidden = {
                n: Unknown(reason, self.source(f"{path}.{n}"))
                for n, u in unknown.items()
                if _hides(u)
            }
            return Known({**node, **hidden}, self.source(path))
        if type(unknown) is list and type(node) is list and True in unknown:
            return Unknown("parts of it are known only after apply", self.source(path))
        return Known(node, self.source(path))

    def blocks(self, path: str) -> Value[tuple[Resource, ...]]:
        """Return the blocks at a path, each to be read as a resource is; none where not set."""
        node, unknown, trail = self.attributes, self.unknown, self.trail
        for part in _parts(path):
            if type(node) is list:
                if len(node) > 1:
                    each = [block.blocks(part) for block in self._views(node, unknown, trail)]
                    return _joined(each, self.source(path))
                unknown = unknown[0] if type(unknown) is list and unknown else unknown
                node, trail = (node[0], (*trail, 0)) if node else (None, trail)
            if unknown is True or node.__class__ is Hidden:
                break
            trail = (*trail, part)
            unknown = unknown.get(part, False) if isinstance(unknown, dict) else False
            node = node.get(part) if type(node) is dict else None
        if node.__class__ is Hidden:
            return Unknown(node.reason, self.source(path))
        if unknown is True:
            written = self._resolved(trail, _parts(path), path, (), "not written")
            if isinstance(written, Unknown):
                return written
            return Known((), written.source)
        if node is None:
            return Known((), self.source(path, "not set"))
        nodes = node if type(node) is list else [node]
        return Known(tuple(self._views(nodes, unknown, trail)), self.source(path))

    def items(self, path: str) -> Value[tuple[Value[Any], ...]]:
        """Return the items of a list, each known or not; none where it is not set.

        Unknown where nothing tells what the list holds. A list of which only references are known
        is taken to hold one item for each.
        """
        *above, last = _parts(path)
        if above:
            blocks = self.blocks(".".join(above))
            if isinstance(blocks, Unknown):
                return blocks
            return blocks.value[0].items(last) if blocks.value else Known((), blocks.source)
        whole = self.attributes
        if whole.__class__ is Hidden:
            return Unknown(whole.reason, self.source(path))
        node = whole.get(last) if type(whole) is dict else None
        unknown = self.unknown
        hidden = unknown.get(last, False) if isinstance(unknown, dict) else unknown
        if type(node) is list and hidden is not True:
            trail = (*self.trail, last)
            flags = hidden if type(hidden) is list else [False] * len(node)
            return Known(
                tuple(
                    self._item(item, number < len(flags) and flags[number], (*trail, number))
                    for number, item in enumerate(node)
                ),
                self.source(last),
            )
        return _as_items(self.get(last, None, "not written"))

    def _item(self, item: Any, unknown: Any, trail: Trail) -> Value[Any]:
        where = _written(trail[:-1])[:-1] + f"[{trail[-1]}]"
        source = Source(self.address, where, self.file, self.line, assumed=self.assumed)
        if item.__class__ is Hidden:
            return Unknown(item.reason, source)
        if _hides(unknown):
            found = self.resolve(self, trail)
            if found is None:
                return Unknown("known only after apply", source)
            return replace(found, source=replace(found.source, address=self.address, path=where))
        return Known(item, source)

    def source(self, path: str = "", note: str = "", *, assumed: bool | None = None) -> Source:
        """Return the place of an attribute."""
        where = (_written(self.trail) + path).removesuffix(".") if self.trail else path
        sure = self.assumed if assumed is None else assumed
        return Source(self.address, where, self.file, self.line, note=note, assumed=sure)

    def _views(self, nodes: list[Any], unknown: Any, trail: Trail) -> Iterable[Resource]:
        for number, node in enumerate(nodes):
            hidden = unknown[number] if type(unknown) is list and number < len(unknown) else unknown
            whole = self.attributes if self.whole is None else self.whole
            yield replace(
                self, attributes=node, unknown=hidden, trail=(*trail, number), whole=whole
            )

    def _several(
        self,
        nodes: list[Any],
        unknown: Any,
        trail: Trail,
        parts: tuple[str, ...],
        default: Any,
        because: str,
    ) -> Value[Any]:
        rest = ".".join(parts)
        found = [view.get(rest, default, because) for view in self._views(nodes, unknown, trail)]
        where = self.source(_written(trail) + rest)
        known: list[Known[Any]] = []
        for value in found:
            if isinstance(value, Unknown) and not value.among:
                return value
            known += value.among if isinstance(value, Unknown) else (value,)
        if all(value.value == known[0].value for value in known):
            return known[0]
        return Unknown("several blocks say different things", where, tuple(known))

    def _resolved(
        self, trail: Trail, parts: tuple[str, ...], path: str, default: Any, because: str
    ) -> Value[Any]:
        """Look up what stands behind an unknown value found after `trail` of `parts`."""
        walked = sum(isinstance(part, str) for part in trail[len(self.trail) :])
        found = self.resolve(self, (*trail, *parts[walked:]))
        if found is None:
            if default is None and not because:
                return Unknown("not written; the provider decides on apply", self.source(path))
            # A block that is not written may still come from a dynamic block, an attribute not.
            block = self.assumed or walked < len(parts) or default == ()
            return Known(default, self.source(path, because, assumed=block))
        source = replace(found.source, address=self.address, path=self.source(path).path)
        if isinstance(found, Known):
            return Known(found.value, replace(source, assumed=source.assumed or self.assumed))
        return Unknown(found.reason, source, found.among, found.around)


def written_whole(_type: str, _subject: Resource | None) -> None:
    """Tell that what a source does not show is not there: of what somebody wrote down."""


class Resources:
    """The resources of one target, by type and address, joined by what they name."""

    def __init__(
        self,
        resources: Iterable[Resource],
        data: Iterable[Resource] = (),
        unread: Unread = written_whole,
    ) -> None:
        """Index managed `resources`, and `data` sources apart.

        `unread` says why a type may be there that is not shown: of one resource, or of any.
        """
        self._unread = unread
        self.managed: tuple[Resource, ...] = tuple(resources)
        self.data: tuple[Resource, ...] = tuple(data)
        self.by_address = {r.address: r for r in (*self.managed, *self.data)}
        self._types: dict[str, list[Resource]] = defaultdict(list)
        for resource in (*self.managed, *self.data):
            type_ = resource.type if resource.mode == "managed" else f"data.{resource.type}"
            self._types[type_].append(resource)
        self._joins: dict[tuple[str, str], _Join] = {}

    def of(self, type_: str) -> Sequence[Resource]:
        """Return the resources of a type (`data.TYPE` for data sources)."""
        return self._types.get(type_, ())

    def types(self) -> frozenset[str]:
        """Return the types of the managed resources."""
        return frozenset(resource.type for resource in self.managed)

    def unread(self, type_: str, subject: Resource | None = None) -> Unknown | None:
        """Return why resources of a type may be there that are not among these; None if not.

        With a `subject`, of those that would configure it.
        """
        reason = self._unread(type_, subject)
        if reason is None:
            return None
        return Unknown(reason, subject.source() if subject is not None else Source(type_))

    @property
    def live(self) -> bool:
        """Tell whether these were read from a provider, and not from what somebody wrote."""
        return self._unread is not written_whole

    def about(
        self, subject: Resource, type_: str, via: str, names: Sequence[str] = ("id",)
    ) -> Companions:
        """Return the resources of a type whose `via` attribute names `subject`.

        A known value is held against the subject's attributes `names`, an unknown one
        against the reference that it was resolved to.
        """
        key = (type_, via)
        if (join := self._joins.get(key)) is None:
            join = self._joins[key] = _Join.of(self.of(type_), via)
        fitting = {"", "id", "arn", *names}
        by_reference = join.by_reference.get(subject.address, ())
        found = [r for r, attribute in by_reference if attribute in fitting]
        unfit = [r for r, attribute in by_reference if attribute not in fitting]
        for name in names if isinstance(subject.attributes, dict) else ():
            value = subject.attributes.get(name)
            if isinstance(value, str):
                found += [r for r in join.by_value.get(value, ()) if r not in found]
        # One that may not exist is sure only where its subject hangs on the same doubt.
        sure = tuple(r for r in found if not r.doubt or r.doubt == subject.doubt)
        unfit += [r for r in found if r.doubt and r.doubt != subject.doubt]
        possible = (*unfit, *join.may_name(subject))
        unread = None if sure or possible else self._untold(subject, type_, names, join)
        if unread is not None:
            hidden = Hidden(unread.reason)
            possible = (replace(subject, type=type_, attributes=hidden, unknown=False, trail=()),)
        return Companions(subject, type_, sure, possible)

    def _untold(
        self, subject: Resource, type_: str, names: Sequence[str], join: _Join
    ) -> Unknown | None:
        """Return why one may name a live resource all the same: unread, as its own names may be."""
        if not self.live:
            return None
        called = [subject.get(name) for name in names] if join.by_value else []
        unnamed = (name for name in called if isinstance(name, Unknown))
        return self.unread(type_, subject) or next(unnamed, None)


@dataclass(frozen=True, slots=True)
class Companions:
    """The resources that configure another: those that name it, and those that may.

    A resource that surely names it wins over one that may; where only one may, everything
    about it is unknown; where none does, everything is the provider's default.
    """

    subject: Resource
    type: str
    named: tuple[Resource, ...]
    possible: tuple[Resource, ...]

    def one(self) -> Resource:
        """Return the companion as a resource to read: absent ones have no attributes."""
        if self.named:
            return self.named[0]
        if self.possible:
            first = self.possible[0]
            if self.unread is not None:
                return first
            reason = f"{first.address} may configure it: what it names is not known"
            if first.doubt:
                reason = f"{first.address} may configure it: whether it exists is not known"
            hidden = Hidden(reason)
            return replace(self.subject, attributes=hidden, unknown=False, type=self.type)
        return replace(self.subject, attributes={}, unknown=False, type=self.type)

    @property
    def unread(self) -> Unknown | None:
        """Return why it is not known whether one exists, where that was not read."""
        first = self.possible[0] if self.possible else None
        if first is None or first.address != self.subject.address:
            return None
        return Unknown(first.attributes.reason, self.subject.source())

    def __bool__(self) -> bool:
        """Tell whether one surely exists."""
        return bool(self.named)


@dataclass(slots=True)
class _Join:
    by_reference: dict[str, list[tuple[Resource, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_value: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    among: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    loose: list[Resource] = field(default_factory=list)

    @classmethod
    def of(cls, resources: Iterable[Resource], via: str) -> _Join:
        join = cls()
        for resource in resources:
            value = resource.get(via)
            if isinstance(value, Unknown):
                references = [k.value for k in value.among if isinstance(k.value, Reference)]
                for reference in references:
                    join.among[reference.address].append(resource)
                if not references:
                    join.loose.append(resource)
            elif isinstance(value.value, Reference):
                assumed = replace(resource, assumed=True) if value.source.assumed else resource
                join.by_reference[value.value.address].append((assumed, value.value.attribute))
            elif isinstance(value.value, str):
                join.by_value[value.value].append(resource)
        return join

    def may_name(self, subject: Resource) -> tuple[Resource, ...]:
        # One that may name anything is enough to tell: all of them, for every subject, is a square.
        return (*self.among.get(subject.address, ()), *self.loose[:1])


def _hides(unknown: Any) -> bool:
    """Tell whether anything of a value is not known."""
    if isinstance(unknown, dict):
        return any(map(_hides, unknown.values()))
    return any(map(_hides, unknown)) if isinstance(unknown, list) else unknown is True


@cache
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


@lru_cache(maxsize=1 << 14)
def _written(trail: Trail) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in trail)
    return f"{text[1:]}." if text else ""


def _as_items(value: Value[Any]) -> Value[tuple[Value[Any], ...]]:
    if isinstance(value, Unknown):
        if value.among and all(isinstance(known.value, Reference) for known in value.among):
            each = (
                Known(k.value, replace(value.source, note=k.source.note, assumed=k.source.assumed))
                for k in value.among
            )
            return Known(tuple(each), value.source)
        return value
    if value.value is None:
        return Known((), value.source)
    if isinstance(value.value, list):
        return Known(tuple(Known(item, value.source) for item in value.value), value.source)
    return Known((value,), value.source)


def _joined(each: list[Value[tuple[Resource, ...]]], source: Source) -> Value[tuple[Resource, ...]]:
    blocks: list[Resource] = []
    for value in each:
        if isinstance(value, Unknown):
            return value
        blocks += value.value
    return Known(tuple(blocks), source)
