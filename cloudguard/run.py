"""The whole of a run: read → understand → judge → decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cloudguard import config, texts
from cloudguard.catalogue import Catalogue, load
from cloudguard.checks import CHECKS
from cloudguard.config import UNKNOWN, Config
from cloudguard.decide import Seen, decide
from cloudguard.errors import InputError
from cloudguard.estate import Estate
from cloudguard.findings import Accounting, Clause, Failure, Finding, Input, Report
from cloudguard.judge import Judgement, judge
from cloudguard.membership import Memberships
from cloudguard.providers import Understanding, understand
from cloudguard.register import Register
from cloudguard.sources import plan
from cloudguard.sources.reading import MAKE_PLAN
from cloudguard.sources.reading import load as load_input
from cloudguard.verdicts import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked: the profiles to judge by, the day, how strict."""

    profiles: tuple[str, ...] = ()
    config: Config = field(default_factory=Config)
    source: Path | None = None
    as_of: date = field(default_factory=date.today)
    strict: bool = False
    fail_on_unknown: bool = False


@dataclass(slots=True)
class _Progress:
    """What has been found so far."""

    inputs: list[Input] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unclassified: set[str] = field(default_factory=set)
    bugs: set[str] = field(default_factory=set)
    accounting: Accounting = field(default_factory=Accounting)
    gaps: bool = False


def configuration(path: str | None) -> Config:
    """Return the configuration at a path, the one found from here up, or an empty one."""
    found = Path(path) if path else config.find(Path.cwd())
    return config.load(found) if found else Config()


def check(paths: Sequence[str], options: Options) -> Report:
    """Judge every input; what cannot be read is told in the report, never raised."""
    catalogue = _catalogue(options)
    progress = _Progress()
    for path in paths:
        try:
            _check_one(path, options, catalogue, progress)
        except InputError as wrong:
            reason = {lang: wrong.sentence(lang) for lang in ("en", "ja")}
            progress.accounting.failures.append(Failure(path=path, reason=reason))
    return _report(options, catalogue, progress)


def _check_one(path: str, options: Options, catalogue: Catalogue, progress: _Progress) -> None:
    """Read one input, understand its resources, judge what they are."""
    content = load_input(path, options.source)
    read = plan.read(_plan_in(content.document, path), path)
    understanding = understand(read.resources, read.configuration)
    estate = Estate(understanding.assets, gone=frozenset(read.removed))
    judgement = _judged(estate, options, catalogue, len(progress.inputs))
    resources = len(read.resources.managed) + len(read.removed)
    progress.inputs.append(
        Input(
            path=path,
            digest=content.digest,
            kind="plan",
            resources=resources,
            notes=tuple(read.incomplete),
        )
    )
    progress.findings += judgement.findings
    progress.unclassified |= judgement.unclassified
    progress.bugs |= judgement.bugs | set(understanding.bugs)
    progress.gaps = progress.gaps or bool(read.incomplete)
    _count(progress.accounting, understanding, read, resources)
    progress.accounting.failures += [Failure(path=path, reason=said) for said in read.unread]


def _catalogue(options: Options) -> Catalogue:
    names = options.profiles or options.config.profiles or ("baseline",)
    return load(names, [c.id for c in CHECKS], options.config.policies)


def _judged(estate: Estate, options: Options, catalogue: Catalogue, number: int) -> Judgement:
    documents = catalogue.documents.values()
    classes = tuple(dict.fromkeys(name for d in documents for name in d.classes))
    zones = {name: text for d in documents for name, text in d.zones.items()}
    members = Memberships(options.config, classes, zones)
    return judge(
        estate,
        catalogue,
        CHECKS,
        options.config.parameters,
        members.of,
        number=number,
        strict=options.strict,
        strictest=options.config.unclassified != UNKNOWN,
    )


def _plan_in(document: Any, path: str) -> dict[str, Any]:
    """Return a document that is a plan; raise InputError telling what it is instead."""
    if plan.is_plan(document):
        return document  # type: ignore[no-any-return]  # is_plan has seen that it is a mapping
    what = {
        "en": "this JSON is not a Terraform plan.",
        "ja": "この JSON は Terraform のプランではありません。",
    }
    if isinstance(document, dict) and ("lineage" in document or "values" in document):
        what = {
            "en": "this is a Terraform state, not a plan.",
            "ja": "これは Terraform のステートで、プランではありません。",
        }
    raise InputError(what, MAKE_PLAN, path)


def _count(
    accounting: Accounting, understanding: Understanding, read: plan.Plan, resources: int
) -> None:
    accounting.resources += resources
    accounting.judged += understanding.judged
    for reason, count in understanding.excluded.items():
        accounting.reasons_excluded[reason] = accounting.reasons_excluded.get(reason, 0) + count
        accounting.excluded += count
    for why in read.removed.values():
        accounting.reasons_excluded[why] = accounting.reasons_excluded.get(why, 0) + 1
        accounting.excluded += 1
    for type_, count in understanding.types_not_understood.items():
        types = accounting.types_not_understood
        types[type_] = types.get(type_, 0) + count
        accounting.not_understood += count


def _report(options: Options, catalogue: Catalogue, progress: _Progress) -> Report:
    accounting = progress.accounting
    register = Register(options.config, options.as_of)
    findings = [register.applied(finding) for finding in progress.findings]
    seen = Seen(
        everything=not accounting.not_understood and not accounting.failures and not progress.gaps,
        unclassified=progress.unclassified,
        registered=options.config.parameters,
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


def _exit_code(options: Options, progress: _Progress, findings: Sequence[Finding]) -> int:
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
