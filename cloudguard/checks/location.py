"""Where things lie: in the regions that the organisation allows."""

from collections.abc import Collection

from cloudguard.assets import Place, Placed
from cloudguard.assets.location import ProviderDefault, RegionGuardrail
from cloudguard.assets.storage import Copy
from cloudguard.check import check
from cloudguard.values import Value
from cloudguard.verdicts import Outcome, Verdict, decides

TOPIC = "region_restriction"
JAPAN = ("JP",)


@check("location.allowed", topic=TOPIC, on=Placed)
def allowed(
    asset: Placed,
    *,
    allowed_locations: tuple[str, ...] = JAPAN,
    allowed_global_services: tuple[str, ...] = (),
) -> Verdict:
    """Everything lies in a place that the organisation allows.

    In another country, other laws reach the data.
    """
    return _within(asset.location, allowed_locations, allowed_global_services)


@check("location.copies-allowed", topic=TOPIC, on=Copy)
def copies_allowed(copy: Copy, *, allowed_locations: tuple[str, ...] = JAPAN) -> Verdict:
    """Copies, replicas and backups stay in a place that the organisation allows.

    A copy abroad is as much the residents' data as the original.
    """
    return _within(copy.location, allowed_locations, ())


@check("location.provider-default-allowed", topic=TOPIC, on=ProviderDefault)
def provider_default_allowed(
    default: ProviderDefault, *, allowed_locations: tuple[str, ...] = JAPAN
) -> Verdict:
    """The region where a provider block puts things is one that the organisation allows.

    Whatever is added later without a region of its own is made there.
    """
    return _within(default.location, allowed_locations, ())


@check("location.guardrail-restricts-regions", topic=TOPIC, on=RegionGuardrail)
def guardrail_restricts_regions(
    guardrail: RegionGuardrail, *, allowed_locations: tuple[str, ...] = JAPAN
) -> Verdict:
    """A rule that restricts regions leaves only allowed ones usable.

    A rule with a gap looks like protection, and is none for what passes through the gap.
    """

    def restricted(places: frozenset[Place]) -> Outcome:
        return min((_judged(p, allowed_locations, ()) for p in places), default=Outcome.PASS)

    return decides(guardrail.reachable, restricted, _expected(allowed_locations))


def _within(place: Value[Place], locations: Collection[str], services: Collection[str]) -> Verdict:
    return decides(place, lambda where: _judged(where, locations, services), _expected(locations))


def _judged(place: Place, locations: Collection[str], services: Collection[str]) -> Outcome:
    if place.service is not None:
        return Outcome.PASS if place.service in services else Outcome.FAIL
    if place.name in locations:
        return Outcome.PASS
    # One place may span countries ("JP, KR"): each must be allowed.
    if place.country and all(c.strip() in locations for c in place.country.split(",")):
        return Outcome.PASS
    # A place that no table knows may lie in an allowed country.
    return Outcome.FAIL if place.country is not None else Outcome.UNKNOWN


def _expected(locations: Collection[str]) -> str:
    return f"in {', '.join(sorted(locations))}"
