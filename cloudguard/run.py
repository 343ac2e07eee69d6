"""The whole of a run: read → understand → judge → decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudguard import config, texts
from cloudguard.catalogue import CONTRACTS, Catalogue, load
from cloudguard.checks import CHECKS
from cloudguard.config import UNKNOWN, Config
from cloudguard.decide import Seen, decide
from cloudguard.errors import InputError
from cloudguard.estate import Estate, Surroundings
from cloudguard.findings import Accounting, Clause, Failure, Finding, Input, Report
from cloudguard.judge import Judgement, judge
from cloudguard.membership import Memberships
from cloudguard.providers import (
    Understanding,
    alone,
    completed,
    people,
    planned,
    understand,
    wire,
)
from cloudguard.register import Register
from cloudguard.side_by_side import in_order
from cloudguard.sources import inputs, moments
from cloudguard.sources.inputs import Asked, Contents, Locate, Target
from cloudguard.texts import LANGS
from cloudguard.verdicts import Outcome, Verdict
from cloudguard.zoning import flows

if TYPE_CHECKING:
    from cloudguard.sources.hcl.root import Variables
    from cloudguard.sources.hcl.syntax import Span, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked: the profiles to judge by, the day, how strict."""

    profiles: tuple[str, ...] = ()
    config: Config = field(default_factory=Config)
    source: Path | None = None
    as_of: date = field(default_factory=moments.today)
    variables: Variables | None = None
    strict: bool = False
    fail_on_unknown: bool = False


@dataclass(slots=True)
class Examined:
    """What became of inputs: `inputs` holds those that could be read."""

    inputs: list[Input] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unclassified: set[str] = field(default_factory=set)
    bugs: set[str] = field(default_factory=set)
    accounting: Accounting = field(default_factory=Accounting)
    gaps: bool = False
    declared: set[str] = field(default_factory=set)


def configuration(path: str | None) -> Config:
    """Return the configuration at a path, the one found from here up, or an empty one."""
    found = Path(path) if path else config.find(Path.cwd())
    return config.load(found) if found else Config()


def check(
    paths: Sequence[str], options: Options, told: Callable[[int, int, str], None] | None = None
) -> Report:
    """Judge every input; what cannot be read is told in the report, never raised.

    `told` hears of each input that is done: how many are, of how many, and its path.
    """
    catalogue = catalogue_of(options)
    targets: list[Target] = []
    examined: list[Examined] = []
    for path in paths:
        try:
            targets += inputs.targets(path)
        except InputError as wrong:
            examined.append(_unread(path, wrong))
    unique = list(dict.fromkeys(targets))
    inputs.prepare(unique)
    each = partial(_examined, options=options, catalogue=catalogue)
    for number, found in enumerate(in_order(each, unique), 1):
        examined.append(found)
        if told:
            told(number, len(unique), unique[number - 1].path)
    whole = _merged(examined)
    whole.accounting.failures += _undeclared(options, whole.declared)
    return _report(options, catalogue, whole)


def _undeclared(options: Options, declared: set[str]) -> Iterator[Failure]:
    """Tell the variables given by name that no root module declares: misspelled, mostly."""
    given = options.variables.given if options.variables else ()
    for kind, text in given:
        name = text.partition("=")[0].strip()
        if kind == "var" and name not in declared:
            said = {
                "en": f"--var {name}: no root module of this run declares it. Check its name.",
                "ja": f"--var {name}: 宣言しているルートモジュールがありません。"
                "名前を確かめてください。",
            }
            yield Failure(path=f"--var {name}", reason=said)


def _examined(target: Target, *, options: Options, catalogue: Catalogue) -> Examined:
    """Read one input, understand its resources, judge what they are."""
    asked = Asked(options.source, options.variables, completed, planned, alone)
    try:
        read = inputs.read(target, asked)
    except InputError as wrong:
        return _unread(target.path, wrong)
    try:
        return _judged_input(target, read, options, catalogue)
    finally:
        if read.close:
            read.close()


