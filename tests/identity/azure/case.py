"""A case: a tiny configuration, and how somebody in it becomes an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENFORCED: Final = "enforced"
NOT_ENFORCED: Final = "not enforced"
ELSEWHERE: Final = "elsewhere"
NOBODY: Final = "no administrator"


@dataclass(frozen=True, kw_only=True)
class Case:
    """Whether each way to power of `who` passes a second factor.

    `reason` is what the reason must say where that is decided elsewhere; `through` what the
    steps must name.
    """

    name: str
    page: str
    hcl: str
    expected: str
    who: str = "azuread_user.taro"
    reason: str = ""
    through: tuple[str, ...] = ()
