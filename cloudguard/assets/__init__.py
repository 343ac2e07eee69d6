"""What things are, whoever provides them: the vocabulary the checks speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloudguard.values import Source, Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies, as its provider names it.

    `country` is an ISO 3166 code, None where the name is not in the table of places;
    `service` is set for a service without a region, whose `name` is then `global`.
    """

    name: str
    country: str | None
    service: str | None = None

    def __str__(self) -> str:
        """Return the name with what it means."""
        if self.service:
            return f"{self.name} ({self.service})"
        return f"{self.name} ({self.country})" if self.country else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Anything a check can judge.

    `id` is the full Terraform address (a live asset: the provider's own id), `type` the
    provider's word for it; `names` are the ARNs, ids and names by which others refer to it.
    """

    id: str
    provider: str
    type: str
    origin: Source
    location: Value[Place]
    tags: Value[Mapping[str, str]]
    account: Value[str]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Asset):
    """What stands for a resource as a whole: every resource that is understood has one.

    Its other sides (a copy, a log) are assets beside it; where it lies is judged here, once.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Placed):
    """A setting, a network part, a permission: something that holds no data of its own."""
