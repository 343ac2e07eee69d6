"""Who has power in some inputs: principals, their chains, and what must be attested of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloudguard import run, texts
from cloudguard.assets import Placed
from cloudguard.config import plain, quoted, suggestion
from cloudguard.errors import InputError, UsageError
from cloudguard.identity.powers import ADMINISTRATOR, Chain
from cloudguard.providers import alone, completed, planned, tells_principals, understand
from cloudguard.reports.chains import Gap, Holder, Roster, State, state
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.survey import unread
from cloudguard.values import Source, Unknown

if TYPE_CHECKING:
    from cloudguard.catalogue import Catalogue
    from cloudguard.estate import Estate
    from cloudguard.findings import Text
    from cloudguard.identity.powers import Principal

ADMINISTRATORS = "admins.mfa-enforced"
CONTRACTORS = "contractors.mfa-enforced"
_ORDER: tuple[State, ...] = ("not_enforced", "undetermined", "enforced")


@dataclass
class _Gathered:
    """What became of the inputs so far."""

    paths: list[str] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unread: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    named: bool = False
    powerless: int = 0


@contextmanager
def roster(
    paths: Sequence[str], options: run.Options, lang: str, only: str | None = None
) -> Iterator[Roster]:
    """Read inputs and tell who has power in them; with `only`, of the principals called so.

    Where lines stand is asked while the inputs are open.
    """
    targets = list(dict.fromkeys(t for path in paths for t in inputs.targets(path)))
    inputs.prepare(targets)
    catalogue = run.catalogue_of(options)
    gathered = _Gathered()
    opened: list[Contents] = []
    try:
        for target in targets:
            _gather(target, options, catalogue, only, gathered, opened)
        if not gathered.paths:
            raise InputError(
                {"en": "nothing could be read.", "ja": "何も読めませんでした。"},
                {"en": gathered.unread[0]["en"], "ja": gathered.unread[0]["ja"]},
            )
        if only is not None and not gathered.named:
            raise _nobody(only, list(gathered.names))
        yield Roster(
            inputs=gathered.paths,
            profiles=[profile.name for profile in catalogue.profiles],
            as_of=options.as_of.isoformat(),
            lang=lang,
            holders=gathered.holders,
            powerless=gathered.powerless,
            gaps=gathered.gaps,
            unread=gathered.unread,
            notes=gathered.notes,
            only=only,
        )
    finally:
        for read in opened:
            if read.close:
                read.close()


def _gather(
    target: Target,
    options: run.Options,
    catalogue: Catalogue,
    only: str | None,
    gathered: _Gathered,
    opened: list[Contents],
) -> None:
    """Read one input, and add who has power in it."""
    asked = Asked(options.source, options.variables, completed, planned, alone)
    try:
        read = _read(target, asked)
    except InputError as wrong:
        gathered.unread.append({lang: wrong.sentence(lang) for lang in texts.LANGS})
        return
    opened.append(read)
    members = run.memberships(options, catalogue)
    understanding = understand(read.resources, read.configuration)
    estate = run.estate_of(read, understanding, options, catalogue, members)
    number = len(gathered.paths)
    gathered.paths.append(target.path)
    # What no snapshot holds is told of each, and is no gap in this one.
    told = gathered.unread if read.collected is None else gathered.notes
    told += unread(read)
    gathered.unread += read.unread
    powers = estate.powers
    wanted = _wanted(catalogue)
    for principal in powers.principals.values():
        gathered.names.setdefault(principal.name)
        gathered.names.setdefault(principal.id)
        if only is not None:
            if not _is(principal, only):
                continue
            gathered.named = True
        chains = sorted(powers.chains(principal.id), key=_gravest)
        if not chains:
            gathered.powerless += 1
            continue
        party = _party(estate, principal)
        holder = Holder(
            input=number,
            principal=principal,
            chains=tuple(chains),
            party=party,
            clauses=wanted(party),
            place=_placing(read),
        )
        gathered.holders.append(holder)
    gathered.gaps += [
        Gap(input=number, place=place, why=why) for place, (why, _) in powers.unseen.items()
    ]


def _read(target: Target, asked: Asked) -> Contents:
    """Read one input; raise InputError where it says nothing of who may do what."""
    read = inputs.read(target, asked)
    if read.collected is None or tells_principals(read.collected):
        return read
    raise InputError(
        {
            "en": "this snapshot was not asked for everything that says who may do what.",
            "ja": "このスナップショットには、誰が何をできるかを決めるものが揃っていません。",
        },
        {
            "en": "Collect again with this version of cloudguard, and without --type.",
            "ja": "この版の cloudguard で、--type を付けずに取り直してください。",
        },
        target.path,
    )


def _is(principal: Principal, only: str) -> bool:
    return plain(only).casefold() in (plain(principal.name).casefold(), principal.id.casefold())


def _gravest(chain: Chain) -> tuple[int, int, str]:
    """Return where a chain stands among those of one principal."""
    end = chain.steps[-1].end.removeprefix(ADMINISTRATOR)
    return (_ORDER.index(state(chain)), len(chain.steps), end)


def _party(estate: Estate, principal: Principal) -> str | Unknown | None:
    found = estate.find(Placed, principal.id)
    return estate.party(found[0]) if found else None


def _wanted(catalogue: Catalogue) -> Callable[[str | Unknown | None], tuple[str, ...]]:
    """Return which clauses want a second factor of somebody whom a party answers for."""
    clauses = [c for profile in catalogue.profiles for c in catalogue.of(profile)]
    everyone = tuple(dict.fromkeys(c.id for c in clauses if ADMINISTRATORS in c.checks))
    outside = tuple(dict.fromkeys(c.id for c in clauses if CONTRACTORS in c.checks))
    return lambda party: everyone if party is None else (*everyone, *outside)


def _placing(read: Contents) -> Callable[[Source], str]:
    """Return what tells the line that a source is written in."""

    def place(source: Source) -> str:
        if source.file:
            return f"{source.file}:{source.line}"
        span = read.locate(source.address, source.path) if read.locate is not None else None
        return f"{span.file}:{span.line}" if span is not None else ""

    return place


def _nobody(only: str, names: Sequence[str]) -> UsageError:
    en, ja = suggestion(only, names)
    said = quoted(only)
    if not names:
        en, ja = "this input has no principals.", "この入力に主体がありません。"
    return UsageError(
        {
            "en": f"{said} is no principal of this input:",
            "ja": f"{said} は、この入力の主体ではありません。",
        },
        {"en": en, "ja": ja},
        "--principal",
    )
