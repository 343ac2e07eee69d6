"""`cloudguard path`: whether packets get from one end to another, and by which way."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from cloudguard.cli import LANGS, language
from cloudguard.errors import UsageError

if TYPE_CHECKING:
    from cloudguard.network.ways import Answer, End
    from cloudguard.survey import Survey

EXITS: Final = {"no": 0, "yes": 1, "perhaps": 3}
LAST_PORT: Final = 65535
_PORT: Final = re.compile(r"(?:([a-z0-9]+)/)?(\d{1,5})(?:-(\d{1,5}))?|([a-z][a-z0-9]*)", re.ASCII)


@click.command(
    "path",
    short_help="Tell whether packets get from FROM to TO.",
    epilog="Exit codes: 0 no path, 1 a path, 2 wrong use, 3 perhaps.",
)
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.argument("input_", metavar="[INPUT]", default=".")
@click.option("--port", metavar="PORT", help="tcp/443, udp/53, tcp/8000-8010, 443, icmp.")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose zones to speak of.")
@click.option("--source", type=click.Path(), help="The folder the plan was made in.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
@click.option("-f", "--format", "form", type=click.Choice(("text", "json")), default="text")
def command(
    *,
    start: str,
    end: str,
    input_: str,
    port: str | None,
    config: str | None,
    profile: tuple[str, ...],
    source: str | None,
    lang: str | None,
    form: str,
) -> int:
    """Tell whether packets get from FROM to TO, hop by hop.

    FROM and TO are the address of a resource, an IP address or prefix, a zone, the id of
    something outside, or `internet`. INPUT is a plan, a folder of source or a state.

    FROM から TO へ通信が届くか、経路を一段ずつ示します。
    """
    from cloudguard.cli.options import network_options, printed
    from cloudguard.network.ways import ask
    from cloudguard.reports import path as report
    from cloudguard.survey import surveyed

    service = _service(port)
    spoken = language(lang)
    with surveyed(input_, network_options(config, profile, source)) as survey:
        here, there = survey.end(start), survey.end(end)
        _differing(here, there)
        answer = ask(survey.crossings.wiring, here, there, service)
        if answer.verdict == "no" and survey.unread:
            answer = replace(answer, verdict="perhaps", halts=())
        told = report.Told(
            start=here.name,
            end=there.name,
            service=port,
            answer=answer,
            place=survey.place,
            zone=survey.zone_of,
            permitted=_permitted(answer, survey),
            unread=survey.unread,
        )
        code = EXITS[answer.verdict]
        if form == "json":
            printed(report.json(told, code), text=False)
        else:
            color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            width = shutil.get_terminal_size((100, 24)).columns
            printed(report.text(told, spoken, width, color=color))
    return code


def _differing(start: End, end: End) -> None:
    if {host.id for host in start.hosts} == {host.id for host in end.hosts}:
        raise UsageError(
            {"en": "FROM and TO are the same network.", "ja": "FROM と TO が同じです。"},
            {"en": "Name two different ends.", "ja": "異なる両端を指定してください。"},
        )


def _permitted(answer: Answer, survey: Survey) -> bool:
    if answer.start is None or answer.end is None:
        return False
    zones = survey.crossings.zones
    start, end = (zones.get(host.id) for host in (answer.start, answer.end))
    if start is None or end is None or start == end:
        return False
    return answer.passing <= survey.crossings.permitted(start, end)


def _service(text: str | None) -> tuple[int, ...] | None:
    from cloudguard.network.intervals import union
    from cloudguard.network.packets import PROTOCOLS, TCP, UDP, WITH_PORTS, ports

    if text is None or text == "any":
        return None
    found = _PORT.fullmatch(text.strip().casefold())
    if found is None:
        raise _strange(text)
    protocol, low, high, alone = found.groups()
    if alone is not None:
        if alone not in PROTOCOLS:
            raise _strange(text)
        return ports(PROTOCOLS[alone])
    first, last = int(low), int(high or low)
    numbers = (TCP, UDP) if protocol is None else (PROTOCOLS.get(protocol, -1),)
    if not first <= last <= LAST_PORT or not WITH_PORTS.issuperset(numbers):
        raise _strange(text)
    made: tuple[int, ...] = ()
    for number in numbers:
        made = union(made, ports(number, first, last))
    return made


def _strange(text: str) -> UsageError:
    return UsageError(
        {"en": f"{text!r} is no port.", "ja": f"{text!r} はポートではありません。"},
        {
            "en": "Write tcp/443, udp/53, tcp/8000-8010, 443 or icmp.",
            "ja": "tcp/443、udp/53、tcp/8000-8010、443、icmp のように書いてください。",
        },
        "--port",
    )
