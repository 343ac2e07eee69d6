"""The keys of instances: what `count` and `for_each` make of a block."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from cloudguard.sources.hcl.expressions import Scope, evaluate
from cloudguard.sources.hcl.functions import FailedError, opening
from cloudguard.sources.hcl.operations import made_of
from cloudguard.sources.hcl.syntax import Block
from cloudguard.values import Reference, Source, Unknown

MOST: Final = 10_000
"""Instances of one block."""


KeyList: TypeAlias = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the instances of a block.

    `kind` is `one` (without a key), `count`, `each`, or `unknown`: then there is one instance
    that stands for all, and `doubt` says why there may be none.
    """

    kind: str
    keys: tuple[str | int | None, ...]
    values: Mapping[Any, Any] = field(default_factory=dict)
    doubt: Unknown | None = None


ONE: Final = Keys("one", (None,))


def keys_of(block: Block, scope: Scope) -> Keys:
    """Return the keys of the instances that `count` or `for_each` make of a block."""
    count, each = (block.body.attributes.get(name) for name in ("count", "for_each"))
    try:
        if count is not None:
            return _counted(evaluate(count.value, scope))
        if each is not None:
            return _each(evaluate(each.value, scope))
    except FailedError as wrong:
        return _doubtful(Unknown(wrong.reason, Source("")))
    except RecursionError:
        return _doubtful(Unknown("nested too deeply", Source("")))
    return ONE


def agreed(keys: Keys, known: KeyList) -> Keys:
    """Return the instances that are known to be made, with what the source says of each."""
    if known == (None,):
        return ONE
    if all(isinstance(key, int) for key in known):
        return Keys("count", known)
    unknown = Unknown("what for_each goes over is not known", Source(""))
    return Keys("each", known, {key: keys.values.get(key, unknown) for key in known})


def _doubtful(value: Unknown | Reference) -> Keys:
    doubt = made_of(value)
    if isinstance(value, Unknown) and value.among and all(_some(k.value) for k in value.among):
        return Keys("unknown", (None,), {})
    return Keys("unknown", (None,), {}, doubt)


def _some(value: Any) -> bool:
    """Tell a `count` or `for_each` of which there is at least one instance."""
    return bool(value) and not isinstance(value, Reference)


def _counted(value: Any) -> Keys:
    if isinstance(value, Unknown | Reference):
        return _doubtful(value)
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise FailedError("count is no number") from None
    if not 0 <= number <= MOST:
        raise FailedError(f"count is more than {MOST}")
    return Keys("count", tuple(range(number)))


def _each(value: Any) -> Keys:
    if isinstance(value, Unknown | Reference):
        return _doubtful(value)
    if isinstance(value, dict):
        pairs = {key: value[key] for key in sorted(value)}
    elif isinstance(value, list):
        if (part := opening(value)) is not None:
            return _doubtful(part)
        if not all(isinstance(item, str) for item in value):
            raise FailedError("for_each goes over what is no text")
        pairs = {item: item for item in sorted(value)}
    else:
        raise FailedError("for_each goes over what is no collection")
    if len(pairs) > MOST:
        raise FailedError(f"for_each has more than {MOST} elements")
    return Keys("each", tuple(pairs), pairs)


def loop_names(keys: Keys, key: str | int | None) -> dict[str, Any]:
    """Return what `count` and `each` mean for one instance."""
    if keys.kind == "count":
        return {"count": {"index": key}}
    if keys.kind == "each":
        return {"each": {"key": key, "value": keys.values.get(key, key)}}
    if keys.kind == "unknown":
        reason = keys.doubt.reason if keys.doubt else "how many there are is not known"
        unknown = Unknown(reason, Source(""))
        return {"count": {"index": unknown}, "each": {"key": unknown, "value": unknown}}
    return {}


def written_key(key: str | int | None) -> str:
    """Return a key as Terraform writes it in an address."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = json.dumps(key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return f"[{text}]"
