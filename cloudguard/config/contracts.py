"""What an organisation says of its contracts: with whom, until when, and what they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cloudguard.config.model import Assign, Contract, Match, Rule
from cloudguard.config.problems import quoted, suggestion

if TYPE_CHECKING:
    from cloudguard.config.reading import Reader


def contracts(
    said: Sequence[Mapping[str, Any]], reader: Reader, match: Callable[[dict[str, Any]], Match]
) -> tuple[Contract, ...]:
    """Give names to what was read; what contradicts itself is added to the reader's problems."""
    found = tuple(_contract(each, n, reader, match) for n, each in enumerate(said))
    seen: set[str] = set()
    for number, each in enumerate(found):
        if each.id in seen:  # nobody could tell which of them a rule speaks of
            reader.complain(
                f"contracts[{number}].id",
                f"the contract {quoted(each.id)} is given twice.",
                f"契約 {quoted(each.id)} が重複しています。",
            )
        seen.add(each.id)
        _in_time(each, number, reader)
    return found


def unknown(
    found: Sequence[Contract], rules: Iterable[Rule], assign: Mapping[str, Assign], reader: Reader
) -> None:
    """Report the contracts that rules and tags give and the file does not have, if it has any."""
    ids = [contract.id for contract in found]
    for path, name in _given(rules, assign) if ids else ():
        if name not in ids:
            en, ja = suggestion(name, ids)
            reader.complain(
                path,
                f"{quoted(name)} is no id of `contracts`: {en}",
                f"{quoted(name)} は `contracts` の id にありません。{ja}",
            )


def _given(rules: Iterable[Rule], assign: Mapping[str, Assign]) -> Iterator[tuple[str, str]]:
    """Yield where a contract is given, and which."""
    for rule in rules:
        if "contract" in rule.gives:
            yield f"{rule.origin.path}.set.contract", rule.gives["contract"]
    if (tag := assign.get("contract")) is not None:
        for word, meant in tag.values.items():
            yield f"assign.contract.values.{word}", meant


def _contract(
    said: Mapping[str, Any],
    number: int,
    reader: Reader,
    match: Callable[[dict[str, Any]], Match],
) -> Contract:
    return Contract(
        id=said["id"],
        party=said.get("party"),
        start=said.get("start"),
        end=said["end"],
        origin=reader.source(f"contracts[{number}]"),
        grace_days=said.get("grace_days", 0),
        last_write=said.get("last_write"),
        service_stop=said.get("service_stop"),
        covers=tuple(match(asked) for asked in said.get("covers", ())),
        classes=tuple(said.get("classes", ())),
        tenant=said.get("tenant"),
    )


def _in_time(contract: Contract, number: int, reader: Reader) -> None:
    """Report a day that lies outside of the contract: it was meant otherwise."""
    for name in ("last_write", "service_stop"):
        day: date | None = getattr(contract, name)
        if day is None:
            continue
        path = f"contracts[{number}].{name}"
        if contract.start is not None and day < contract.start:
            reader.complain(
                path, f"`{name}` lies before `start`.", f"`{name}` が `start` より前の日付です。"
            )
        if day > contract.deadline:
            reader.complain(
                path,
                f"`{name}` lies after the end and its grace.",
                f"`{name}` が終了日と猶予より後の日付です。",
            )
