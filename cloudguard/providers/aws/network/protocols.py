"""Protocols and ports as rules of groups and ACLs write them."""

from __future__ import annotations

from typing import Any

from cloudguard.network.filters import ANYTHING, PERHAPS, Match, perhaps
from cloudguard.network.packets import PROTOCOLS
from cloudguard.providers.wires import number, services_of
from cloudguard.values import Known, Unknown, Value


def service(protocol: Value[Any], low: Value[Any], high: Value[Any]) -> Match:
    """Match the packets of a rule's protocol and ports.

    EC2 API Reference, "IpPermission": -1 is every protocol, and its ports do not count; of ICMP
    the first port is the type and the last the code, -1 for any.
    """
    if isinstance(protocol, Unknown):
        return PERHAPS
    text = str(protocol.value).lower()
    if text in ("-1", "all"):
        return ANYTHING
    code = PROTOCOLS.get(text, number(text))
    if code is None:
        return PERHAPS
    if code in (PROTOCOLS["icmp"], PROTOCOLS["icmpv6"]):
        return _icmp(code, low, high)
    return services_of(code, low, high)


def _icmp(code: int, kind: Value[Any], detail: Value[Any]) -> Match:
    whole = services_of(code, Known(None, kind.source), Known(None, kind.source))
    if isinstance(kind, Unknown) or isinstance(detail, Unknown):
        return perhaps(whole.possible)
    first, last = number(kind.value), number(detail.value)
    if first is None or first < 0:
        return whole
    low = first * 256 + (last if last is not None and last >= 0 else 0)
    high = first * 256 + (last if last is not None and last >= 0 else 255)
    return services_of(code, Known(low, kind.source), Known(high, kind.source))
