"""Service control policies: which regions they leave usable.

A request is denied where one Deny statement applies to it. What matters for where data may lie
are services bound to a region; so a region is closed only where every such service is denied in
it. AWS Organizations User Guide, "SCP evaluation"; IAM User Guide, "AWS: Denies access to AWS
based on the requested Region".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.assets import Place
from cloudguard.providers.aws.documents import Document, listed, statements
from cloudguard.providers.aws.places import place_named, regions
from cloudguard.values import Known, Source, Unknown, Value

_KEY: Final = "aws:requestedregion"
# What may be exempted: services without a region, and those that AWS exempts itself. AWS Control
# Tower Controls Reference, "Deny access to AWS based on the requested AWS Region" (GRREGIONDENY).
_EXEMPT: Final = frozenset(
    {
        "a4b",
        "access-analyzer",
        "account",
        "acm",
        "activate",
        "artifact",
        "aws-marketplace",
        "aws-marketplace-management",
        "aws-portal",
        "awsbillingconsole",
        "bcm-data-exports",
        "billing",
        "billingconductor",
        "budgets",
        "ce",
        "chatbot",
        "chime",
        "cloudfront",
        "cloudfront-keyvaluestore",
        "compute-optimizer",
        "config",
        "consoleapp",
        "consolidatedbilling",
        "cost-optimization-hub",
        "cur",
        "devicefarm",
        "directconnect",
        "discovery-marketplace",
        "fms",
        "freetier",
        "globalaccelerator",
        "health",
        "iam",
        "identitystore",
        "importexport",
        "invoicing",
        "iq",
        "kms",
        "mobileanalytics",
        "networkmanager",
        "notifications",
        "notifications-contacts",
        "organizations",
        "payments",
        "pricing",
        "resource-explorer-2",
        "route53",
        "route53-recovery-cluster",
        "route53-recovery-control-config",
        "route53-recovery-readiness",
        "route53domains",
        "savingsplans",
        "servicequotas",
        "shield",
        "signin",
        "sso",
        "sso-directory",
        "sts",
        "support",
        "supportapp",
        "supportplans",
        "sustainability",
        "tax",
        "trustedadvisor",
        "waf",
        "waf-regional",
        "wafv2",
        "wellarchitected",
    }
)
# Actions of services bound to a region that put nothing there: what reads, and what AWS exempts.
_HARMLESS: Final = re.compile(
    r"^[a-z0-9-]+:(describe|list|get|head|lookup|search|view|batchget)"
    r"|^s3:\w*(multiregionaccesspoint|accountpublicaccessblock)\w*$",
    re.IGNORECASE,
)
# Conditions on who asks, which let some roles or services through and bind everybody else. IAM
# User Guide, "AWS global condition context keys".
_EXEMPTING: Final = ("notequals", "notlike", "notequalsignorecase")
_BY_PRINCIPAL: Final = ("aws:principal", "aws:sourcearn", "aws:sourceaccount")
_BY_SERVICE: Final = frozenset({"aws:viaawsservice", "aws:principalisawsservice"})
_EVERYBODY: Final = re.compile(
    r"^(\*|arn:[^:]*:(iam|sts)::[^:]*:(\*|(role|user|assumed-role)/\*+))$"
)
_ALL: Final = "every region stays usable: "


@dataclass(frozen=True, slots=True)
class _Denial:
    """What one statement denies: in which regions, all but `exempt` or only `services`."""

    regions: frozenset[str]
    exempt: frozenset[str] | None
    services: frozenset[str] = frozenset()
    note: str = ""


class _UnclearError(Exception):  # no error: a statement that cannot be judged
    """Why a statement cannot be judged."""


def mentions_regions(document: Document) -> bool:
    """Tell whether any statement asks which region is requested."""
    return any(_asks(statement) for statement in statements(document))


def reachable(document: Document, source: Source) -> Value[frozenset[Place]]:
    """Return the regions in which a service that is bound to a region can still be used."""
    found, unclear = _denials(document)
    open_, notes = _open(found)
    note = "; ".join(notes)
    sure = Known(
        _places(open_),
        Source(
            source.address, source.path, source.file, source.line, note=note, assumed=source.assumed
        ),
    )
    if unclear:
        # What is unclear can only close more regions, perhaps all.
        return Unknown(unclear[0], source, (sure, Known(frozenset(), source)))
    allowed = _allowed(document)
    if allowed is None:
        return sure
    reason = (
        "an allow list restricts only where no other policy of the same place allows more; "
        "FullAWSAccess is attached by default, and this input does not show that it is not"
    )
    listed_ = Known(_places(open_ & allowed), source)
    return Unknown(reason, source, (listed_, sure))


def commercial() -> frozenset[str]:
    """Return the regions that an organisation of the `aws` partition can reach."""
    others = ("cn-", "us-gov-", "eusc-", "us-iso")
    return frozenset(name for name in regions() if not name.startswith(others))


def opens(actions: list[Any]) -> frozenset[str]:
    """Return those exempted actions that open a service bound to a region."""
    texts = (str(action).lower() for action in actions)
    return frozenset(
        text
        for text in texts
        if text.partition(":")[0] not in _EXEMPT and not _HARMLESS.match(text)
    )


def everybody(principals: list[Any]) -> bool:
    """Tell whether one of the exempted principals is everybody."""
    return any(isinstance(p, str) and _EVERYBODY.match(p) for p in principals)


def _places(names: frozenset[str]) -> frozenset[Place]:
    return frozenset(place_named(name) for name in names)


def _denials(document: Document) -> tuple[list[_Denial], list[str]]:
    found: list[_Denial] = []
    unclear: list[str] = []
    for statement in statements(document):
        effect = statement.get("Effect")
        if isinstance(effect, Unknown):
            unclear.append(f"a statement is not known: {effect.reason}")
        elif effect == "Deny":
            try:
                found.append(_denial(statement))
            except _UnclearError as why:
                unclear.append(str(why))
    return found, unclear


def _open(denials: list[_Denial]) -> tuple[frozenset[str], list[str]]:
    """Return the regions where something bound to a region is left, and what there is to note."""
    open_: set[str] = set()
    gaps: set[str] = set()
    for region in commercial():
        here = [denial for denial in denials if region in denial.regions]
        left: frozenset[str] | None = None  # None: everything
        for denial in here:
            if denial.exempt is not None:
                left = denial.exempt if left is None else left & denial.exempt
        closed = frozenset(service for denial in here for service in denial.services)
        if left is not None:
            left = frozenset(action for action in left if action.partition(":")[0] not in closed)
            gaps |= left
        if left is None or left:
            open_.add(region)
    notes = [f"{_ALL}{', '.join(sorted(gaps))} is exempted"] if gaps else []
    return frozenset(open_), [*notes, *dict.fromkeys(d.note for d in denials if d.note)]


def _denial(statement: Document) -> _Denial:
    """Return what a Deny statement denies; raise _UnclearError where that cannot be told."""
    nothing = _Denial(frozenset(), None)
    if "NotResource" in statement:
        return _noted(f"{_ALL}NotResource exempts some resources", nothing, statement)
    resources = listed(statement.get("Resource", "*"))
    if "*" not in resources:
        if any(isinstance(resource, Unknown) for resource in resources):
            raise _UnclearError("the resources of a Deny statement are not known")
        return _noted(f"{_ALL}a Deny holds for some resources only", nothing, statement)
    exempt, services = _actions(statement)
    denied, note = _conditions(statement)
    return _Denial(denied, exempt, services, note)


def _noted(note: str, denial: _Denial, statement: Document) -> _Denial:
    """Note a gap in a statement about regions: others say nothing about them."""
    about = _asks(statement)
    return _Denial(denial.regions, denial.exempt, denial.services, note if about else "")


def _actions(statement: Document) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return what a statement exempts (None: everything it does not name), and what it names."""
    for key in ("Action", "NotAction"):
        if any(isinstance(action, Unknown) for action in listed(statement.get(key))):
            raise _UnclearError(f"the {key} of a Deny statement is not known in full")
    if "NotAction" in statement:
        return opens(listed(statement["NotAction"])), frozenset()
    actions = [str(action).lower() for action in listed(statement.get("Action"))]
    if {"*", "*:*"} & set(actions):
        return frozenset(), frozenset()
    whole = (action.partition(":") for action in actions)
    return None, frozenset(service for service, _, name in whole if name == "*")


