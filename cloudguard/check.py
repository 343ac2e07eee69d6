"""The shape of a check."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar

from cloudguard.assets import Asset
from cloudguard.estate import Estate
from cloudguard.verdicts import Verdict

A = TypeVar("A", bound=Asset)
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Check:
    """A question asked of every asset of one kind.

    `title` states the requirement, `rationale` why it stands; `parameters` holds the names of
    the settings that a profile gives, with their defaults. `judge` returns None of an asset of
    which another check, or this check on another asset, gives the answer.
    """

    id: str
    topic: str
    kind: type[Asset]
    title: str
    rationale: str
    parameters: Mapping[str, Any]
    judge: Callable[..., Verdict | None]
    looks_around: bool = False
    """Whether other assets of the estate decide as well."""


def check(
    id: str, *, topic: str, on: type[A]
) -> Callable[[Callable[Concatenate[A, P], Verdict | None]], Check]:
    """Declare a check; its keyword-only arguments are its parameters."""

    def declare(judge: Callable[Concatenate[A, P], Verdict | None]) -> Check:
        title, _, rationale = inspect.cleandoc(judge.__doc__ or "").partition("\n\n")
        if not title:
            raise TypeError(f"{id}: a check needs a docstring; its first line is the title")
        arguments = inspect.signature(judge).parameters.values()
        parameters = {a.name: a.default for a in arguments if a.kind is a.KEYWORD_ONLY}
        sees_estate = sum(a.kind is not a.KEYWORD_ONLY for a in arguments) > 1

        def run(asset: A, estate: Estate, **settings: Any) -> Verdict | None:
            seen: tuple[Any, ...] = (asset, estate) if sees_estate else (asset,)
            return judge(*seen, **settings)

        why = " ".join(rationale.split())
        return Check(id, topic, on, title, why, parameters, run, sees_estate)

    return declare


def collect(*modules: ModuleType) -> tuple[Check, ...]:
    """Return the checks that the modules declare, in order of declaration."""
    return tuple(c for m in modules for c in vars(m).values() if isinstance(c, Check))
