"""The demands: documents, their clauses, and the profiles that bind them, read from policies/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.errors import UsageError
from cloudguard.findings import Clause, Document, Severity, Text
from cloudguard.texts import folder as shipped

OBLIGATIONS: Final = ("must", "must_not", "should", "consider", "may")
PARAMETERS: Final = (
    "approved_algorithms",
    "allowed_locations",
    "allowed_global_services",
    "log_retention_days",
    "key_rotation_days",
    "separated_zones",
    "private_line_zones",
    "narrow_addresses",
    "narrow_ports",
    "most_administrators",
    "inactive_days",
    "personal_names",
    "privileged_key_days",
    "erasure_routes",
)
CONTRACTS: Final = "contracts"
"""What a clause on the end of contracts waits for as for a value: that any is declared."""
_LAXER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "log_retention_days": lambda value, floor: value < floor,
    "key_rotation_days": lambda value, floor: value > floor,
    "narrow_addresses": lambda value, floor: value > floor,
    "narrow_ports": lambda value, floor: value > floor,
    "most_administrators": lambda value, floor: value > floor,
    "inactive_days": lambda value, floor: value > floor,
    "privileged_key_days": lambda value, floor: value > floor,
    "separated_zones": lambda value, floor: not set(value) >= set(floor),
    "private_line_zones": lambda value, floor: not set(value) >= set(floor),
}
_NUMBERS: Final = frozenset(
    {
        "log_retention_days",
        "key_rotation_days",
        "narrow_addresses",
        "narrow_ports",
        "most_administrators",
        "inactive_days",
        "privileged_key_days",
    }
)
_CLAUSE_KEYS: Final = frozenset(
    "id section lines topic obligation applies_to actor ja en classes zones checks "  # noqa: SIM905  # words
    "planned attest values floors settings qualified rule_duty severity parameters evidence".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one organisation is judged by.

    `parameters` holds the profile's own values and why it has them; `blocks` the severities of
    failing findings that block; `severity` gives each obligation its severity; `networks` the
    zone of what has none (`government_cloud`, `private_line`).
    """

    name: str
    title: Text
    sources: tuple[str, ...]
    parameters: Mapping[str, tuple[Any, Text]]
    blocks: frozenset[Severity]
    severity: Mapping[str, Severity]
    networks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The profiles of a run, with every document and clause that they bind."""

    profiles: tuple[Profile, ...]
    documents: Mapping[str, Document]
    clauses: Mapping[str, tuple[Clause, ...]]
    """Clauses by source, in the order of the document."""
    version: str

    def of(self, profile: Profile) -> Iterator[Clause]:
        """Yield the clauses of a profile's documents."""
        for source in profile.sources:
            yield from self.clauses[source]


def profile_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the names of all profiles, an organisation's own first."""
    found = [
        file.stem
        for folder in (*folders, shipped())
        for file in sorted((folder / "profiles").glob("*.yaml"))
    ]
    return tuple(dict.fromkeys(found))


def load(names: Sequence[str], checks: Collection[str], folders: Sequence[Path] = ()) -> Catalogue:
    """Load profiles by name; `checks` are the ids that exist, `folders` an organisation's own.

    Raise UsageError naming the file and the clause of everything that does not resolve.
    """
    digest = hashlib.sha256()
    profiles = tuple(_profile(name, folders, digest) for name in dict.fromkeys(names))
    documents: dict[str, Document] = {}
    clauses: dict[str, tuple[Clause, ...]] = {}
    for source in dict.fromkeys(source for profile in profiles for source in profile.sources):
        path = _find("clauses", source, folders)
        content = _load(path, digest)
        with _shaped(str(path)):
            documents[source] = _document(content, path, source)
        clauses[source] = _clauses(content, path, source, frozenset(checks))
    return Catalogue(profiles, documents, clauses, digest.hexdigest()[:12])


def laxer(parameter: str, value: Any, floor: Any) -> bool:
    """Tell whether a value asks for less than a document does."""
    if compare := _LAXER.get(parameter):
        return compare(value, floor)
    return not set(value) <= set(floor)


