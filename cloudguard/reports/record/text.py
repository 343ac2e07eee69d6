"""The record on a screen: counts, then what is not gone, then where the rest is written."""

from __future__ import annotations

from cloudguard.disposal.record import Entry, Record
from cloudguard.reports.evidence import safe
from cloudguard.reports.record import words
from cloudguard.reports.record.words import JA

_SHOWN = ("remains", "pending", "not_read", "unreadable", "attested")


def render(record: Record, lang: str, root: str) -> bytes:
    """Return the record as text."""
    ja = lang == JA
    terms = record.contract
    lines = [
        f"{record.title[lang]}: {terms.id} ({'期限' if ja else 'deadline'} {terms.deadline})",
        "",
    ]
    for state, count in record.counts.items():
        lines.append(f"  {count:>6}  {words.word(words.STATES, state, lang)}")
    lines.append("")
    for state in _SHOWN:
        entries = [entry for entry in record.entries if entry.state == state]
        if entries:
            lines.append(words.word(words.STATES, state, lang))
            for entry in entries:
                lines += _entry(entry, lang)
            lines.append("")
    lines += _rest(record, lang)
    lines += [words.foreign(file, lang) for file in record.foreign]
    lines.append(f"{'一式の要約値' if ja else 'Root of the bundle'}: {root}")
    lines.append(_verdict(record, ja=ja))
    return ("\n".join(safe(line) for line in lines) + "\n").encode()


def _entry(entry: Entry, lang: str) -> list[str]:
    lines = [f"  {entry.id}"]
    if entry.address:
        lines[0] += f"  ({entry.address})"
    said = [words.why(entry.why, lang), words.until(entry, lang)]
    if entry.appeared:
        said.append("処分前にはなかったもの" if lang == JA else "it was not there before")
    if not entry.contract_sure:
        said.append(
            "どの契約のものか読めていません" if lang == JA else "its contract cannot be told"
        )
    lines.append("    " + ("。" if lang == JA else "; ").join(part for part in said if part))
    lines += [
        f"    {words.spoken(proof.at)}  {words.why(proof.says, lang)}  {proof.actor}".rstrip()
        for proof in entry.evidence
        if proof.kind in {"audit", "attestation"}
    ]
    return lines


def _rest(record: Record, lang: str) -> list[str]:
    counted = record.accounting
    lines = [words.counted(counted, lang)]
    types = counted["types_of_no_contract"]
    if types:
        lines.append("  " + ", ".join(f"{name} {count}" for name, count in types.items()))
    lines.append(words.scope(len(counted["types_asked"]), lang))
    empty = [paper for paper in record.papers if not paper.filled]
    lines.append("添付が必要な文書:" if lang == JA else "Papers still wanted:")
    lines += [f"  - {words.word(words.PAPERS, paper.about, lang)}" for paper in empty]
    return lines


def _verdict(record: Record, *, ja: bool) -> str:
    match record.exit_code:
        case 0:
            return (
                "すべての消滅を確認したか、証言があります。"
                if ja
                else "Everything is gone, or vouched for."
            )
        case 1:
            return "残っているものがあります。" if ja else "Something remains."
        case _:
            return (
                "確かめられていないものがあります。消えたとは言えません。"
                if ja
                else "Not everything could be read: nothing says that it is gone."
            )
