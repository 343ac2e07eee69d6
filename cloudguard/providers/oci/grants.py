"""Ways between tenancies, compartments and their groups that are not packets.

OCI documentation, "Cross-Tenancy Access Policies": a `define` gives a tenancy a name, an `admit`
lets a group of it in, an `endorse` lets a group of one's own go there. "Policy Syntax": `allow`
lets a group into a compartment of the tenancy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.grants import Called, Way, Ways, at, granted, load, read
from cloudguard.providers.oci.provider import OCID, Oci
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

_DEFINE: Final = re.compile(
    r"^\s*define\s+tenancy\s+(?P<alias>\S+)\s+as\s+(?P<ocid>\S+)\s*$", re.IGNORECASE
)
_ADMIT: Final = re.compile(
    r"^\s*admit\s+(?P<who>.+?)\s+of\s+(?:(?P<any>any-tenancy)|tenancy\s+(?P<tenancy>\S+))\s+to\s.+?"
    r"\sin\s+(?:tenancy|compartment\s+(?:id\s+)?(?P<compartment>\S+))",
    re.IGNORECASE | re.DOTALL,
)
_ENDORSE: Final = re.compile(
    r"^\s*endorse\s+(?P<who>.+?)\s+to\s.+?\sin\s+(?:(?P<any>any-tenancy)|tenancy\s+(?P<tenancy>\S+))",
    re.IGNORECASE | re.DOTALL,
)
_ALLOW: Final = re.compile(
    r"^\s*allow\s+(?:dynamic-)?group\s+(?P<who>(?:'[^']*'|[^\s,]+)(?:\s*,\s*(?:'[^']*'|[^\s,]+))*)\s+to\s"
    r".+?\sin\s+compartment\s+(?:id\s+)?(?P<compartment>\S+)",
    re.IGNORECASE | re.DOTALL,
)
_STARTS: Final = re.compile(r"^\s*(admit|endorse|allow|define|deny)\b", re.IGNORECASE)
_GROUPS: Final = ("oci_identity_group", "oci_identity_dynamic_group")
_COMPARTMENT: Final = "oci_identity_compartment"
_UNDEFINED: Final = "the tenancy {name} is not defined in this policy"
_MADE_OF: Final = "whom it names is known only after apply"
_UNREAD: Final = "a statement cannot be read"


def grants(oci: Oci) -> Iterator[Grant]:
    """Yield what lets others in, or data out, other than packets."""
    called = Called(oci.resources, oci)

    def whom(way: Way, resource: Resource) -> Iterator[Value[Grantee]]:
        for path in way.to:
            for value in at(resource, path):
                yield _who(value, resource, oci, called)

    yield from read(oci.resources, oci, ways(), whom)
    for policy in oci.resources.of("oci_identity_policy"):
        yield from _Policy(policy, oci).grants()


@cache
def ways() -> Ways:
    """Return the ways of each type."""
    return load(Path(__file__).parent / "grants.yaml")


def _who(value: Value[Any], near: Resource, oci: Oci, called: Called) -> Value[Grantee]:
    """Return whose a bucket, a stream or a file system is."""
    if isinstance(value, Unknown):
        return value
    name = value.value
    if isinstance(name, Reference):
        target = oci.resources.by_address.get(name.address)
    else:
        target = called.one(str(name))
    if target is None or target.mode == "data":
        return Unknown(f"{name} is not in this input", value.source)
    own = target.provider_key == near.provider_key
    return Known(Grantee("asset", Reference(target.address), own), value.source)


@dataclass(slots=True)
class _Policy:
    """The statements of one policy."""

    policy: Resource
    oci: Oci

    def grants(self) -> Iterator[Grant]:
        """Yield what each statement opens, and to whom."""
        texts = list(at(self.policy, "statements"))
        tenancies = self._tenancies(texts)
        for text in texts:
            yield from self._grant(text, tenancies)

    @staticmethod
    def _tenancies(texts: list[Value[Any]]) -> dict[str, Value[Any]]:
        found: dict[str, Value[Any]] = {}
        for text in texts:
            if isinstance(text, Known) and (told := _DEFINE.match(str(text.value))):
                found[told["alias"].lower()] = Known(told["ocid"], text.source)
        return found

    def _grant(self, text: Value[Any], tenancies: dict[str, Value[Any]]) -> Iterator[Grant]:
        written, hidden = _text(text)
        if written is None:
            yield from self._opened(None, (Unknown(_UNREAD, text.source),), text.source)
            return
        if told := (_ADMIT.match(written) or _ENDORSE.match(written)):
            to = self._tenancy(told["any"], told["tenancy"], tenancies, text.source)
            compartment = told.groupdict().get("compartment")
            yield from self._opened(
                self._compartment(compartment, hidden, text), (to,), text.source
            )
        elif told := _ALLOW.match(written):
            groups = tuple(self._groups(told["who"], hidden, text))
            of = self._compartment(told["compartment"], hidden, text)
            yield from self._opened(of, groups, text.source)

    def _opened(
        self, of: Value[Any] | None, to: tuple[Value[Grantee], ...], source: Source
    ) -> Iterator[Grant]:
        opened = Known(Reference(self.policy.address), source) if of is None else of
        yield from granted(self.policy, Way("policy"), to, self.oci, opened)

    @staticmethod
    def _tenancy(
        any_: str | None, name: str, tenancies: dict[str, Value[Any]], source: Source
    ) -> Value[Grantee]:
        if any_:
            return Known(Grantee("everyone"), source)
        found = tenancies.get(name.lower())
        ocid = found.value if isinstance(found, Known) else name
        if OCID.match(str(ocid)):
            return Known(Grantee("account", str(ocid)), source)
        return Unknown(_UNDEFINED.format(name=name), source)

    def _compartment(
        self, name: str | None, hidden: Reference | None, text: Value[Any]
    ) -> Value[Any] | None:
        if name is None:
            return None
        if _HOLE in name:
            unknown = Unknown(_MADE_OF, text.source)
            return unknown if hidden is None else Known(hidden, text.source)
        bare = name.strip("'").rpartition(":")[2]
        by = "id" if OCID.match(bare) else "name"
        found = self.oci.named(Known(bare, text.source), by, _COMPARTMENT)
        return Known(bare if found is None else Reference(found.address), text.source)

    def _groups(
        self, names: str, hidden: Reference | None, text: Value[Any]
    ) -> Iterator[Value[Grantee]]:
        for name in re.split(r"\s*,\s*", names):
            bare = name.replace("'", "").rpartition("/")[2]
            if _HOLE in name:
                if hidden is None:
                    yield Unknown(_MADE_OF, text.source)
                else:
                    yield Known(Grantee("asset", hidden, own=True), text.source)
                continue
            named = (self.oci.named(Known(bare, text.source), "name", t) for t in _GROUPS)
            found = [group for group in named if group is not None]
            for group in found:
                asset = Grantee("asset", Reference(group.address), own=True)
                yield Known(asset, text.source)
            if not found:
                yield Unknown(f"{bare} is not in this input", text.source)


_HOLE: Final = "\x00"


def _text(value: Value[Any]) -> tuple[str | None, Reference | None]:
    """Return a statement, a hole in the place of what is not known, and what that is."""
    if isinstance(value, Known):
        return str(value.value), None
    before, inner, after = value.around or ("", None, "")
    if not _STARTS.match(before):
        return None, None
    return f"{before}{_HOLE}{after}", inner
