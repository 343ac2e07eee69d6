"""The networks of one input, drawn so that they can be asked: what gets from here to there."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cloudguard import run, texts, zoning
from cloudguard.config import Area, plain, quoted, suggestion
from cloudguard.errors import InputError, UsageError
from cloudguard.findings import Finding, Text
from cloudguard.network.crossings import Crossings
from cloudguard.network.meetings import Meeting
from cloudguard.network.packets import prefix
from cloudguard.network.reach import UNSEEN
from cloudguard.network.ways import End, at_addresses
from cloudguard.network.wiring import INTERNET, Host
from cloudguard.network.zonemap import zone_map
from cloudguard.providers import completed, planned, understand
from cloudguard.reports.maps import Drawing
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.values import Source
from cloudguard.verdicts import Outcome

if TYPE_CHECKING:
    from cloudguard.estate import Estate

_THE_INTERNET = frozenset({"internet", "the internet", "インターネット"})
_SHOWN = 5


@dataclass(frozen=True)
class Survey:
    """The networks of one input: `zones` are the names of the documents' zones by id.

    `unread` says what of the input was not read, `findings` what the clauses find; a place is
    `file:line` of what an input calls a resource, empty where it is not known.
    """

    input: str
    estate: Estate
    zones: Mapping[str, Text]
    names: zoning.Names
    unread: Sequence[Text]
    findings: Sequence[Finding]
    profiles: Sequence[str]
    _read: Contents

    @property
    def crossings(self) -> Crossings:
        """Return what crosses from zone to zone."""
        return self.estate.crossings

    def place(self, source: Source) -> str:
        """Return the line that something is written in, as far as the input tells."""
        if source.file:
            return f"{source.file}:{source.line}"
        if self._read.locate is None:
            return ""
        span = self._read.locate(source.address, source.path)
        return f"{span.file}:{span.line}" if span is not None else ""

    def zone_of(self, host: Host) -> str | None:
        """Return the zone of a host, None where it has none."""
        found = self.crossings.zones.get(host.id, UNSEEN)
        return None if found == UNSEEN else found

    def end(self, text: str) -> End:
        """Return what a user calls an end: an address, a network, a zone, the Internet."""
        found = self._end(text.strip())
        if found is None or not found.hosts:
            raise _nothing(text, self._nameable(), known=found is not None)
        return found

    def _end(self, text: str) -> End | None:
        wiring = self.crossings.wiring
        if plain(text).casefold() in _THE_INTERNET:
            return End(INTERNET, (wiring.internet(),))
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            pass
        else:
            return at_addresses(wiring, prefix(text), text)
        if text in self.crossings.outside:
            return End(text, (wiring.hosts[text],))
        hosts = tuple(h for h in wiring.hosts.values() if _is(h, text))
        return End(text, hosts) if hosts else self._zone(text.removeprefix("zone:"))

    def _zone(self, text: str) -> End | None:
        area = zoning.area(text, self.names)
        if area is None or (not self.names and str(area) not in self.crossings.zones.values()):
            return None
        wiring, zones = self.crossings.wiring, self.crossings.zones
        hosts = (h for h in wiring.hosts.values() if _within(area, zones.get(h.id, UNSEEN)))
        return End(str(area), tuple(hosts))

    def _nameable(self) -> list[str]:
        zones = dict.fromkeys(self.names.values())
        hosts = self.crossings.wiring.hosts.values()
        named = (name for host in hosts for name in (host.network, host.id))
        return [*zones, *self.crossings.outside, *dict.fromkeys(named)]


def drawing(survey: Survey, options: run.Options, lang: str) -> Drawing:
    """Return the map of what was surveyed, with what the clauses forbid."""
    failing = {
        (finding.asset.id, finding.check): finding.settings
        for finding in survey.findings
        if finding.verdict.outcome is Outcome.FAIL
    }

    def offends(network: str, meeting: Meeting) -> bool:
        if meeting.zone == INTERNET:
            return (network, "zones.no-internet-path") in failing
        settings = failing.get((network, "zones.separated"))
        own = survey.crossings.zone_of(network)
        return (
            settings is not None
            and own is not None
            and Area.read(own).apart(Area.read(meeting.zone), settings["separated_zones"])
        )

    return Drawing(
        map=zone_map(survey.crossings, list(survey.zones), offends),
        input=Path(survey.input).resolve().name if survey.input != "-" else "-",
        profiles=survey.profiles,
        as_of=options.as_of.isoformat(),
        lang=lang,
        zones=survey.zones,
        place=survey.place,
        unread=survey.unread,
    )


@contextmanager
def surveyed(path: str, options: run.Options, *, judged: bool = False) -> Iterator[Survey]:
    """Read the one input at a path and draw its networks; with `judged`, judge it as well."""
    target = _one(path)
    inputs.prepare([target])
    read = inputs.read(target, Asked(options.source, options.variables, completed, planned))
    try:
        catalogue = run.catalogue_of(options)
        members = run.memberships(options, catalogue)
        understanding = understand(read.resources, read.configuration)
        estate = run.estate_of(read, understanding, options, catalogue, members)
        zones = {n: text for d in catalogue.documents.values() for n, text in d.zones.items()}
        found = run.judged(estate, options, catalogue, members).findings if judged else ()
        profiles = [profile.name for profile in catalogue.profiles]
        missing = [*unread(read)]
        names = zoning.names(zones)
        yield Survey(target.path, estate, zones, names, missing, found, profiles, read)
    finally:
        if read.close:
            read.close()


def _one(path: str) -> Target:
    found = inputs.targets(path)
    if len(found) == 1:
        return found[0]
    shown = ", ".join(target.path for target in found[:_SHOWN])
    more = ", …" if len(found) > _SHOWN else ""
    raise InputError(
        {
            "en": f"the folder holds {len(found)} root modules ({shown}{more}).",
            "ja": f"フォルダーにルートモジュールが {len(found)} あります({shown}{more})。",
        },
        {"en": "Name one of them.", "ja": "一つを指定してください。"},
        path,
    )


def unread(read: Contents) -> Iterator[Text]:
    """Yield what of an input was not read."""
    yield from read.incomplete
    for trouble in read.troubles:
        at = f"{trouble.span.file}:{trouble.span.line}"
        yield {
            "en": f"{at} was not read ({trouble.reason})",
            "ja": f"{at} を読めていない({texts.translated(trouble.reason, 'ja')})",
        }


def _is(host: Host, name: str) -> bool:
    return name in (host.id, host.network, host.at.address, *host.within)


def _within(area: Area, zone: str) -> bool:
    """Tell whether a zone is an area, or, of an area without a tenant, some tenant's."""
    return Area.read(zone) == area or (area.tenant is None and Area.read(zone).zone == area.zone)


def _nothing(text: str, nameable: Sequence[str], *, known: bool) -> UsageError:
    said = quoted(text)
    en, ja = suggestion(text, nameable)
    if known:
        return UsageError(
            {
                "en": f"no network of this input is in {said}.",
                "ja": f"この入力のネットワークに {said} のものはありません。",
            },
            {
                "en": "Declare what lies outside under network.outside in cloudguard.yaml.",
                "ja": "外部にあるものは cloudguard.yaml の network.outside に書いてください。",
            },
        )
    return UsageError(
        {
            "en": f"{said} is no network, host, zone or address of this input:",
            "ja": f"{said} は、この入力のネットワーク、ホスト、領域、アドレスではありません。",
        },
        {"en": en, "ja": ja},
    )
