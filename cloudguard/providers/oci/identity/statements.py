"""The statements of an input's policies, by whom each is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from cloudguard.providers.grants import at as items_at
from cloudguard.providers.oci.identity import conditions
from cloudguard.providers.oci.identity.grammar import (
    HOLE,
    Statement,
    Subject,
    UnreadableError,
    parse,
)
from cloudguard.providers.oci.identity.people import DYNAMIC, GROUPS, People, described
from cloudguard.providers.oci.provider import Oci
from cloudguard.sources.resource import Resource
from cloudguard.values import Reference, Source, Value

ANYBODY: Final = "anybody"
POLICY: Final = "oci_identity_policy"
_TYPES: Final = {"group": GROUPS, "dynamic-group": DYNAMIC}


@dataclass(frozen=True, slots=True)
class Read:
    """A statement for one subject: `subject` is its node."""

    subject: str
    statement: Statement
    policy: str
    at: Source
    certain: bool = True

    def doubtful(self) -> Read:
        """Return it as one that may not hold."""
        return replace(self, certain=False)


class Statements:
    """Reads the policies of one input; `unread` tells that there is something nobody can read."""

    def __init__(self, oci: Oci, people: People) -> None:
        """Read every statement."""
        self._oci = oci
        self._people = people
        self.unread = False
        self.asks: Source | None = None
        found = [read for policy in oci.resources.of(POLICY) for read in self._of(policy)]
        self.all = [read for read in found if read.statement.effect == "allow"]
        self.denials = [read for read in found if read.statement.effect == "deny"]

    def by_subject(self) -> dict[str, list[Read]]:
        """Return what is allowed, by whom."""
        found: dict[str, list[Read]] = defaultdict(list)
        for read in self.all:
            found[read.subject].append(read)
        return found

    def outside(self) -> dict[str, list[str]]:
        """Return by policy the groups that it names and that are not in this input."""
        found: dict[str, list[str]] = defaultdict(list)
        for read in self.all:
            here = read.subject in self._people.groups or read.subject in self._people.dynamic
            if not here and not read.subject.startswith("dynamic-group "):
                found[read.policy].append(read.subject)
        return {policy: list(dict.fromkeys(groups)) for policy, groups in found.items()}

    def _of(self, policy: Resource) -> Iterator[Read]:
        texts = list(items_at(policy, "statements"))
        parsed = [self._parsed(text) for text in texts]
        defined = dict(s.alias for s, _ in parsed if s is not None and s.effect == "define")
        for text, (statement, inner) in zip(texts, parsed, strict=True):
            source = text.source
            if statement is None:
                self.unread = True
                anything = Statement("allow", verb="manage", type="all-resources", place=HOLE)
                yield Read(ANYBODY, anything, policy.address, source, certain=False)
                continue
            if statement.effect == "define" or statement.across == "endorse":
                continue  # what is endorsed is power elsewhere
            if statement.effect == "deny" and statement.across:
                continue
            if self.asks is None and conditions.asks_mfa(statement.condition):
                self.asks = source
            for subject in statement.subjects:
                for node, sure in self._nodes(subject, statement, inner, defined):
                    certain = sure and not policy.doubt and not source.assumed
                    yield Read(node, statement, policy.address, source, certain)

    @staticmethod
    def _parsed(text: Value[Any]) -> tuple[Statement | None, Reference | None]:
        told = described(text)
        if told is None:
            return None, None
        try:
            return parse(told[0]), told[1]
        except UnreadableError:
            return None, None

    def _nodes(
        self,
        subject: Subject,
        statement: Statement,
        inner: Reference | None,
        defined: dict[str, str],
    ) -> Iterator[tuple[str, bool]]:
        """Yield the nodes of a subject, and whether it surely is for them."""
        if statement.across == "admit":
            yield f"tenancy {statement.tenancy}", True
            return
        if subject.kind == "any":
            yield ANYBODY, True
            return
        types = _TYPES.get(subject.kind)
        if types is None:
            return  # services and resources are asked by nobody
        if HOLE in subject.name:
            if inner is not None and inner.address in self._own(subject.kind):
                yield inner.address, True
            else:
                yield ANYBODY, False
            return
        ocid = defined.get(f"{subject.kind} {subject.name.lower()}")
        name, by_id = (ocid, True) if ocid else (subject.name, subject.by_id)
        found = self._people.find(name, types, by_id=by_id)
        if found is not None:
            yield found
            if found[1]:
                return
        yield f"{subject.kind} {name}", True
        for address in self._people.open(types, by_id=by_id):
            if found is None or address != found[0]:
                yield address, False

    def _own(self, kind: str) -> dict[str, str]:
        return self._people.groups if kind == "group" else self._people.dynamic