def _conditions(statement: Document) -> tuple[frozenset[str], str]:
    """Return the regions in which a Deny applies, and what it exempts besides."""
    denied = commercial()
    notes: list[str] = []
    for operator, key, values in _condition_lines(statement):
        if key == _KEY:
            denied &= _matching(operator, values)
            continue
        exempted = any(operator.endswith(end) for end in _EXEMPTING)
        if exempted and key.startswith(_BY_PRINCIPAL):
            if everybody(values):
                return frozenset(), f"{_ALL}{', '.join(map(str, values))} exempts everybody"
            notes.append(f"exempt from it: {', '.join(map(_named, values))}")
        elif operator == "bool" and key in _BY_SERVICE and _texts(values) == ["false"]:
            notes.append("exempt from it: what AWS services ask on somebody's behalf")
        elif key.startswith(_BY_PRINCIPAL) and not any(isinstance(v, Unknown) for v in values):
            return frozenset(), f"{_ALL}the Deny holds for some principals only ({key})"
        else:
            raise _UnclearError(f"a Deny statement depends on {key}")
    return denied, "; ".join(notes)


def _condition_lines(statement: Document) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each line of a condition: a plain operator, the key, the values; all must hold."""
    conditions = statement.get("Condition") or {}
    if not isinstance(conditions, Mapping):
        raise _UnclearError("the condition of a Deny statement is not known")
    for operator, keys in conditions.items():
        # A request to a service of a region always names one region: neither the qualifiers for
        # several values nor IfExists change anything. IAM User Guide, "IfExists".
        plain = str(operator).rpartition(":")[2].lower().removesuffix("ifexists")
        for key, values in keys.items() if isinstance(keys, Mapping) else ():
            yield plain, str(key).lower(), listed(values)


def _matching(operator: str, values: list[Any]) -> frozenset[str]:
    """Return the regions for which a condition on the requested region holds."""
    if operator == "null":
        return frozenset() if _texts(values) == ["true"] else commercial()
    if any(isinstance(value, Unknown) for value in values):
        raise _UnclearError("the regions of a Deny statement are not known in full")
    kind = operator.removeprefix("string").removeprefix("not").removesuffix("ignorecase")
    if kind not in {"equals", "like"} or not operator.startswith("string"):
        raise _UnclearError(f"a Deny statement compares regions by {operator}")
    patterns = [_pattern(text, like=kind == "like") for text in _texts(values)]
    matching = frozenset(r for r in commercial() if any(p.fullmatch(r) for p in patterns))
    return commercial() - matching if "not" in operator else matching


def _pattern(text: str, *, like: bool) -> re.Pattern[str]:
    if not like:
        return re.compile(re.escape(text))
    parts = ({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in text)
    return re.compile("".join(parts))


def _allowed(document: Document) -> frozenset[str] | None:
    """Return the regions of an allow list; None where the document is none.

    SCPs allow nothing by themselves: what no policy of a level allows is denied there.
    """
    allowed: frozenset[str] = frozenset()
    found = False
    for statement in statements(document):
        if statement.get("Effect") != "Allow":
            continue
        if not _asks(statement):
            actions = listed(statement.get("Action"))
            if "NotAction" in statement or opens(actions):
                return None
            continue
        found = True
        here = commercial()
        try:
            for operator, key, values in _condition_lines(statement):
                here &= _matching(operator, values) if key == _KEY else here
        except _UnclearError:
            return None
        allowed |= here
    return allowed if found else None


def _asks(statement: Document) -> bool:
    conditions = statement.get("Condition") or {}
    if not isinstance(conditions, Mapping):
        return False
    return any(
        str(key).lower() == _KEY
        for keys in conditions.values()
        if isinstance(keys, Mapping)
        for key in keys
    )


def _texts(values: list[Any]) -> list[str]:
    return [str(value).lower() for value in values]


def _named(value: Any) -> str:
    return "a principal known only after apply" if isinstance(value, Unknown) else str(value)
