"""Sites of the Web Accelerator: what they publish of the object storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Unknown, Value, inherent, settled

# Of each generation of the provider: the sites, how they name a bucket, and what says that a site
# asks for one-time URLs. Arguments ending in _wo are never kept: their version tells of them.
_SITES: Final = {
    "sakura_webaccel": (
        "origin_parameters.bucket_name",
        ("onetime_url_secrets", "onetime_url_secrets_wo", "onetime_url_secrets_wo_version"),
    ),
    "sakuracloud_webaccel": ("origin_parameters.s3_bucket_name", ("onetime_url_secrets",)),
}
_BUCKET: Final = "bucket"
_PUBLISHED: Final = (
    "sakura 3.12.7 docs, webaccel: a site of origin type bucket fetches with a key of its own and "
    "hands out to everyone"
)
_ONE_TIME: Final = (
    "SAKURA Cloud manual, サイト全体ワンタイムURL機能 (2024-08-16): nothing of the site can be had "
    "but by a URL that is issued and expires"
)
_NO_SECRETS: Final = "not written: no one-time URLs"
_LISTED: Final = "an ACL of the site decides which addresses may read"
_INACTIVE: Final = "no resource of this input says whether the site is switched on"
_PERHAPS: Final = "a site may publish this bucket: whose bucket it names, is not known"


def published(
    bucket: Resource, resources: Resources, names: Sequence[str]
) -> Iterator[Value[bool]]:
    """Yield of each site that names a bucket, or may, whether everyone reads it there."""
    nameless = isinstance(bucket.get("name"), Unknown)
    for type_, (via, secrets) in _SITES.items():
        found = resources.about(bucket, type_, via, names)
        for site in found.named:
            yield _public(site, secrets, resources)
        possible = found.possible
        if nameless and not found.named:
            possible = tuple(resources.of(type_))
        for site in possible:
            if not _surely_another(site):
                yield Unknown(_PERHAPS, site.source(via))


def _surely_another(site: Resource) -> bool:
    kind = settled(site.get("origin_parameters.type"))
    return isinstance(kind, Known) and kind.value != _BUCKET


def _public(site: Resource, secrets: Sequence[str], resources: Resources) -> Value[bool]:
    kind = settled(site.get("origin_parameters.type"))
    if isinstance(kind, Unknown) or kind.value != _BUCKET:
        return kind.map(lambda found: found == _BUCKET)
    for name in secrets:
        secret = site.get(name, None, _NO_SECRETS)
        if isinstance(secret, Unknown):
            return Unknown(secret.reason, secret.source)
        if secret.value:
            return inherent(False, secret.source, _ONE_TIME)
    lists = resources.about(site, f"{site.type}_acl", "site_id")
    if lists.named or lists.possible:
        return Unknown(_LISTED, site.source())
    switch = resources.about(site, f"{site.type}_activation", "site_id")
    if not switch.named:
        return Unknown(_INACTIVE, site.source())
    enabled = settled(switch.one().get("enabled"))
    if isinstance(enabled, Known) and enabled.value is True:
        return inherent(True, site.source("origin_parameters"), _PUBLISHED)
    return enabled
