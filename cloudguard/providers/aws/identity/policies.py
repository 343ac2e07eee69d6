"""Policy documents as sets: which actions on which resources each statement allows or denies.

IAM User Guide, "IAM JSON policy reference". What of a statement is not known is in what it
possibly names, and not in what it surely names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from cloudguard.providers.aws.documents import Document, listed, statements
from cloudguard.providers.aws.identity import actions
from cloudguard.providers.aws.identity.conditions import AGE, MFA, Context, holds, mentions
from cloudguard.providers.aws.identity.globs import ANY, NO, Both, meets
from cloudguard.providers.aws.identity.variables import has_variables, written
from cloudguard.values import Reference, Source, Unknown

Text: TypeAlias = "Callable[[Any], str]"
"""Writes what stands in a document as text, with `ANY` for what is not known of it."""

_NOW: Final = "2012-10-17"
_TAG: Final = "aws:principaltag/"


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement: whether it may allow or deny, and what it surely and possibly names.

    `exact` is false where even its effect is not known. `but` turns the patterns of resources
    around: all but those.
    """

    allows: bool
    denies: bool
    exact: bool
    sure: int
    possible: int
    resources: tuple[str, ...]
    but: bool
    condition: Any
    variables: bool
    principal: Any = None
    not_principal: Any = None
    asks_mfa: bool = False

    def on(self, text: str, names: Mapping[str, str]) -> Both:
        """Tell whether the statement names a resource."""
        known = names if self.variables else None
        found = NO
        for pattern in self.resources:
            found |= meets(written(pattern, known), text)
            if found.sure:
                break
        return ~found if self.but else found

    def patterns(self, names: Mapping[str, str]) -> tuple[str, ...]:
        """Return the patterns of resources as they stand for one who asks."""
        known = names if self.variables else None
        return tuple(written(pattern, known) for pattern in self.resources)

    def met(self, context: Context, names: Mapping[str, str]) -> Both:
        """Tell whether the conditions are met."""
        return holds(self.condition, context, names if self.variables else None)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A document; `at` is where it is written, `certain` false where it may not be attached."""

    statements: tuple[Statement, ...]
    at: Source
    certain: bool = True
    possible: int = field(init=False)
    """Every action that it may allow."""
    personal: bool = field(init=False)
    """Whether it depends on who asks beyond how he signed in."""

    asks_mfa: bool = field(init=False)
    """Whether any statement asks how somebody signed in."""

    denies: bool = field(init=False)
    """Whether any statement may deny something."""

    asks_tags: bool = field(init=False)
    """Whether any statement asks for the tags of who asks."""

    def __post_init__(self) -> None:
        """Gather what the statements say together."""
        for name, value in zip(_GATHERED, _gathered(self.statements), strict=True):
            object.__setattr__(self, name, value)


_GATHERED: Final = ("possible", "personal", "asks_mfa", "denies", "asks_tags")


@lru_cache(maxsize=1 << 15)
def _gathered(statements: tuple[Statement, ...]) -> tuple[int, bool, bool, bool, bool]:
    found = 0
    for statement in statements:
        found |= statement.possible if statement.allows else 0
    personal = any(
        s.condition is not None or any(map(has_variables, s.resources)) for s in statements
    )
    asks = any(statement.asks_mfa for statement in statements)
    denies = any(statement.denies for statement in statements)
    tags = any(_asks_tags(statement.condition) for statement in statements)
    return found, personal, asks, denies, tags


def _asks_tags(condition: Any) -> bool:
    return isinstance(condition, Mapping) and any(
        isinstance(lines, Mapping) and any(_TAG in str(key).lower() for key in lines)
        for lines in condition.values()
    )


FULL: Final = {"Version": _NOW, "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def unreadable(at: Source) -> Policy:
    """Return a policy of which nothing is known: it may allow and deny anything."""
    whole = actions.everything()
    anything = Statement(
        allows=True,
        denies=True,
        exact=False,
        sure=0,
        possible=whole,
        resources=("*",),
        but=False,
        condition=None,
        variables=False,
    )
    return Policy((anything,), at)


_ELEMENTS: Final = {
    name.lower(): name
    for name in (
        "Version",
        "Statement",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    )
}


def _spelt_as_usual(node: Document) -> Document:
    """Return elements by their names, whatever the letters' case: none is overlooked for that.

    Whether AWS takes such a document "Grammar of the IAM JSON policy language" does not say.
    """
    if not any(name not in _ELEMENTS.values() and name.lower() in _ELEMENTS for name in node):
        return node
    return {_ELEMENTS.get(name.lower(), name): value for name, value in node.items()}


def compiled(document: Document, text: Text, at: Source) -> Policy:
    """Read a document; `text` writes what refers to other resources."""
    usual = _spelt_as_usual(document)
    odd = usual is not document
    document = usual
    version = document.get("Version")
    # "Version": without one a document is of 2008-10-17, which has no policy variables.
    variables = not isinstance(version, str) or version == _NOW
    variables = variables and version is not None
    made = tuple(_statement(node, text, variables=variables, odd=odd) for node in _nodes(document))
    return Policy(made, at)


def _nodes(document: Document) -> Iterator[Document]:
    found = document.get("Statement", [])
    if isinstance(found, (Unknown, Reference)):
        yield {"Effect": found, "Action": found, "Resource": found}
        return
    yield from statements(document)
    for node in found if isinstance(found, list) else ():
        if isinstance(node, (Unknown, Reference)):
            yield {"Effect": node, "Action": node, "Resource": node}


def _statement(written_: Document, text: Text, *, variables: bool, odd: bool) -> Statement:
    node = _spelt_as_usual(written_)
    effect = node.get("Effect")
    known = isinstance(effect, str)
    sure, possible = _actions(node, text)
    resources, but = _resources(node, text)
    condition = node.get("Condition") or None
    return Statement(
        allows=effect == "Allow" or not known,
        denies=effect == "Deny" or not known,
        exact=known and not odd and node is written_,
        sure=sure,
        possible=possible,
        resources=resources,
        but=but,
        condition=_spelt(condition, text),
        variables=variables,
        principal=node.get("Principal"),
        not_principal=node.get("NotPrincipal"),
        asks_mfa=condition is not None and mentions(condition, MFA, AGE),
    )


def _actions(node: Document, text: Text) -> tuple[int, int]:
    """Return the actions that a statement surely names, and those it possibly does."""
    all_ = actions.everything()
    if "NotAction" in node:
        sure, possible = _named(node["NotAction"], text)
        return all_ & ~possible, all_ & ~sure
    if "Action" in node:
        return _named(node["Action"], text)
    # A trust policy of a document made elsewhere may be cut short: nothing is named.
    return 0, 0


def _named(found: Any, text: Text) -> tuple[int, int]:
    sure = possible = 0
    for each in listed(found):
        if isinstance(each, (Unknown, Reference)):
            shown = text(each)
            possible |= actions.mask(shown.replace(ANY, "*")) if shown != ANY else -1
        else:
            here = actions.mask(str(each))
            sure |= here
            possible |= here
    return sure, possible & actions.everything()


def _resources(node: Document, text: Text) -> tuple[tuple[str, ...], bool]:
    """Return the patterns of resources; a trust policy has none, and names its own role."""
    if "NotResource" in node:
        return tuple(text(each) for each in listed(node["NotResource"])), True
    return tuple(text(each) for each in listed(node.get("Resource", "*"))), False


def _spelt(condition: Any, text: Text) -> Any:
    """Write the values of a condition as text, as far as they are known."""
    if not isinstance(condition, Mapping):
        return condition
    made: dict[str, Any] = {}
    for operator, lines in condition.items():
        if not isinstance(lines, Mapping):
            made[str(operator)] = lines
            continue
        made[str(operator)] = {
            str(key): [_value(each, text) for each in listed(values)]
            for key, values in lines.items()
        }
    return made


def _value(each: Any, text: Text) -> Any:
    if not isinstance(each, (Unknown, Reference)):
        return each
    shown = text(each)
    return each if shown == ANY else shown
