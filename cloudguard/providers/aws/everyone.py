"""Whether a policy lets everyone in, as Amazon S3 means "public".

S3 User Guide, "Blocking public access to your Amazon S3 storage", The meaning of "public": a
statement that allows any principal is public unless its conditions hold it to fixed values of who
or what asks, and to no very broad range of addresses. Any AWS account counts as everyone, since
anybody can open one. The policies of other services are read by the same meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, ip_network
from typing import Any, Final, TypeAlias

from cloudguard.providers.aws.documents import Document, document, listed, statements
from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.resource import Resource
from cloudguard.values import (
    Known,
    Reference,
    Source,
    Unknown,
    Value,
    all_true,
    any_true,
    inherent,
    negated,
)

Limits: TypeAlias = Callable[[str, str, list[Any], Source], Value[bool]]

# Who or what asks, which nobody outside can choose: the list of S3, and IAM User Guide, "AWS
# global condition context keys", for what other services and newer keys add to it.
_FIXING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "elasticfilesystem:accesspointarn",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_ADDRESS: Final = "aws:sourceip"
# Amazon EFS User Guide, "Blocking public access to EFS file systems": whoever comes by a mount
# target is inside the network.
_MOUNTED: Final = "elasticfilesystem:accessedviamounttarget"
# What anybody can say of himself, or what says nothing of who asks.
_OPEN: Final = re.compile(
    r"aws:(securetransport|referer|useragent|currenttime|epochtime|requestedregion|tagkeys"
    r"|(request|resource)tag/.*|tokenissuetime|multifactorauth\w*)"
    r"|s3:(?!dataaccesspoint|resourceaccount|accessgrantsinstance)[\w:/-]+"
    r"|(sns|sqs):\w+"
)
_POSITIVE: Final = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}
)
_WILD: Final = frozenset({"stringlike", "arnequals", "arnlike"})
# IAM User Guide, "AWS JSON policy elements: Principal".
_KINDS: Final = frozenset({"AWS", "*", "CanonicalUser", "Federated", "Service"})
_BROADEST: Final = {4: 8, 6: 32}
# S3 User Guide, the same page: the wildcard of an ARN of a fixed account does not open it.
_OF_ACCOUNT: Final = re.compile(r"^arn:[\w-]+:[^:]*:[^:]*:\d{12}:.+")
_OF_BUCKET: Final = re.compile(r"^arn:[\w-]+:s3:[^:]*:[^:]*:[^*?]+$")
# Attributes that name one thing and never everyone.
_NAMING: Final = re.compile(r"(^|_)(arn|id|account_id|unique_id|iam_arn)$")
_EVERYONE: Final = "Allow to everyone"
_NO_POLICY: Final = "no policy lets anybody in"
_CLOSED: Final = "a Deny statement may close what is allowed to everyone"


def either(values: list[Value[bool]]) -> Value[bool]:
    """Return Kleene's *or*; where no value decides it, assumed if one of them is."""
    return _rested(any_true(values), values, decisive=True)


def each(values: list[Value[bool]]) -> Value[bool]:
    """Return Kleene's *and*; where no value decides it, assumed if one of them is."""
    return _rested(all_true(values), values, decisive=False)


def _rested(found: Value[bool], values: list[Value[bool]], *, decisive: bool) -> Value[bool]:
    if isinstance(found, Unknown) or found.value is decisive:
        return found
    assumed = any(value.source.assumed for value in values)
    return replace(found, source=replace(found.source, assumed=assumed))


def lets_everyone_in(
    resource: Resource, path: str, aws: Aws, absent: str = _NO_POLICY
) -> Value[bool]:
    """Tell whether the policy at a path lets everyone in; none does not, for which see `absent`."""
    written = resource.get(path, "", absent)
    if isinstance(written, Known) and written.value in ("", None):
        return Known(False, written.source)
    found = document(resource, path, aws)
    if isinstance(found, Unknown):
        return Unknown(found.reason, found.source)
    return admits(found.value, found.source)


def admits(policy: Document, source: Source) -> Value[bool]:
    """Tell whether a policy document lets everyone in."""
    all_ = statements(policy)
    nobody = inherent(False, source, "no statement allows everyone")
    return any_true([*(_left_open(statement, all_, source) for statement in all_), nobody])


def _left_open(statement: Document, all_: list[Document], source: Source) -> Value[bool]:
    """Tell whether a statement allows everyone what no other denies."""
    public = _allows(statement, source)
    if isinstance(public, Known) and public.value:
        for other in all_:
            closed = _may_close(other, source) if covers(other, statement) else None
            if closed is not None and not (isinstance(closed, Known) and closed.value is False):
                return Unknown(_CLOSED, source)
    return public


def _allows(statement: Document, source: Source) -> Value[bool]:
    return all_true(
        [
            _everyone(statement, source),
            _effect(statement, "Allow", source),
            negated(holds(statement.get("Condition"), source, fixes)),
        ]
    )


def covers(denial: Document, allowed: Document) -> bool:
    """Tell whether one statement may speak of every action of another."""
    denied, asked = listed(denial.get("Action")), listed(allowed.get("Action"))
    if not denied or not asked or any(map(is_open, (*denied, *asked))):
        return True
    return all(
        any(fnmatchcase(str(action).lower(), str(pattern).lower()) for pattern in denied)
        for action in asked
    )


def _may_close(statement: Document, source: Source) -> Value[bool]:
    """Tell a Deny that may bind everybody but some: of all, or of those that come otherwise."""
    conditions = statement.get("Condition")
    nothing = Known(True, source)
    binds = holds(conditions, source, excepts) if conditions else nothing
    return all_true([_effect(statement, "Deny", source), _everyone(statement, source), binds])


