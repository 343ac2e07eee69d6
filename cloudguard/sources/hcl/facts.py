"""What is known of a root module before its source is read."""

from __future__ import annotations

from typing import Any, Final, Protocol

from cloudguard.sources.hcl.keys import KeyList

MISSING: Final = object()
"""What is not known from anywhere else."""


class Facts(Protocol):
    """What is known of a root module before its source is read: what a plan says."""

    def keys(self, module: str, name: str) -> KeyList | None:
        """Return the keys of the instances of a resource."""

    def module_keys(self, module: str, call: str) -> KeyList | None:
        """Return the keys of the instances of a module call."""

    def attribute(self, address: str, name: str) -> Any:
        """Return an attribute that is known, MISSING where it is not."""

    def variable(self, name: str) -> Any:
        """Return the value of a variable of the root module, MISSING where it has none."""


class NoFacts:
    """Knows nothing but the source."""

    def keys(self, module: str, name: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def module_keys(self, module: str, call: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def attribute(self, address: str, name: str) -> Any:
        """Leave it to the source."""
        return MISSING

    def variable(self, name: str) -> Any:
        """Leave it to the source."""
        return MISSING
