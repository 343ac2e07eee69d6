"""Who has power, by which chains: as a table, as JSON, and drawn as SVG, Mermaid and DOT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from cloudguard.findings import Text
from cloudguard.identity.powers import ADMINISTRATOR, Chain, Principal, Step
from cloudguard.reports.evidence import safe, shortened, spoken
from cloudguard.reports.wording import comma, say
from cloudguard.texts import translated
from cloudguard.values import Known, Source, Unknown

State: TypeAlias = Literal["not_enforced", "undetermined", "enforced", "not_asked"]
"""Whether a second factor is enforced; a program is not asked for one."""

STATES: Final[tuple[State, ...]] = ("not_enforced", "undetermined", "enforced", "not_asked")
NODES: Final = {
    " access key": "chain_key",
    " API key": "chain_api_key",
    " access key raised": "chain_key",
    " console without MFA": "chain_console",
    " session token without MFA": "chain_token_without",
    " session with MFA": "chain_with",
    " console": "chain_in_console",
    " console, verified by a second factor": "chain_verified",
    " identity provider": "chain_through",
    " role session": "chain_role",
    " role session of a permission set": "chain_role",
    " signed in": "chain_in",
    " token": "chain_token",
    " in Azure": "chain_in_azure",
    " in Microsoft Entra": "chain_in_entra",
}
"""The words after an address that make a node of a session, and what is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A principal with power: its chains, one for each place, the one that tells most first.

    `party` is who answers for it. `clauses` are those that want it attested, where an identity
    provider decides; `place` gives the line that a source is written in.
    """

    input: int
    principal: Principal
    chains: tuple[Chain, ...]
    party: str | Unknown | None
    clauses: tuple[str, ...]
    place: Callable[[Source], str]

    @property
    def state(self) -> State:
        """Return whether its way to power passes a second factor."""
        if self.principal.kind == "machine":
            return "not_asked"
        return state(self.chains[0])

    @property
    def why(self) -> str:
        """Return why that is not determined, nothing where it is."""
        enforced = self.chains[0].enforced
        asked = self.principal.kind != "machine"
        return enforced.reason if isinstance(enforced, Unknown) and asked else ""

    @property
    def power(self) -> tuple[str, ...]:
        """Return the places over which it has power."""
        return tuple(chain.steps[-1].end.removeprefix(ADMINISTRATOR) for chain in self.chains)

    def line(self, source: Source) -> str:
        """Return where something is written: its line, else nothing."""
        return safe(self.place(source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place of whose administrators more may exist than its input shows."""

    input: int
    place: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who has power in some inputs; `only` is the name of the one that was asked for."""

    inputs: Sequence[str]
    profiles: Sequence[str]
    as_of: str
    lang: str
    holders: Sequence[Holder]
    powerless: int
    gaps: Sequence[Gap]
    unread: Sequence[Text]
    notes: Sequence[Text] = ()
    only: str | None = None

    def title(self) -> str:
        """Return what the table is of."""
        inputs = ", ".join(
            Path(path).resolve().name if path != "-" else path for path in self.inputs
        )
        names = ", ".join(self.profiles)
        key = "chain_title" if self.only is None else "chain_title_one"
        only = safe(self.only or "")
        return say(self.lang, key, input=safe(inputs), names=safe(names), only=only)

    def counts(self) -> dict[str, int]:
        """Return how many principals there are of each state."""
        found = Counter(holder.state for holder in self.holders)
        return {state: found[state] for state in STATES}

    def counted(self) -> str:
        """Return how many there are of each state, in words."""
        told = (f"{say(self.lang, f'chain_{s}')}: {n}" for s, n in self.counts().items() if n)
        nobody = "chain_nobody_read" if self.unread else "chain_nobody"
        return ", ".join(told) or say(self.lang, nobody)

    def nobody(self) -> str:
        """Return the sentence of a table without anybody, and how far that is known."""
        key = "chain_none" if self.only is None else "chain_none_one"
        return say(self.lang, f"{key}_read" if self.unread else key, only=safe(self.only or ""))

    def in_order(self) -> list[Holder]:
        """Return the holders, those that need something done first."""
        key = {state: number for number, state in enumerate(STATES)}
        return sorted(self.holders, key=lambda h: (key[h.state], h.input))

    def party(self, holder: Holder) -> str:
        """Return who answers for a principal."""
        if isinstance(holder.party, Unknown):
            return say(self.lang, "chain_party_unknown")
        return safe(holder.party or "-")

    def name(self, holder: Holder) -> str:
        """Return what a principal is called, with its address where that is another word."""
        principal = holder.principal
        name, id_ = safe(translated(principal.name, self.lang)), safe(principal.id)
        return name if name == id_ or not name else f"{name} ({id_})"

    def node(self, node: str) -> str:
        """Return what a node of a chain is called."""
        if node.startswith(ADMINISTRATOR):
            place = self.place(node.removeprefix(ADMINISTRATOR))
            return safe(say(self.lang, "chain_administrator", place=place))
        for ending, key in NODES.items():
            if node.endswith(ending):
                return safe(say(self.lang, key, who=node.removesuffix(ending)))
        return safe(translated(node, self.lang))

    def place(self, place: str) -> str:
        """Return a place so that Japanese follows it: after Latin letters with a space."""
        told = translated(place, self.lang)
        return f"{told} " if self.lang == "ja" and told[-1:].isascii() else told

    def how(self, step: Step) -> str:
        """Return by what a step leads on."""
        return safe(shortened(spoken(step.how, self.lang)))

    def asks(self, step: Step) -> str:
        """Return what is said of a step besides: a second factor, or what is not known of it."""
        parts = [] if step.certain else [say(self.lang, "chain_perhaps")]
        match step.second_factor:
            case Unknown(reason):
                parts.append(translated(reason, self.lang))
            case Known(True):
                parts.append(say(self.lang, "chain_asks"))
            case _:
                pass
        return safe("; ".join(parts))

    def remarks(self) -> Iterator[str]:
        """Yield what is not in the inputs."""
        places: dict[str, dict[str, None]] = {}
        for gap in self.gaps:
            places.setdefault(gap.why, {}).setdefault(gap.place)
        for reason, found in places.items():
            *others, last = found
            named = [*(translated(place, self.lang) for place in others), self.place(last)]
            parts = {"place": comma(self.lang, *named), "why": translated(reason, self.lang)}
            yield safe(say(self.lang, "chain_gap", **parts))
        yield from (safe(text[self.lang]) for text in (*self.unread, *self.notes))


def state(chain: Chain) -> State:
    """Return whether a chain passes a second factor."""
    match chain.enforced:
        case Unknown():
            return "undetermined"
        case Known(True):
            return "enforced"
        case Known():
            return "not_enforced"
