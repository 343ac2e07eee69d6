"""Values as the plan shows them: known, unknown, sensitive, and of which type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.sources.hcl.functions import SENSITIVE_UNKNOWN, Document, Set
from cloudguard.values import Reference, Unknown
from terraform_fixtures.building.schemas import RefusalError

MADE_OF: Final = "made of "
GONE: Final = object()


def is_hidden(value: Any) -> bool:
    """Tell what is not known while Terraform plans."""
    return isinstance(value, Unknown | Reference | Document)


def is_secret(value: Any) -> bool:
    """Tell what is marked as sensitive."""
    return isinstance(value, Unknown) and value.reason == SENSITIVE_UNKNOWN.reason


def after(value: Any) -> Any:
    """Return what is known of a value: nothing that is unknown, null for it in a list."""
    if is_hidden(value):
        return GONE
    if isinstance(value, dict):
        pairs = ((name, after(value[name])) for name in sorted(value))
        return {name: each for name, each in pairs if each is not GONE}
    if isinstance(value, list):
        return [None if (each := after(item)) is GONE else each for item in value]
    return value


def unknown(value: Any) -> Any:
    """Return what of a value is unknown, in its shape."""
    if is_hidden(value):
        return True
    if isinstance(value, dict):
        pairs = ((name, unknown(value[name])) for name in sorted(value))
        return {name: each for name, each in pairs if each is not False}
    return [unknown(item) for item in value] if isinstance(value, list) else False


def sensitive(marked: Any, clear: Any) -> Any:
    """Return what of a value is sensitive, in its shape."""
    if is_secret(marked):
        return True
    if isinstance(marked, Document):
        found = sensitive(marked.value, marked.value)
        return "True" in str(found)
    if isinstance(marked, dict):
        inside = clear if isinstance(clear, dict) else {}
        pairs = ((name, sensitive(marked[name], inside.get(name))) for name in sorted(marked))
        return {name: each for name, each in pairs if each is not False}
    if isinstance(marked, list):
        return [sensitive(item, None) for item in marked]
    return False


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what of a value is not known, and where."""
    if isinstance(value, Document):
        value = value.value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, f"{path}[{at}]")
    elif is_hidden(value):
        yield path, value


def refuse_unsound(value: Any, where: str) -> None:
    """Refuse what is unknown for another reason than that Terraform would not know it."""
    for path, leaf in leaves(value):
        if isinstance(leaf, Unknown) and not leaf.reason.startswith(MADE_OF):
            raise RefusalError(f"{where}{path}: {leaf.reason}")


def type_of(value: Any) -> Any:
    """Return the type of an output, as far as a value shows it."""
    match value:
        case None:
            return "dynamic"
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case Set():
            return ["set", type_of(value[0]) if value else "dynamic"]
        case list():
            return ["tuple", [type_of(item) for item in value]]
        case _:
            return ["object", {name: type_of(value[name]) for name in sorted(value)}]
