"""Provider blocks: what every source of Terraform resources says of them, and a plan's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cloudguard.sources.shapes import mapping
from cloudguard.values import Value

NO_REGION: Final = (
    "the provider block names no region; it comes from the environment (AWS_REGION, a profile)"
)

# What a provider block may say that this program reads; all else, credentials first, is dropped.
_READ: Final = frozenset(
    {
        "alias",
        "allowed_account_ids",
        "assume_role",
        "default_labels",
        "default_tags",
        "endpoints",
        "project",
        "region",
        "subscription_id",
        "zone",
    }
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


def blocks_of(configuration: Mapping[str, Any]) -> dict[str, ProviderBlock]:
    """Take the blocks out of the `configuration` of a plan, leaving credentials behind."""
    return {
        key: ProviderBlock(
            key,
            str(block.get("name") or key.split(":")[-1].split(".")[0]),
            _module_address(block.get("module_address")),
            {
                name: _kept(name, value)
                for name, value in mapping(block.get("expressions")).items()
                if name in _READ
            },
        )
        for key, block in mapping(configuration.get("provider_config")).items()
        if isinstance(block, dict)
    }


def _kept(name: str, value: Any) -> Any:
    """Return what of a provider's expression is kept: of roles their names alone."""
    if name != "assume_role" or not isinstance(value, list):
        return value
    return [{"role_arn": mapping(role).get("role_arn")} for role in value]


def _module_address(value: Any) -> str:
    return value if isinstance(value, str) and value.startswith("module.") else ""
