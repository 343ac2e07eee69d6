"""The end of one contract, planned: what its inputs hold, when it can be gone, who does what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from cloudguard import run
from cloudguard.assets import Placed
from cloudguard.assets.keys import Key
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import LogStore, Store
from cloudguard.checks import CHECKS
from cloudguard.config import quoted, suggestion
from cloudguard.erasure.commands import Book
from cloudguard.erasure.routes import Ledger
from cloudguard.erasure.rows import Asked, Keep
from cloudguard.erasure.sharing import Owner, Sharer
from cloudguard.erasure.terms import ROUTES, Terms
from cloudguard.erasure.work import work
from cloudguard.errors import InputError, UsageError
from cloudguard.estate import Estate
from cloudguard.findings import Finding, Input, Text
from cloudguard.judge import judge
from cloudguard.providers import alone, completed, planned, understand
from cloudguard.register import Register
from cloudguard.reports.offboard import Told
from cloudguard.sources import inputs
from cloudguard.survey import unread
from cloudguard.values import Known, Source
from cloudguard.verdicts import Outcome

if TYPE_CHECKING:
    from cloudguard.assets import Asset
    from cloudguard.catalogue import Catalogue
    from cloudguard.config import Contract
    from cloudguard.sources.inputs import Contents

ERASABLE = "contracts.erasable-by-end"
CONFLICT = "contracts.retention-not-in-conflict"
_KEEPING = frozenset({"logs.retained", "logs.store-retained"})
_DEFAULT = frozenset(ROUTES[:2])
_WHOLE = frozenset({"plan", "hcl", "state"})
"""Inputs whose assets Terraform makes, and can destroy."""


@dataclass(slots=True)
class _Gathered:
    """What was read of all inputs, as one estate."""

    read: list[Contents] = field(default_factory=list)
    told: list[Input] = field(default_factory=list)
    unread: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    overlooked: Counter[str] = field(default_factory=Counter)
    estates: list[Estate] = field(default_factory=list)
    by_asset: dict[str, Contents] = field(default_factory=dict)


@contextmanager
def offboarding(
    paths: Sequence[str],
    options: run.Options,
    lang: str,
    contract: str | None,
    *,
    fail_on_unknown: bool = False,
) -> Iterator[Told]:
    """Read inputs and plan the end of a contract; lines are looked up while they are open."""
    ending = contract_named(options.config.contracts, contract)
    catalogue = run.catalogue_of(options)
    with ExitStack() as opened:
        gathered = _gathered(paths, options, catalogue, opened)
        estate = _joined(gathered)
        book = Book(_names(gathered), terraform=_by_terraform(gathered))
        found = work(_asked(estate, ending, options, catalogue, book, gathered.notes))
        told = Told(
            work=found,
            book=book,
            lang=lang,
            inputs=gathered.told,
            profiles=[profile.name for profile in catalogue.profiles],
            code=0,
            place=_placing(gathered),
            unread=gathered.unread,
            notes=gathered.notes,
            overlooked=gathered.overlooked,
        )
        yield replace(told, code=_code(told, fail_on_unknown=fail_on_unknown))


def contract_named(contracts: Sequence[Contract], name: str | None) -> Contract:
    """Return the contract that is asked for, the only one where none is named."""
    if not contracts:
        raise UsageError(
            {
                "en": "no contract is declared.",
                "ja": "契約が登録されていません。",
            },
            {
                "en": "List it under `contracts` in cloudguard.yaml (docs/contract-end.md).",
                "ja": "cloudguard.yaml の contracts に書いてください(docs/contract-end.ja.md)。",
            },
            "--contract",
        )
    ids = [each.id for each in contracts]
    if name is None:
        if len(contracts) == 1:
            return contracts[0]
        listed = ", ".join(quoted(each) for each in ids)
        raise UsageError(
            {
                "en": f"{len(ids)} contracts are declared: {listed}.",
                "ja": f"契約が {len(ids)} 件あります: {listed}。",
            },
            {"en": "Name one of them.", "ja": "一つを指定してください。"},
            "--contract",
        )
    for each in contracts:
        if each.id == name:
            return each
    en, ja = suggestion(name, ids)
    raise UsageError(
        {
            "en": f"{quoted(name)} is no contract of cloudguard.yaml:",
            "ja": f"{quoted(name)} という契約は cloudguard.yaml にありません。",
        },
        {"en": en, "ja": ja},
        "--contract",
    )


def _gathered(
    paths: Sequence[str], options: run.Options, catalogue: Catalogue, opened: ExitStack
) -> _Gathered:
    """Read every input; what cannot be read is told, unless nothing can."""
    gathered = _Gathered()
    targets = list(dict.fromkeys(t for path in paths for t in inputs.targets(path)))
    inputs.prepare(targets)
    members = run.memberships(options, catalogue)
    for target in targets:
        asked = inputs.Asked(options.source, options.variables, completed, planned, alone)
        try:
            read = inputs.read(target, asked)
        except InputError as wrong:
            if len(targets) == 1:
                raise
            gathered.unread.append({lang: wrong.sentence(lang) for lang in ("en", "ja")})
            continue
        if read.close:
            opened.callback(read.close)
        understanding = understand(read.resources, read.configuration)
        estate = run.estate_of(read, understanding, options, catalogue, members)
        for asset in estate.assets:
            other = gathered.by_asset.setdefault(asset.id, read)
            if other is not read and isinstance(asset, Placed):
                raise _twice(asset, target.path)
        gathered.read.append(read)
        gathered.estates.append(estate)
        gathered.notes += [note for note in read.incomplete if note not in read.unread]
        gathered.unread += read.unread
        gathered.unread += [note for note in unread(read) if note not in read.incomplete]
        gathered.overlooked.update(understanding.types_not_understood)
        gathered.overlooked.update(read.inventoried)
        number = len(read.resources.managed) + len(read.removed) + sum(read.inventoried.values())
        gathered.told.append(
            Input(path=target.path, digest=read.digest, kind=read.kind, resources=number)
        )
    if not gathered.read:
        raise InputError(
            {"en": "nothing could be read.", "ja": "何も読めませんでした。"},
            dict(gathered.unread[0]) if gathered.unread else {"en": "", "ja": ""},
        )
    return gathered


def _twice(asset: Asset, path: str) -> UsageError:
    said = quoted(asset.id)
    return UsageError(
        {
            "en": f"two inputs have {said}: which of them is meant cannot be told.",
            "ja": f"二つの入力に {said} があり、区別できません。",
        },
        {
            "en": "Plan inputs that share addresses one by one.",
            "ja": "同じアドレスを持つ入力は、一つずつ指定してください。",
        },
        path,
    )


def _joined(gathered: _Gathered) -> Estate:
    """Return the inputs as one estate: a copy or key of one may lie in another."""
    first, *others = gathered.estates
    if not others:
        return first
    doubtful: dict[str, str] = {}
    for each in gathered.estates:
        doubtful |= each.doubtful
    return Estate(
        [asset for each in gathered.estates for asset in each.assets],
        gone=frozenset().union(*(each.gone for each in gathered.estates)),
        unseen={kind: why for each in gathered.estates for kind, why in each.unseen.items()},
        doubtful=doubtful,
        surroundings=first.surroundings,
    )


def _asked(
    estate: Estate,
    contract: Contract,
    options: run.Options,
    catalogue: Catalogue,
    book: Book,
    notes: list[Text],
) -> Asked:
    ledger = estate.derived(Ledger)
    findings = _findings(estate, options, catalogue)
    accepted: dict[str, frozenset[str]] = {}
    against: dict[str, tuple[str, ...]] = {}
    excepted: dict[str, str] = {}
    for finding in findings:
        if finding.check != ERASABLE:
            continue
        routes = frozenset(finding.settings.get("erasure_routes", _DEFAULT))
        id_ = finding.asset.id
        if finding.verdict.outcome is Outcome.FAIL:  # every clause must except it
            excepted[id_] = (finding.exception or "") if excepted.get(id_, "-") else ""
        accepted[id_] = accepted.get(id_, routes) & routes
        against[id_] = tuple(dict.fromkeys((*against.get(id_, ()), *finding.clauses)))
    clauses = [c for profile in catalogue.profiles for c in catalogue.of(profile)]
    keeping = tuple(dict.fromkeys(c.id for c in clauses if _KEEPING.intersection(c.checks)))
    surely = _log_stores(estate)
    conflicts = [f for f in findings if f.check == CONFLICT and f.exception is None]
    doubtful = {f.asset.id: estate.contract(f.asset) for f in conflicts if f.asset.id not in surely}
    notes += _may_hold_logs([id_ for id_, ends in doubtful.items() if ends == contract])
    keeps = {
        finding.asset.id: Keep(
            days=finding.settings.get("log_retention_days"),
            clauses=keeping or finding.clauses,
            against=against.get(finding.asset.id, finding.clauses),
        )
        for finding in conflicts
        if finding.asset.id in surely
    }
    terms = partial(Terms.of, contract, options.as_of)

    def of(store: Store) -> Terms:
        return terms(accepted.get(store.id, _DEFAULT))

    return Asked(
        estate=estate,
        contract=contract,
        terms=terms(_DEFAULT),
        terms_of=of,
        erased=ledger.erasure,
        copies=ledger.copies.told_of,
        possible=ledger.copies.possible,
        shared=lambda key: _sharers(key, ledger, contract),
        replicas=lambda key: [
            found
            for copy in ledger.copies.replicas.get(key.id, ())
            for found in estate.find(Key, copy.id)
        ],
        named=estate.party,
        book=book,
        keep=lambda store: keeps.get(store.id),
        excepted=lambda store: excepted.get(store.id, ""),
        vaults=ledger.users.inside,
    )


def _log_stores(estate: Estate) -> frozenset[str]:
    """Return the stores that surely hold logs: those of nothing else, and where logs surely go."""
    values = (value for each in estate.of(LogDelivery) for value in each.destinations)
    known = (v.value for v in values if isinstance(v, Known) and v.value is not None)
    reached = (store for value in known for store in estate.find(Store, value))
    return frozenset(store.id for store in (*estate.of(LogStore), *reached))


def _may_hold_logs(stores: Sequence[str]) -> Iterator[Text]:
    """Tell of which stores nobody knows whether logs go there, which may have to be kept."""
    if stores:
        yield {
            "en": f"logs may be delivered to {', '.join(stores)}, since where one goes is not "
            "known: hand over logs that must be kept before it is erased.",
            "ja": f"送り先の分からないログがあり、次にも届くかもしれません: {'、'.join(stores)}。"
            "保存すべきログがあれば、消す前に引き渡してください。",
        }


def _sharers(key: Key, ledger: Ledger, contract: Contract) -> list[Sharer]:
    """Return a store of everyone else whose data hangs on a key of a contract, or may."""
    mine = ledger.users.owner_of(key)
    if mine.contract != contract.id:
        mine = Owner(contract.id, contract.tenant)
    return [*ledger.users.sharers(key, mine)]


def _findings(estate: Estate, options: run.Options, catalogue: Catalogue) -> list[Finding]:
    """Return what the clauses say of the stores at the end of their contracts."""
    wanted = {ERASABLE, CONFLICT} & {check.id for check in CHECKS}
    only = replace(
        catalogue,
        clauses={
            source: tuple(
                replace(c, checks=tuple(n for n in c.checks if n in wanted)) for c in each
            )
            for source, each in catalogue.clauses.items()
        },
    )
    found = judge(
        estate,
        only,
        CHECKS,
        options.config.parameters,
        run.memberships(options, catalogue).of,
        strict=options.strict,
    )
    register = Register(options.config, options.as_of)
    return [register.applied(finding) for finding in found.findings]


def _names(gathered: _Gathered) -> Callable[[Asset, str], str | None]:
    """Return what tells the names that inputs show: never one that is withheld."""

    def name(asset: Asset, path: str) -> str | None:
        read = gathered.by_asset.get(asset.id)
        address = asset.origin.address or asset.id
        resource = read.resources.by_address.get(address) if read is not None else None
        if resource is None:
            return None
        match resource.get(path):
            case Known(bool() as flag):
                return str(flag).lower()
            case Known(str() | int() as shown):
                return str(shown)
            case _:
                return None

    return name


def _by_terraform(gathered: _Gathered) -> Callable[[Asset], bool]:
    def made(asset: Asset) -> bool:
        read = gathered.by_asset.get(asset.id)
        return read is not None and read.kind in _WHOLE

    return made


def _placing(gathered: _Gathered) -> Callable[[Source], str]:
    """Return what tells the line that a source is written in."""
    whole: Mapping[str, Contents] = gathered.by_asset
    first = gathered.read[0]

    def place(source: Source) -> str:
        if source.file:
            return f"{source.file}:{source.line}"
        read = whole.get(source.address, first)
        span = read.locate(source.address, source.path) if read.locate is not None else None
        return f"{span.file}:{span.line}" if span is not None else ""

    return place


def _code(told: Told, *, fail_on_unknown: bool) -> int:
    """Return the exit code: what cannot be gone in time first, then what is not known."""
    if told.outcome is Outcome.FAIL:
        return 1
    unknown = fail_on_unknown and told.outcome is Outcome.UNKNOWN
    return 3 if unknown or told.unread else 0
