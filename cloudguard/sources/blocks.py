"""Provider blocks: what every source of Terraform resources says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cloudguard.values import Value

NO_REGION: Final = (
    "the provider block names no region; it comes from the environment (AWS_REGION, a profile)"
)


@dataclass(frozen=True, slots=True)
class ProviderBlock:
    """A provider's configuration, without its credentials.

    `key` is its name (`aws.osaka`, in a module `module.a:aws.osaka`), `module` the address of the
    module it stands in.
    """

    key: str
    name: str
    module: str
    expressions: Mapping[str, Any] = field(default_factory=dict)


class Providers(Protocol):
    """The provider blocks of one input."""

    @property
    def providers(self) -> Mapping[str, ProviderBlock]:
        """Return the blocks by key."""

    def region(self, key: str) -> Value[str | None]:
        """Return the region of a provider block, as far as the input says it."""

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets (`endpoints.s3`), None where it does not."""
