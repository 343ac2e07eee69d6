"""A root module with all that it calls: its folders, each read once, and its instances."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.expressions import attempted
from cloudguard.sources.hcl.facts import Facts, NoFacts
from cloudguard.sources.hcl.files import Files, RefusedError
from cloudguard.sources.hcl.folder import Directory, load
from cloudguard.sources.hcl.modules import Instance, Module
from cloudguard.sources.hcl.syntax import Block, Trouble
from cloudguard.sources.hcl.variables import Given
from cloudguard.values import Source, Unknown

_NOWHERE: Final = Source("")


DEPTH: Final = 20
"""Modules within modules: more are a mistake."""
MODULES: Final = 5_000
"""Instances of modules in one root module."""
INSTANCES: Final = 200_000
"""Instances of resources and data sources in one root module."""


@dataclass(slots=True)
class World:
    """A root module with all that it calls."""

    root: Path
    name: str
    files: Files
    closed: Closed
    facts: Facts = field(default_factory=NoFacts)
    given: Mapping[str, Given] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    workspace: str = ""
    steps: int = 0
    made: dict[str, int] = field(default_factory=lambda: {"modules": 0, "instances": 0})
    fetched: Mapping[str, str] = field(default_factory=dict)
    _directories: dict[Path, Directory] = field(default_factory=dict)
    _told: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def top(self) -> Module:
        """Return the root module."""
        if "" not in self.modules:
            self.modules[""] = Module(self, self.directory(self.root), "")
        return self.modules[""]

    def directory(self, path: Path) -> Directory:
        """Return a folder of source, read once."""
        real = self.files.inside(path)
        if real not in self._directories:
            shown = _shown(path, self.root, self.name)
            self._directories[real] = load(path, shown, self.files)
            self._directories[real].real = real
            self.troubles += self._directories[real].troubles
        return self._directories[real]

    def directory_of(self, caller: Module, name: str, call_: Block) -> Directory | Unknown:
        """Return the folder that a module call means; unknown, and told, where it is not here."""
        path = self._path_of(caller, name, call_)
        if isinstance(path, Unknown):
            self._tell(caller, name, call_, path.reason)
            return path
        try:
            real = self.files.inside(path)
            if not real.is_dir():
                reason = f"module.{name}: there is no folder at its source"
                return self.lost(caller, name, call_, reason)
            if self._is_cycle(caller, real):
                reason = f"module.{name} calls itself: it is not followed"
                return self.lost(caller, name, call_, reason)
            return self.directory(path)
        except RefusedError as refused:
            return self.lost(caller, name, call_, f"module.{name}: {refused.reason}")

    def room_for(self, what: str, number: int) -> bool:
        """Count instances that are to be made; tell whether there may be so many."""
        self.made[what] += number
        return self.made[what] <= (MODULES if what == "modules" else INSTANCES)

    def lost(self, caller: Module, name: str, call_: Block, reason: str) -> Unknown:
        """Tell that a module is not followed, and why."""
        self._tell(caller, name, call_, reason)
        return Unknown(reason, _NOWHERE)

    def _tell(self, caller: Module, name: str, call_: Block, reason: str) -> None:
        told = (caller.directory.name, name)
        if told not in self._told:
            self._told.add(told)
            self.troubles.append(Trouble(call_.span, reason))

    def _path_of(self, caller: Module, name: str, call_: Block) -> Path | Unknown:
        written = call_.body.attributes.get("source")
        source = attempted(written.value, caller.scope) if written else None
        if isinstance(source, str) and source.startswith(("./", "../", ".\\", "..\\")):
            return caller.directory.path / source.replace("\\", "/")
        calls = ".".join((*_calls(caller), name))
        if (fetched := self.fetched.get(calls)) is not None:
            return self.root / fetched
        if source == ".":
            return caller.directory.path
        return Unknown(f"module.{name} is not fetched; run `terraform init`", _NOWHERE)

    def _is_cycle(self, caller: Module, real: Path) -> bool:
        module: Module | None = caller
        depth = 0
        while module is not None:
            depth += 1
            if depth > DEPTH or module.directory.real == real:
                return True
            module = module.parent
        return False

    def every_module(self) -> Iterator[Module]:
        """Yield the root module and the instances of all it calls."""
        pending = [self.top]
        while pending:
            module = pending.pop()
            yield module
            below: list[Module] = []
            for name in module.directory.modules:
                children = module.children(name)
                if not isinstance(children, Unknown):
                    below += children[1].values()
            pending += reversed(below)


def _calls(module: Module) -> tuple[str, ...]:
    names: list[str] = []
    while module.parent is not None and module.call is not None:
        names.append(module.call.labels[0])
        module = module.parent
    return tuple(reversed(names))


def _shown(path: Path, root: Path, name: str) -> str:
    """Return a folder as the user would write it: the root as given, others relative to it."""
    joined = Path(name, os.path.relpath(path, root))
    return Path(os.path.normpath(joined)).as_posix()
