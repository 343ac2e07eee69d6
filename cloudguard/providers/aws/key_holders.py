"""Who holds a KMS key: the customer or AWS, by its name or by what it refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any, Final

from cloudguard.assets.keys import KeyUse
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference

# AWS KMS Developer Guide, "Aliases": the prefix alias/aws/ is reserved for AWS managed keys.
_AWS_ALIAS: Final = re.compile(r"(^|:)alias/aws/")
_ALIAS: Final = re.compile(r"(^|:)alias/")
_ALIAS_OF_ARN: Final = re.compile(r":alias/.*$")
# AWS KMS Developer Guide, "Multi-Region keys": ids begin with mrk-; only customer managed keys
# can be multi-Region.
_MULTI_REGION: Final = re.compile(r"(^|[:/])mrk-[0-9a-f]{32}$")
_KEY_TYPES: Final = (
    "aws_kms_key",
    "aws_kms_replica_key",
    "aws_kms_external_key",
    "aws_kms_replica_external_key",
    "awscc_kms_key",
    "awscc_kms_replica_key",
)
_KEY_ALIASES: Final = ("aws_kms_alias", "awscc_kms_alias")


class KeyHolders:
    """The keys that one input knows, and whose they are."""

    def __init__(self, resources: Resources, names: Callable[[Resource], tuple[str, ...]]) -> None:
        """Look up references in `resources`; `names` gives what a resource is called."""
        self._resources = resources
        self._names = names
        self._holders: dict[str, str] | None = None

    def use(self, name: Any) -> KeyUse | None:
        """Return the key that a name means, and who holds it."""
        if name is None or name in ("", [], {}):
            return None
        if isinstance(name, KeyUse):
            return name
        if isinstance(name, Reference):
            return KeyUse(name, self._holder_of(name))
        text = str(name)
        if _AWS_ALIAS.search(text):
            return KeyUse(text, "provider")
        if _ALIAS.search(text) or _MULTI_REGION.search(text):
            # Whether a live key stands ready is asked of the key: it must have been read.
            lost = self._resources.live and text not in self._standing
            return KeyUse(text, "unknown" if lost else "customer")
        if self._holders is None:
            self._holders = dict(self._named_keys())
        return KeyUse(text, self._holders.get(text, "unknown"))

    @cached_property
    def _standing(self) -> frozenset[str]:
        """Return the names of the keys that were read of a live account, aliases included."""
        keys = {name for key in self._resources.of("aws_kms_key") for name in self._names(key)}
        aliases = self._resources.of("aws_kms_alias")
        behind = (alias for alias in aliases if _text(alias, "target_key_id") in keys)
        return frozenset(keys | {name for alias in behind for name in self._names(alias)})

    def _named_keys(self) -> Iterator[tuple[str, str]]:
        """Yield the names of the keys that this input knows, and who holds each."""
        for key in self._resources.of("data.aws_kms_alias"):
            alias = _text(key, "name")
            holder = "provider" if _AWS_ALIAS.search(alias) else "customer"
            for name in ("arn", "target_key_arn", "target_key_id"):
                if text := _text(key, name):
                    yield text, holder
        for key in self._resources.of("data.aws_kms_key"):
            # DescribeKey, "KeyManager": CUSTOMER or AWS.
            manager = {"AWS": "provider", "CUSTOMER": "customer"}
            if holder := manager.get(_text(key, "key_manager"), ""):
                yield from ((name, holder) for name in self._names(key))
        if self._resources.live:  # a listed key may be AWS's, unless it is told whose it is
            yield from self._behind_aliases()
            return
        for type_ in _KEY_TYPES:
            for key in self._resources.of(type_):
                yield from ((name, "customer") for name in self._names(key))

    def _behind_aliases(self) -> Iterator[tuple[str, str]]:
        """Yield the names of the keys that AWS manages, by the aliases that it gives them."""
        aliases = (self._resources.of(f"{mode}aws_kms_alias") for mode in ("", "data."))
        for alias in chain.from_iterable(aliases):
            arn, key = (_text(alias, name) for name in ("arn", "target_key_id"))
            if _AWS_ALIAS.search(arn) and key:
                yield key, "provider"
                yield _ALIAS_OF_ARN.sub(f":key/{key}", arn), "provider"

    def _holder_of(self, reference: Reference) -> str:
        target = self._resources.by_address.get(reference.address)
        if target is None:
            return "unknown"
        if target.mode == "managed" and target.type in (*_KEY_TYPES, *_KEY_ALIASES):
            return "customer"
        alias = target.get("name") if target.type == "aws_kms_alias" else None
        if alias is None and target.type == "aws_kms_key":
            alias = target.get("key_id")
        if isinstance(alias, Known) and isinstance(alias.value, str):
            held = self.use(alias.value)
            return held.holder if held else "unknown"
        return "unknown"


def _text(resource: Resource, name: str) -> str:
    attributes = resource.attributes
    return str(attributes.get(name) or "") if isinstance(attributes, dict) else ""
