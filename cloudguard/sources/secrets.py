"""Which attributes hold secrets, whether or not their provider marks them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cloudguard.sources.resource import SENSITIVE

# Terraform before 0.14 marks nothing as sensitive, and no version marks what a user puts into
# a map of environment variables: names are the second net under `sensitive_values`.
_SECRET = re.compile(
    r"passw(or)?d|passphrase|secret|token|credential|private_?key|access_?key|api_?key|auth_?key",
    re.IGNORECASE,
)
# Names that speak of a secret without holding it: where it lies, how it is kept.
_ABOUT = re.compile(
    r"(arn|arns|id|ids|name|names|kms_key|key_id|policy|enabled|type|length|days|ttl|expiry|"
    r"expiration|version|status|validity|units?|source|rotation|lifetime|age|count|algorithm)$",
    re.IGNORECASE,
)
# Names of condition keys in policies: of an issuer that happens to be called so (its claim counts),
# and the global ones of AWS, under a prefix that nobody else's names may have.
_OF_ISSUER: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^:\s]*)?:([\w-]+)", re.IGNORECASE)
_OF_AWS: Final = re.compile(r"aws:[A-Za-z0-9]+")


SHORTEST: Final = 6
"""Strings shorter than this (`true`, `tokyo`) are no secret by their text alone."""
LONG_ENOUGH: Final = 12
"""Strings of this length are secret inside longer ones too."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of an input: strings that are one, and those that make a string one.

    A value that Terraform marks is hidden wherever the same string stands; what a sensitive
    variable or a credential holds is also hidden inside longer strings.
    """

    exact: frozenset[str] = frozenset()
    within: re.Pattern[str] | None = None

    @classmethod
    def of(cls, exact: Iterable[str], within: Iterable[str]) -> Secrets:
        """Take strings; short ones may be part of anything and count only as a whole."""
        inner = sorted({text for text in within if len(text) >= LONG_ENOUGH}, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, inner))) if inner else None
        return cls(frozenset(exact) | frozenset(inner), pattern)

    def holds(self, text: str) -> bool:
        """Tell whether a string is or contains a secret."""
        return text in self.exact or (self.within is not None and bool(self.within.search(text)))


def marked(node: Any, marks: Any, found: set[str]) -> None:
    """Collect the strings that `marks`, a tree of the same shape, calls sensitive."""
    if marks is True:
        _strings(node, found)
    elif isinstance(marks, dict) and isinstance(node, dict):
        for name, mark in marks.items():
            if mark:
                marked(node.get(name), mark, found)
    elif isinstance(marks, list) and isinstance(node, list):
        for item, mark in zip(node, marks, strict=False):
            if mark:
                marked(item, mark, found)


def _strings(node: Any, found: set[str]) -> None:
    if isinstance(node, str) and len(node) >= SHORTEST:
        found.add(node)
    elif isinstance(node, (dict, list)):
        for item in node.values() if isinstance(node, dict) else node:
            _strings(item, found)


def without(node: Any, marks: Any, secrets: Secrets) -> Any:
    """Return attributes with every secret hidden: marked, named as one, or seen elsewhere.

    Terraform marks `tags` and not `tags_all`, a module's input and not the caller's tag: what
    is secret in one place is hidden in all of them.
    """
    if marks is True:
        return SENSITIVE
    if isinstance(node, str):
        return SENSITIVE if secrets.holds(node) else node
    if isinstance(node, dict):
        below = marks if isinstance(marks, dict) else {}
        changed = {}
        for name, value in node.items():
            if value is None:
                continue
            if is_secret(name) and isinstance(value, str):
                changed[name] = SENSITIVE
            elif (clean := without(value, below.get(name), secrets)) is not value:
                changed[name] = clean
        return {**node, **changed} if changed else node
    if isinstance(node, list):
        below_list = marks if isinstance(marks, list) else []
        items = [
            without(item, below_list[n] if n < len(below_list) else None, secrets)
            for n, item in enumerate(node)
        ]
        return items if any(a is not b for a, b in zip(items, node, strict=True)) else node
    return node


@cache
def is_secret(name: str) -> bool:
    """Tell whether an attribute of this name holds a secret."""
    if _OF_AWS.fullmatch(name):
        return False
    if found := _OF_ISSUER.fullmatch(name):
        name = found[1]
    return bool(_SECRET.search(name)) and not _ABOUT.search(name)