def _judged_input(
    target: Target, read: Contents, options: Options, catalogue: Catalogue
) -> Examined:
    understanding = understand(read.resources, read.configuration)
    members = memberships(options, catalogue)
    estate = estate_of(read, understanding, options, catalogue, members)
    judgement = judged(estate, options, catalogue, members)
    inventoried = sum(read.inventoried.values())
    resources = len(read.resources.managed) + len(read.removed) + inventoried
    read_input = Input(
        path=target.path,
        digest=read.digest,
        kind=read.kind,
        resources=resources,
        target=read.target,
        notes=tuple(read.incomplete),
    )
    found = Examined(
        [read_input],
        _placed(judgement.findings, read),
        judgement.unclassified,
        judgement.bugs | set(understanding.bugs),
        gaps=bool(read.incomplete),
        declared=set(read.declared),
    )
    _count(found.accounting, understanding, read, resources)
    found.accounting.failures += [Failure(path=target.path, reason=said) for said in read.unread]
    found.accounting.failures += [_trouble(trouble) for trouble in read.troubles]
    return found


def estate_of(
    read: Contents,
    understanding: Understanding,
    options: Options,
    catalogue: Catalogue,
    members: Memberships,
) -> Estate:
    """Return what an input holds, with what is declared around it."""
    surroundings = Surroundings(
        partial(wire, read.resources, read.configuration),
        members.area,
        Register(options.config, options.as_of).network(members.network),
        partial(people, read.resources, read.configuration),
        _rules(catalogue),
        zone_may_be=members.zone_may_be,
        zone_of_account=members.area_of_account,
        party=members.party,
        tenant=members.tenant,
        contract=members.contract,
        contracts=options.config.contracts,
        as_of=options.as_of,
        seen=read.seen,
    )
    if (before := read.before) is not None:
        surroundings = replace(surroundings, before=lambda wiring: wire(*before(), wiring))
    if read.collected is not None:  # parts of networks that were collected tell of no way
        surroundings = replace(surroundings, wire=lambda _wiring: None)
    return Estate(
        [*understanding.assets, *flows(surroundings.declared)],
        gone=frozenset(read.removed) | read.waiting,
        doubtful=read.doubtful,
        surroundings=surroundings,
    )


def _unread(path: str, wrong: InputError) -> Examined:
    reason = {lang: wrong.sentence(lang) for lang in LANGS}
    return Examined(accounting=Accounting(failures=[Failure(path=path, reason=reason)]))


def _trouble(trouble: Trouble) -> Failure:
    """Tell a part of a file that was not read."""
    span = trouble.span
    path = f"{span.file}:{span.line}:{span.column}" if span.line else span.file
    said = {lang: f"{path}: {texts.translated(trouble.reason, lang)}" for lang in LANGS}
    return Failure(path=path, reason=said)


def _placed(findings: list[Finding], read: Contents) -> list[Finding]:
    """Give each finding the stretch of source that decides it, where there is source."""
    if read.locate is None:
        return findings
    known = read.resources.by_address
    places: dict[tuple[str, str], Span | None] = {}
    placed = []
    for finding in findings:
        sources = [e.value.source for e in finding.verdict.evidence]
        # A region that a provider block sets is shown where it is used: at the resource.
        named = next((s for s in sources if s.address in known), finding.asset.origin)
        key = (named.address, named.path)
        if key not in places:
            places[key] = read.locate(*key)
        verdict = _with_lines(finding.verdict, read.locate, places)
        placed.append(replace(finding, location=places[key], verdict=verdict))
    return placed


def _with_lines(
    verdict: Verdict, locate: Locate, places: dict[tuple[str, str], Span | None]
) -> Verdict:
    """Return a verdict whose hops tell the line that each is written in."""
    if not any(each.step for each in verdict.evidence):
        return verdict
    evidence = []
    for each in verdict.evidence:
        source = each.value.source
        key = (source.address, source.path)
        if each.step and key not in places:
            places[key] = locate(*key)
        if each.step and (span := places[key]) is not None:
            here = replace(source, file=span.file, line=span.line, column=span.column)
            evidence.append(replace(each, value=replace(each.value, source=here)))
        else:
            evidence.append(each)
    return Verdict(verdict.outcome, tuple(evidence))


def _merged(examined: Sequence[Examined]) -> Examined:
    """Return what became of all inputs; findings say which input is theirs."""
    whole = Examined()
    for found in examined:
        number = len(whole.inputs)
        whole.inputs += found.inputs
        whole.findings += (
            found.findings if number == 0 else [replace(f, input=number) for f in found.findings]
        )
        whole.unclassified |= found.unclassified
        whole.bugs |= found.bugs
        whole.gaps = whole.gaps or found.gaps
        whole.declared |= found.declared
        whole.accounting.add(found.accounting)
    return whole


def catalogue_of(options: Options) -> Catalogue:
    """Return the documents of the profiles that are asked for."""
    names = options.profiles or options.config.profiles or ("baseline",)
    return load(names, [c.id for c in CHECKS], options.config.policies)