def _find(kind: str, name: str, folders: Sequence[Path]) -> Path:
    for folder in (*folders, shipped()):
        path = folder / kind / f"{name}.yaml"
        if path.is_file():
            return path
    have = ", ".join(profile_names(folders))
    ja = {"profiles": "プロファイル", "clauses": "文書"}.get(kind, kind)
    raise UsageError(
        {
            "en": f"there is no {kind.rstrip('s')} {name!r}.",
            "ja": f"{ja} {name!r} はありません。",
        },
        {"en": f"Profiles there are: {have}.", "ja": f"使えるプロファイル: {have}。"},
    )


def _load(path: Path, digest: Any) -> Mapping[str, Any]:
    raw = path.read_bytes()
    digest.update(raw)
    try:
        content = yaml.load(raw, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as wrong:  # such as a date that does not exist
        mark = getattr(wrong, "problem_mark", None)
        at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise _wrong(f"{path}{at}", "is not YAML", "YAML として読めません") from None
    if not isinstance(content, dict):
        raise _wrong(str(path), "is not a mapping", "マッピングではありません")
    return content


def _wrong(where: str, en: str, ja: str) -> UsageError:
    return UsageError(
        {"en": f"{en}.", "ja": f"{ja}。"},
        {
            "en": "See policies/README.md for the shape of these files.",
            "ja": "書式は policies/README.md にあります。",
        },
        where,
    )


def _profile(name: str, folders: Sequence[Path], digest: Any) -> Profile:
    path = _find("profiles", name, folders)
    with _shaped(str(path)):
        return _profile_in(_load(path, digest), name, path)


def _profile_in(content: Mapping[str, Any], name: str, path: Path) -> Profile:
    parameters = {}
    for key, entry in (content.get("parameters") or {}).items():
        if key not in PARAMETERS or not isinstance(entry, dict) or "value" not in entry:
            en, ja = (
                f"unknown parameter or no value: {key}",
                f"知らないパラメーターか値がない: {key}",
            )
            raise _wrong(str(path), en, ja)
        value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
        why = {"ja": str(entry.get("why_ja", "")), "en": str(entry.get("why_en", ""))}
        parameters[key] = (_checked(key, value), why)
    if not isinstance(content["sources"], list):
        raise TypeError("`sources` is no list")
    return Profile(
        name=name,
        title=_text(content, "title"),
        sources=tuple(content["sources"]),
        parameters=parameters,
        blocks=frozenset(Severity(s) for s in content.get("blocks", ("critical", "high"))),
        severity={
            o: Severity(content.get("severity", {}).get(o, _SEVERITY[o])) for o in OBLIGATIONS
        },
        networks=_networks(content.get("networks") or {}),
    )


def _networks(written: Mapping[str, Any]) -> Mapping[str, str]:
    if strangers := written.keys() - {"government_cloud", "private_line"}:
        raise TypeError(f"`networks` has {', '.join(sorted(map(str, strangers)))}")
    return {str(name): str(zone) for name, zone in written.items()}


@contextmanager
def _shaped(where: str) -> Iterator[None]:
    """Tell of a file of the wrong shape where it is wrong."""
    try:
        yield
    except KeyError as wrong:
        raise _wrong(where, f"{wrong} is missing", f"{wrong} がありません") from None
    except (AttributeError, TypeError, ValueError) as wrong:
        raise _wrong(where, f"its shape is wrong: {wrong}", f"形が誤っています: {wrong}") from None


def _checked(name: str, value: Any) -> Any:
    """Return the value of a parameter; raise TypeError for one of another kind."""
    wanted = int if name in _NUMBERS else tuple
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}")
    return value


_SEVERITY: Final = {
    "must": "high",
    "must_not": "high",
    "should": "medium",
    "consider": "low",
    "may": "low",
}


