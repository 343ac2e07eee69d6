"""Whose store an `aws` provider block really speaks to: other clouds speak the protocol of S3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
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

_NAMES: Final = ("endpoints.s3", "endpoints.s3api")  # the second is an older name of the first


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
    written = next(
        (v for n in _NAMES if (v := aws.configuration.setting(key, n)) is not None), None
    )
    if written is None:
        return None
    source = Source(f"provider.{key}", "endpoints.s3")
    url = written.value if isinstance(written, Known) else None
    if not isinstance(url, str) or not url:
        reason = "the provider block names an endpoint for S3 that is not known here"
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