def _rules(catalogue: Catalogue) -> dict[str, str]:
    """Return what the profiles say of networks without a zone, where they do not disagree."""
    found: dict[str, set[str]] = {}
    for profile in catalogue.profiles:
        for name, zone in profile.networks.items():
            found.setdefault(name, set()).add(zone)
    return {name: min(zones) for name, zones in found.items() if len(zones) == 1}


def memberships(options: Options, catalogue: Catalogue) -> Memberships:
    """Return what assets belong to, in the words of the documents."""
    documents = catalogue.documents.values()
    classes = tuple(dict.fromkeys(name for d in documents for name in d.classes))
    zones = {name: text for d in documents for name, text in d.zones.items()}
    return Memberships(options.config, classes, zones)


def judged(
    estate: Estate, options: Options, catalogue: Catalogue, members: Memberships
) -> Judgement:
    """Return what the clauses that are asked for find in an estate."""
    return judge(
        estate,
        catalogue,
        CHECKS,
        options.config.parameters,
        members.of,
        strict=options.strict,
        strictest=options.config.unclassified != UNKNOWN,
    )


def _count(
    accounting: Accounting, understanding: Understanding, read: Contents, resources: int
) -> None:
    accounting.resources += resources
    accounting.judged += understanding.judged
    for reason, count in understanding.excluded.items():
        accounting.reasons_excluded[reason] = accounting.reasons_excluded.get(reason, 0) + count
        accounting.excluded += count
    for why in read.removed.values():
        accounting.reasons_excluded[why] = accounting.reasons_excluded.get(why, 0) + 1
        accounting.excluded += 1
    not_understood = (understanding.types_not_understood, read.inventoried)
    for type_, count in (item for counts in not_understood for item in counts.items()):
        types = accounting.types_not_understood
        types[type_] = types.get(type_, 0) + count
        accounting.not_understood += count


def _registered(config: Config) -> Mapping[str, Any]:
    """Return what the organisation registers: its parameters, and that it declares contracts."""
    declared = {CONTRACTS: config.contracts} if config.contracts else {}
    return {**config.parameters, **declared}


def _report(options: Options, catalogue: Catalogue, progress: Examined) -> Report:
    accounting = progress.accounting
    register = Register(options.config, options.as_of)
    findings = [register.applied(finding) for finding in progress.findings]
    seen = Seen(
        everything=not accounting.not_understood and not accounting.failures and not progress.gaps,
        unclassified=progress.unclassified,
        registered=_registered(options.config),
        attestation=register.attestation,
        answered=register.answers,
    )
    spoken = texts.load()
    return Report(
        version="1",
        as_of=options.as_of.isoformat(),
        profiles=tuple(profile.name for profile in catalogue.profiles),
        policy_version=catalogue.version,
        documents=tuple(catalogue.documents.values()),
        parameters=_parameters(options, catalogue),
        inputs=tuple(progress.inputs),
        accounting=accounting,
        findings=tuple(findings),
        clauses=tuple(decide(catalogue, findings, seen)),
        exit_code=_exit_code(options, progress, findings),
        titles=spoken.titles,
        remedies=spoken.remedies,
        notes=tuple(
            register.problems(_by_id(catalogue), {c.id for c in CHECKS}, progress.findings)
        ),
    )


def _by_id(catalogue: Catalogue) -> dict[str, Clause]:
    return {c.id: c for clauses in catalogue.clauses.values() for c in clauses}


def _parameters(options: Options, catalogue: Catalogue) -> dict[str, tuple[Any, str]]:
    found = {
        name: (value, "profile")
        for profile in catalogue.profiles
        for name, (value, _) in profile.parameters.items()
    }
    found |= {name: (value, "organisation") for name, value in options.config.parameters.items()}
    return found


def _exit_code(options: Options, progress: Examined, findings: Sequence[Finding]) -> int:
    """Return the gravest of what happened, in the order 4, 2, 1, 3, 0."""
    accounting = progress.accounting
    if progress.bugs:
        return 4
    if accounting.failures and not progress.inputs:
        return 2
    if any(finding.blocks for finding in findings):
        return 1
    nothing_understood = accounting.not_understood and not accounting.judged
    unknown = options.fail_on_unknown and any(
        finding.verdict.outcome is Outcome.UNKNOWN for finding in findings
    )
    return 3 if accounting.failures or nothing_understood or unknown else 0
