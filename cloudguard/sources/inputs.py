"""What a user names as input, told by what it holds, and read into one shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from cloudguard.errors import InputError
from cloudguard.sources import inventory, plan, snapshot, state
from cloudguard.sources.blocks import Providers
from cloudguard.sources.moments import JAPAN
from cloudguard.sources.reading import MAKE_PLAN, keep_standard_input, load
from cloudguard.sources.resource import Resources
from cloudguard.sources.shapes import mapping

if TYPE_CHECKING:
    from cloudguard.sources.hcl.beside import Beside
    from cloudguard.sources.hcl.root import Complete, Variables
    from cloudguard.sources.hcl.syntax import Span, Trouble

Locate: TypeAlias = "Callable[[str, str], Span | None]"
"""(address, attribute path) -> the stretch of source that says it, or the block around it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to read: a file, standard input, or the folder of one root module."""

    path: str
    is_folder: bool = False


@dataclass(slots=True)
class Contents:
    """What an input holds, whatever its form.

    `declared` holds the variables of a root module. `removed` gives the reason for each address
    that is there and makes nothing, `doubtful` for each that may make nothing; `incomplete` says
    why this is not the whole truth, `unread` which of that is for want of reading; `troubles` are
    the parts of source files that were not read.
    """

    kind: str
    digest: str
    resources: Resources
    configuration: Providers
    removed: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    incomplete: Sequence[Mapping[str, str]] = ()
    unread: Sequence[Mapping[str, str]] = ()
    troubles: Sequence[Trouble] = ()
    declared: frozenset[str] = frozenset()
    locate: Locate | None = None
    close: Callable[[], None] | None = None
    """To be called when nothing more is asked of the resources."""
    inventoried: Mapping[str, int] = field(default_factory=dict)
    """How many resources of what type are there of which too little was read to judge them."""
    waiting: frozenset[str] = frozenset()
    """The names of what lies deleted: nothing uses it any more."""
    target: Mapping[str, Any] | None = None
    """Whose resources these are, where the input says so itself."""
    collected: frozenset[str] | None = None
    """The types that a live inventory was asked for; None where the input is none."""
    seen: date | None = None
    """The day in Japan on which a live inventory was begun."""
    before: Callable[[], tuple[Resources, Providers]] | None = None
    """Reads what there is before a plan is applied; None where that is nothing, or is not told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to read: the folder a plan was made in, what variables are given, what providers add.

    `planned` tells of a block of a type whether it is known before apply where it is not written,
    `alone` of a type whether it can be judged where only some types were asked for; None where
    the question is of networks, which a snapshot does not hold.
    """

    source: Path | None
    variables: Variables | None
    complete: Complete
    planned: Callable[[str, str], bool] | None = None
    alone: Callable[[str, Collection[str]], bool] | None = None


def targets(path: str) -> list[Target]:
    """Return what a path stands for: of a folder every root module at and below it.

    A file of Terraform source stands for the folder it lies in.
    """
    folder = Path(path)
    if not path.strip():  # a variable of a script that is not set: it does not mean this folder
        raise InputError(
            {"en": "the input has no name.", "ja": "入力の名前が空です。"},
            {
                "en": "Give a plan, a folder with .tf files or a state: `.` is this folder.",
                "ja": "プラン、.tf のあるフォルダー、又はステートを指定してください"
                "(このフォルダーは `.`)。",
            },
            "''",
        )
    if path == "-":
        return [Target(path)]
    if not folder.is_dir():
        if folder.is_file() and _is_source(folder.name):
            return [Target(folder.parent.as_posix(), is_folder=True)]
        return [Target(path)]
    from cloudguard.sources.hcl.roots import roots  # a plan needs none of it

    found = roots(folder)
    if not found:
        raise InputError(
            {
                "en": "the folder holds no Terraform source.",
                "ja": "フォルダーに Terraform のソースがありません。",
            },
            {
                "en": "Give a folder with .tf files at or below it, a plan, or a state.",
                "ja": ".tf のあるフォルダー、プラン、又はステートを指定してください。",
            },
            path,
        )
    return [Target(root.as_posix(), is_folder=True) for root in found]


def prepare(found: Sequence[Target]) -> None:
    """Load what reading these needs, once, before processes are made that share it."""
    if any(target.path == "-" for target in found):
        keep_standard_input()
    if any(target.is_folder for target in found):
        from cloudguard.sources.hcl import parser, root  # noqa: F401, PLC0415  # a plan needs none

        parser.load()


def _is_source(name: str) -> bool:
    return name.endswith((".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json"))


def read(target: Target, asked: Asked) -> Contents:
    """Read one target; raise InputError with advice."""
    if target.is_folder:
        return _folder(target, asked)
    content = load(target.path, asked.source)
    document = content.document
    if plan.is_plan(document):
        return _plan(document, content.digest, target, asked)
    if snapshot.is_snapshot(document):
        return _snapshot(document, content.digest, target, asked)
    if state.is_state(document):
        found = state.read(document, target.path)
        return Contents(
            "state",
            content.digest,
            found.resources,
            found.configuration,
            incomplete=found.incomplete,
            unread=found.unread,
        )
    raise InputError(
        {
            "en": "this JSON is neither a Terraform plan nor a state nor a snapshot.",
            "ja": "この JSON はプランでもステートでも、スナップショットでもありません。",
        },
        MAKE_PLAN,
        target.path,
    )


def _snapshot(document: Any, digest: str, target: Target, asked: Asked) -> Contents:
    found = snapshot.parse(document, target.path)
    if asked.alone is None:
        raise InputError(
            {
                "en": "a snapshot holds no networks.",
                "ja": "スナップショットにはネットワークがありません。",
            },
            {
                "en": "Give a plan, a folder of source or a state.",
                "ja": "プラン、ソースのフォルダー、又はステートを指定してください。",
            },
            target.path,
        )
    resources, rest = inventory.resources(found, asked.alone)
    return Contents(
        "snapshot",
        digest,
        resources,
        inventory.Accounts(found.target.account),
        doubtful={r.address: r.doubt for r in resources.managed if r.doubt},
        waiting=inventory.waiting(found),
        incomplete=tuple(snapshot.notes(found)),
        unread=tuple(snapshot.failures(found.gaps)),
        inventoried=rest,
        collected=found.asked,
        seen=found.taken.astimezone(JAPAN).date(),
        target={
            "account": found.target.account,
            "municipalities": None,
            "environment": None,
            "collector": found.collector,
            "collected_at": found.collected_at,
        },
    )


def _folder(target: Target, asked: Asked) -> Contents:
    from cloudguard.sources.hcl import root  # noqa: PLC0415  # a plan needs none of it

    found = root.read(Path(target.path), asked.variables or root.Variables(), asked.complete)
    return Contents(
        "hcl",
        found.digest,
        found.resources,
        found.configuration,
        removed=found.removed,
        doubtful=found.doubtful,
        troubles=found.unread,
        declared=found.declared,
        locate=found.locate,
        close=found.close,
    )


def _plan(document: Any, digest: str, target: Target, asked: Asked) -> Contents:
    found = plan.read(document, target.path)
    if asked.planned is not None:
        found.configuration.planned = asked.planned
    beside: Beside | None = None
    folder = _source_of(target, asked)
    if folder is not None:
        from cloudguard.sources.hcl import beside as source

        beside = source.Beside.of(folder, found)
    return Contents(
        "plan",
        digest,
        found.resources,
        found.configuration,
        removed=found.removed,
        incomplete=found.incomplete,
        unread=found.unread,
        troubles=beside.troubles if beside and asked.source else (),
        locate=beside.locate if beside else None,
        close=beside.close if beside else None,
        before=_before(document, target),
    )


def _before(document: Any, target: Target) -> Callable[[], tuple[Resources, Providers]] | None:
    """Return what reads the state that a plan starts from, where it holds resources."""
    prior = mapping(mapping(document).get("prior_state"))
    if not mapping(mapping(prior.get("values")).get("root_module")):
        return None

    def read_it() -> tuple[Resources, Providers]:
        found = state.read(prior, target.path)
        return found.resources, found.configuration

    return read_it


def _source_of(target: Target, asked: Asked) -> Path | None:
    """Return the folder that a plan came from: as given, else its own where it holds source."""
    if asked.source is not None:
        return asked.source
    if target.path == "-":
        return None
    folder = Path(target.path).parent
    try:
        return folder if any(_is_source(entry.name) for entry in folder.iterdir()) else None
    except OSError:
        return None
