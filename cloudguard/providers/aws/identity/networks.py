"""From where one asks: of the addresses that policies name, that which lets most through.

IAM User Guide, "AWS: Denies access to AWS based on the source IP", "AWS global condition context
keys" (aws:SourceIp, aws:SourceVpc, aws:SourceVpce): a policy that holds somebody to a network says
itself from where he gets through. What is denied elsewhere is sure; what is denied there is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from cloudguard.providers.aws.documents import listed
from cloudguard.providers.aws.identity.conditions import Context
from cloudguard.providers.aws.identity.policies import Statement

ADDRESS: Final = "aws:sourceip"
_POINTS: Final = ("aws:sourcevpce", "aws:sourcevpc")
KEYS: Final = frozenset({ADDRESS, *_POINTS})
_ELSEWHERE: Final = "192.0.2.1"  # RFC 5737: nobody's address


def best(
    statements: Iterable[Statement], context: Context, names: Mapping[str, str]
) -> Context | None:
    """Return from where most of some statements let through, None where none names a network."""
    asking = [each for each in statements if each.condition is not None and asks(each.condition)]
    places = list(dict.fromkeys(place for each in asking for place in _places(each.condition)))
    if not places:
        return None
    made = [_context(*place) for place in (*places, (ADDRESS, _ELSEWHERE))]

    def lets(place: Context) -> int:
        there = {**context, **place}
        return sum(each.met(there, names).possible is each.allows for each in asking)

    return max(made, key=lets)


def asks(condition: Any) -> bool:
    """Tell whether a condition asks from where a request comes."""
    return isinstance(condition, Mapping) and any(
        isinstance(lines, Mapping) and any(str(key).lower() in KEYS for key in lines)
        for lines in condition.values()
    )


def _places(condition: Any) -> Iterator[tuple[str, str]]:
    for lines in condition.values():
        for key, values in lines.items() if isinstance(lines, Mapping) else ():
            for value in listed(values) if str(key).lower() in KEYS else ():
                name = str(key).lower()
                if name != ADDRESS and isinstance(value, str) and value.isprintable():
                    yield name, value
                elif name == ADDRESS and (address := _address(value)):
                    yield name, address


def _address(value: Any) -> str:
    try:
        return str(ip_network(str(value), strict=False).network_address)
    except ValueError:
        return ""


def _context(key: str, value: str) -> Context:
    """Return what a request tells of its network: by an endpoint, or by an address of its own."""
    others = KEYS - {key} if key == ADDRESS else {ADDRESS}
    return {key: (value,), **dict.fromkeys(others, (None,))}