def _document(content: Mapping[str, Any], path: Path, source: str) -> Document:
    entry = content.get("document")
    if not isinstance(entry, dict) or entry.get("source") != source:
        en = f"`document.source` is not the file's name, {source}"
        raise _wrong(str(path), en, f"document.source がファイル名 {source} と違います")
    return Document(
        source=source,
        title=_text(entry, "title"),
        issued=str(entry.get("issued") or ""),
        date=str(entry["date"]) if entry.get("date") else None,
        organisation=_text(entry, "organisation"),
        classes=tuple(map(str, entry.get("classes") or ())),
        zones=entry.get("zones") or {},
        doubts=tuple(
            (
                {"ja": str(d.get("ja", "")), "en": str(d.get("en", ""))},
                tuple(d.get("clauses") or ()),
            )
            for d in entry.get("doubts") or ()
        ),
    )


def _clauses(
    content: Mapping[str, Any], path: Path, source: str, checks: frozenset[str]
) -> tuple[Clause, ...]:
    found: dict[str, Clause] = {}
    for number, entry in enumerate(content.get("clauses") or ()):
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"{path}: {name or f'clause {number + 1}'}"
        if not isinstance(entry, dict) or not isinstance(name, str):
            raise _wrong(where, "has no id", "id がありません")
        if name in found:
            raise _wrong(where, "stands twice", "二重に定義されています")
        with _shaped(where):
            found[name] = _clause(entry, where, source, checks)
    return tuple(found.values())


def _clause(entry: Mapping[str, Any], where: str, source: str, checks: frozenset[str]) -> Clause:
    if unknown := sorted(set(entry) - _CLAUSE_KEYS):
        raise _wrong(where, f"unknown key {unknown[0]!r}", f"知らないキー {unknown[0]!r}")
    asked = tuple(entry.get("checks") or ())
    if missing := [check for check in asked if check not in checks]:
        en = f"there is no check {missing[0]!r} (name it under `planned` until there is)"
        raise _wrong(where, en, f"検査 {missing[0]!r} はありません(できるまでは planned に)")
    values = tuple(entry.get("values") or ())
    floors = entry.get("floors") or {}
    settings = entry.get("settings") or {}
    given = (*(name for name in values if name != CONTRACTS), *floors, *settings)
    if strange := [name for name in given if name not in PARAMETERS]:
        raise _wrong(where, f"unknown parameter {strange[0]!r}", f"知らない値 {strange[0]!r}")
    attest = entry.get("attest")
    if not asked and not entry.get("planned") and not attest:
        en = "neither checks, planned nor attest says how it is answered"
        raise _wrong(where, en, "checks・planned・attest のどれもありません")
    if entry.get("obligation") not in OBLIGATIONS or not entry.get("topic"):
        raise _wrong(where, "obligation or topic is wrong", "obligation か topic が誤りです")
    lines = entry.get("lines")
    severity = entry.get("severity")
    return Clause(
        id=entry["id"],
        source=source,
        section=str(entry.get("section") or ""),
        lines=(lines[0], lines[1]) if lines else None,
        topic=entry["topic"],
        obligation=entry["obligation"],
        applies_to=str(entry.get("applies_to") or ""),
        actor=str(entry.get("actor") or ""),
        text={"ja": str(entry.get("ja") or ""), "en": str(entry.get("en") or "")},
        classes=tuple(map(str, entry.get("classes") or ())),
        zones=tuple(map(str, entry.get("zones") or ())),
        checks=asked,
        planned=tuple(entry.get("planned") or ()),
        attest={"ja": str(attest.get("ja", "")), "en": str(attest.get("en", ""))}
        if attest
        else None,
        evidence=tuple(map(str, (attest or {}).get("evidence") or ())),
        values=values,
        floors=_values(floors),
        settings=_values(settings),
        qualified=bool(entry.get("qualified")),
        rule_duty=bool(entry.get("rule_duty")),
        severity=Severity(severity) if severity else None,
    )


def _values(written: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _checked(k, tuple(v) if isinstance(v, list) else v) for k, v in written.items()}


def _text(entry: Mapping[str, Any], name: str) -> Text:
    return {lang: str(entry.get(f"{name}_{lang}") or "") for lang in ("ja", "en")}
