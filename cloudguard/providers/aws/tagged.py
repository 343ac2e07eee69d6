"""What a policy of AWS is for by the tags that it names."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_TAGS: Final = "the tags decide whether it is for {address}, and they are not known"


def tagged(resource: Resource, wanted: Value[Any], aws: Aws) -> Value[bool] | None:
    """Tell whether a resource bears one of the tags that are wanted; None where it does not."""
    if isinstance(wanted, Unknown):
        return Unknown(wanted.reason, wanted.source)
    pairs = wanted.value if isinstance(wanted.value, dict) else {}
    tags: Value[Any] = aws.tags(resource)
    if isinstance(tags, Unknown):
        return Unknown(_TAGS.format(address=resource.address), tags.source)
    open_ = False
    for key, value in pairs.items():
        its = tags.value.get(key)
        if its is None:
            continue
        if isinstance(its, Unknown) or isinstance(value, Unknown):
            open_ = True
        elif its == value:
            return Known(True, wanted.source)
    return Unknown(_TAGS.format(address=resource.address), tags.source) if open_ else None
