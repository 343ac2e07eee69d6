"""Conditions, held against what is known of a session.

IAM User Guide, "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued
context keys" and "AWS global condition context keys". A key of which the session says nothing may
have any value, or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final, TypeAlias

from cloudguard.providers.aws.documents import listed
from cloudguard.providers.aws.identity.globs import ANY, MARK, MAYBE, NO, YES, Both, meets
from cloudguard.providers.aws.identity.variables import written
from cloudguard.values import Reference, Unknown

Alternatives: TypeAlias = tuple[str | None, ...]
"""The values that a key may have in a session, one of them None where it may be absent."""
Context: TypeAlias = Mapping[str, Alternatives]

MFA: Final = "aws:multifactorauthpresent"
AGE: Final = "aws:multifactorauthage"
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_NUMERIC: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "numericequals": lambda found, value: found == value,
    "numericnotequals": lambda found, value: found != value,
    "numericlessthan": lambda found, value: found < value,
    "numericlessthanequals": lambda found, value: found <= value,
    "numericgreaterthan": lambda found, value: found > value,
    "numericgreaterthanequals": lambda found, value: found >= value,
}
_OPERATOR: Final = re.compile(
    r"bool|null|ipaddress|notipaddress|binaryequals|string(not)?(equals(ignorecase)?|like)"
    r"|arn(not)?(equals|like)|(numeric|date)((not)?equals|(less|greater)than(equals)?)"
)
# "AWS global condition context keys": of the network, of the request. Who has power somewhere, or
# at some hour, has it.
_CIRCUMSTANCES: Final = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:requestedregion",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:tokenissuetime",
        "aws:useragent",
        "aws:vpcsourceip",
    }
)
_LATER: Final = ("numericgreater", "numericequals", "numericnotequals")


def mentions(condition: Any, *keys: str) -> bool:
    """Tell whether a condition asks for one of the keys, or may."""
    if not isinstance(condition, Mapping):
        return isinstance(condition, (Unknown, Reference))
    return any(
        not isinstance(lines, Mapping) or any(str(key).lower() in keys for key in lines)
        for lines in condition.values()
    )


def elsewhere(condition: Any) -> bool:
    """Tell whether a condition asks where a request goes or comes from, or when: as one chooses."""
    return isinstance(condition, Mapping) and any(
        isinstance(lines, Mapping) and any(str(key).lower() in _CIRCUMSTANCES for key in lines)
        for lines in condition.values()
    )


def holds(condition: Any, context: Context, names: Mapping[str, str] | None = None) -> Both:
    """Tell whether a condition is met: every line of it must be.

    `names` are the policy variables of the statement, None where its version has none.
    """
    if condition is None or condition == {}:
        return YES
    if not isinstance(condition, Mapping):
        return MAYBE
    found = YES
    for operator, lines in condition.items():
        if not isinstance(lines, Mapping):
            found &= MAYBE
            continue
        for key, values in lines.items():
            found &= _line(str(operator).lower(), str(key).lower(), values, context, names)
            if not found.possible:
                return NO
    return found


def _line(
    operator: str, key: str, values: Any, context: Context, names: Mapping[str, str] | None
) -> Both:
    quantifier, colon, plain = operator.partition(":")
    if not colon:
        quantifier, plain = "", operator
    if plain == "null":
        return _null(values, context.get(key))
    may_lack = plain.endswith("ifexists")
    plain = plain.removesuffix("ifexists")
    alternatives = context.get(key)
    if alternatives is None or not _OPERATOR.fullmatch(plain):
        return MAYBE
    texts = [_text(value, names) for value in listed(values)]
    each = []
    for found in alternatives:
        if found is None:
            each.append(_absent(plain, quantifier, may_lack=may_lack))
        else:
            each.append(_compared(plain, key, found, texts))
    return Both(all(one.sure for one in each), any(one.possible for one in each))


def _null(values: Any, alternatives: Alternatives | None) -> Both:
    """Tell whether a key is absent, or present, as is asked. "Null", on the page of operators."""
    if alternatives is None:
        return MAYBE
    found = NO
    for value in listed(values):
        if isinstance(value, (Unknown, Reference)):
            return MAYBE
        wants = str(value).lower() == "true"
        met = [(one is None) is wants for one in alternatives]
        found |= Both(all(met), any(met))
    return found


def _absent(plain: str, quantifier: str, *, may_lack: bool) -> Both:
    """Tell what a missing key means: `IfExists` and `ForAllValues` are then met.

    A negated operator is met by a missing key too; with `ForAnyValue` nothing is.
    """
    if may_lack or quantifier == "forallvalues":
        return YES
    if quantifier == "foranyvalue":
        return NO
    return YES if "not" in plain else NO


def _compared(plain: str, key: str, found: str, texts: Sequence[str | None]) -> Both:
    """Compare one value with those of a condition: one of them must fit, or with *not* none."""
    if key == AGE and plain.startswith(_LATER):
        return MAYBE  # whoever waits is older
    negated = "not" in plain
    positive = plain.replace("not", "", 1)
    compare = _comparison(positive)
    if compare is None:
        return MAYBE
    met = NO
    for text in texts:
        met |= compare(found, text)
    return ~met if negated else met


def _comparison(plain: str) -> Callable[[str, str | None], Both] | None:
    if plain == "bool":
        return _same_word
    if plain in {"stringequals", "binaryequals"}:
        return _equal
    if plain == "stringequalsignorecase":
        return _same_word
    if plain == "stringlike":
        return _like
    if plain in {"arnequals", "arnlike"}:
        return _arn_like
    if plain == "ipaddress":
        return _within
    if plain in _NUMERIC:
        return lambda found, text: _numeric(_NUMERIC[plain], found, text)
    return None


def _open(text: str) -> bool:
    return ANY in text or MARK in text or any("\ue000" <= letter <= "\ue0ff" for letter in text)


def _equal(found: str, text: str | None) -> Both:
    if text is None:
        return MAYBE
    if text == found and ANY not in text:
        return YES
    if not _open(text) and not _open(found):
        return NO
    escaped = text.replace("*", "\uf8f1").replace("?", "\uf8f2")
    return meets(escaped, found, arn=False) if not _open(found) else MAYBE & _loosely(text, found)


def _loosely(text: str, found: str) -> Both:
    return Both(sure=False, possible=meets(text, found, arn=False).possible)


def _same_word(found: str, text: str | None) -> Both:
    return MAYBE if text is None else _equal(found.lower(), text.lower())


def _like(found: str, text: str | None) -> Both:
    return MAYBE if text is None else meets(text, found, arn=False)


def _arn_like(found: str, text: str | None) -> Both:
    return MAYBE if text is None else meets(text, found)


def _within(found: str, text: str | None) -> Both:
    try:
        inside = text is not None and ip_address(found) in ip_network(text, strict=False)
    except ValueError:
        return MAYBE
    return MAYBE if text is None else YES if inside else NO


def _numeric(compare: Callable[[float, float], bool], found: str, text: str | None) -> Both:
    if text is None or not _NUMBER.fullmatch(text) or not _NUMBER.fullmatch(found):
        return MAYBE
    return YES if compare(float(found), float(text)) else NO


def _text(value: Any, names: Mapping[str, str] | None) -> str | None:
    """Return a value as text, None where nothing of it is known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Unknown, Reference)):
        return None
    return written(str(value), names)
