"""Whose store an `aws` provider block really speaks to: other clouds speak the protocol of S3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from cloudguard.assets import Place
from cloudguard.providers.aws.provider import Aws
from cloudguard.values import Known, Source, Unknown, Value

# terraform-provider-sakuracloud 2.36.1, "Object Storage": the aws provider is to be used with the
# endpoint https://s3.isk01.sakurastorage.jp; Sakura's manual names the sites: isk01 is Ishikari,
# tky01 Tokyo.
_SAKURA: Final = ".sakurastorage.jp"
_SITES: Final = {"isk01": "JP", "tky01": "JP"}
# AWS General Reference, "AWS service endpoints", and "AWS PrivateLink for Amazon S3".
_AWS: Final = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A store that speaks S3 and is not AWS's, or may not be.

    `place` is where it lies; `reason` says why nothing else is known of it.
    """

    provider: str
    place: Value[Place]
    reason: str


def s3_endpoint(aws: Aws, key: str) -> Endpoint | None:
    """Return the endpoint that a provider block names for S3; None where it is AWS's own."""
    block = aws.configuration.providers.get(key)
    written = _written(block.expressions.get("endpoints")) if block else None
    if written is None:
        return None
    source = Source(f"provider.{key}", "endpoints.s3")
    url = _constant(written, aws)
    if url is None:
        reason = "the provider block names an endpoint for S3 that the plan does not show"
        return Endpoint("aws", Unknown(reason, source), reason)
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    if host.endswith(_AWS):
        return None
    if host.endswith(_SAKURA):
        site = host.removesuffix(_SAKURA).rpartition(".")[2]
        place = Known(Place(site, _SITES.get(site)), source)
        return Endpoint("sakura", place, "Sakura object storage: this table does not know")
    reason = f"{host} is not an endpoint of AWS: this table does not know whose it is"
    return Endpoint("other", Unknown(reason, source), reason)


def _written(endpoints: Any) -> Any:
    """Return the expression of `s3` (or its older name) in the `endpoints` blocks."""
    for block in endpoints if isinstance(endpoints, list) else [endpoints]:
        if isinstance(block, dict):
            for name in ("s3", "s3api"):
                if name in block:
                    return block[name]
    return None


def _constant(expression: Any, aws: Aws) -> str | None:
    if not isinstance(expression, dict):
        return None
    value = expression.get("constant_value")
    references = expression.get("references")
    if value is None and isinstance(references, list) and len(references) == 1:
        kind, _, name = str(references[0]).partition(".")
        value = aws.configuration.variables.get(name) if kind == "var" else None
    return value if isinstance(value, str) and value else None