def _effect(statement: Document, wanted: str, source: Source) -> Value[bool]:
    effect = statement.get("Effect")
    if is_open(effect):
        return Unknown("the effect of a statement is not known", source)
    return Known(effect == wanted, source)


def _everyone(statement: Document, source: Source) -> Value[bool]:
    """Tell whether a statement speaks of any principal."""
    spared = statement.get("NotPrincipal")
    if spared is not None and not is_open(spared):
        return inherent(True, source, "NotPrincipal: everyone but those that are named")
    principal = statement.get("Principal")
    if isinstance(principal, Mapping):
        named = [
            who
            for kind, names in principal.items()
            if kind in {"AWS", "*"} or is_open(names)
            for who in listed(names)
        ]
        if not principal.keys() <= _KINDS:  # a kind that is not known stands as such
            named.append(Unknown("whom a statement allows is not known", source))
    else:
        named = listed(principal)
    found: list[Value[bool]] = [inherent(False, source, "only named principals are allowed")]
    if spared is not None:
        found.append(Unknown("whom a statement allows is not known", source))
    for who in named:
        if is_open(who):
            found.append(_named_later(who, source))
        else:
            found.append(inherent(who == "*", source, _EVERYONE))
    return any_true(found)


def _named_later(who: Any, source: Source) -> Value[bool]:
    """Tell whether a principal that is known only after apply may be everyone."""
    shown = "".join(who.around[::2]) if isinstance(who, Unknown) and who.around else ""
    if _is_one(who) or shown not in {"", "*"}:  # text around it: more than a lone "*"
        return inherent(False, source, "only named principals are allowed")
    return Unknown("whom a statement allows is not known", source)


def holds(conditions: Any, source: Source, limits: Limits) -> Value[bool]:
    """Tell whether any condition limits: all of them must be met, so one that does is enough."""
    found: list[Value[bool]] = [inherent(False, source, "no condition says who asks")]
    if is_open(conditions):
        return Unknown("the conditions of a statement are not known", source)
    for operator, keys in (conditions or {}).items() if isinstance(conditions, Mapping) else ():
        if not isinstance(keys, Mapping):
            found.append(Unknown("the conditions of a statement are not known", source))
            continue
        found += [
            limits(operator.lower(), str(key).lower(), listed(values), source)
            for key, values in keys.items()
        ]
    return any_true(found)


def fixes(operator: str, key: str, values: list[Any], source: Source) -> Value[bool]:
    """Tell whether a condition of an Allow holds it to fixed values of who asks."""
    plain = operator.removeprefix("foranyvalue:")
    no = inherent(False, source, f"{key} says nothing of who asks")
    if plain.startswith("forallvalues:") or plain == "null":
        return inherent(False, source, f"{operator} is met where {key} is missing")
    if key == _MOUNTED:
        met = [str(value).lower() == "true" for value in values]
        return Known(plain == "bool" and all(met), source)
    if _OPEN.fullmatch(key):
        return no
    if key != _ADDRESS and key not in _FIXING:
        return Unknown(f"the condition on {key} may hold it to some", source)
    if plain.endswith("ifexists"):
        return Unknown(f"{operator} is met where {key} is missing", source)
    if plain not in _POSITIVE:
        return inherent(False, source, f"{operator} lets in everyone but some")
    return all_true(list(_fixed(plain, key, values, source))) if values else no


def _fixed(operator: str, key: str, values: list[Any], source: Source) -> Iterator[Value[bool]]:
    for value in values:
        if is_open(value):
            one = _is_one(value) and key != _ADDRESS
            reason = f"the value of {key} is not known"
            yield Known(True, source) if one else Unknown(reason, source)
        elif key == _ADDRESS:
            yield _narrow(str(value), source)
        else:
            text = str(value)
            wild = "${" in text or (operator in _WILD and ("*" in text or "?" in text))
            note = f"{key} is {text}"
            yield inherent(not wild or _wildcard_is_held(key, text), source, note)


def _wildcard_is_held(key: str, text: str) -> bool:
    if key == "aws:userid":
        return bool(re.fullmatch(r"[A-Z0-9]{16,}:\*", text))
    return bool(_OF_ACCOUNT.match(text) or _OF_BUCKET.match(text))


def _narrow(text: str, source: Source) -> Value[bool]:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return Unknown(f"{text} is no range of addresses", source)
    note = f"{_ADDRESS} is {text}"
    private = isinstance(network, IPv4Network) and network.is_private and network.prefixlen > 0
    return inherent(private or network.prefixlen >= _BROADEST[network.version], source, note)


def excepts(operator: str, key: str, _values: list[Any], source: Source) -> Value[bool]:
    """Tell whether a condition of a Deny lets some through by who they are, and binds the rest."""
    if _OPEN.fullmatch(key):
        return Known(False, source)
    negative = "not" in operator or operator.startswith(("null", "bool"))
    return Known(negative or not operator.endswith("equals"), source)


def is_open(node: Any) -> bool:
    """Tell a part of a document that is not known."""
    return isinstance(node, (Unknown, Reference))


def _is_one(node: Any) -> bool:
    """Tell what is known only after apply, but surely names one: an ARN, an id, a text with one."""
    if isinstance(node, Reference):
        return bool(_NAMING.search(node.attribute))
    around = node.around if isinstance(node, Unknown) else None
    if not around:
        return False
    before, inner, after = around
    shown = before + after
    return bool(shown) and isinstance(inner, Reference) and not re.search(r"[*?]|\$\{", shown)
