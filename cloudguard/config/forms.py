"""Texts of a form of their own: names, prefixes, ports, protocols; None where one is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Final, TypeAlias

from cloudguard.config.problems import suggestion

Said: TypeAlias = tuple[str, str] | None
"""What is wrong with a text, in English and in Japanese."""
PROTOCOLS: Final = ("any", "tcp", "udp", "icmp", "icmpv6", "sctp", "gre", "esp", "ah")
LAST_PORT: Final = 65535
_ID: Final = re.compile(r"[\w-]{1,64}")
_RANGE: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,3}", re.ASCII)
_LAST_PROTOCOL: Final = 255


def _name(text: str) -> Said:
    if _ID.fullmatch(text):
        return None
    return (
        "write letters, figures, `-` and `_`, 64 at most.",
        "文字、数字、`-`、`_` で、64 文字までで書いてください。",
    )


def _prefix(text: str) -> Said:
    try:
        whole = ip_network("" if "%" in text else text, strict=False)  # no zones of interfaces
    except ValueError:
        return (
            "write a prefix as `10.1.0.0/16` or `2001:db8::/32`.",
            "アドレス範囲は `10.1.0.0/16` や `2001:db8::/32` のように書いてください。",
        )
    written = text.partition("/")[0]
    if whole.network_address == ip_network(written).network_address:
        return None
    return (
        f"it has bits beyond its length: did you mean `{whole}`?",
        f"長さより後ろのビットが立っています。`{whole}` ではありませんか。",
    )


def _ports(text: str) -> Said:
    if port_range(text) is not None:
        return None
    return (
        f'write a port from 0 to {LAST_PORT}, or a range as `"8000-8010"`.',
        f'0 から {LAST_PORT} までのポート、又は範囲を `"8000-8010"` のように書いてください。',
    )


def _protocol(text: str) -> Said:
    number = _NUMBER.fullmatch(text) and int(text) <= _LAST_PROTOCOL
    return None if text in PROTOCOLS or number else suggestion(text, PROTOCOLS)


FORMS: Final[Mapping[str, Callable[[str], Said]]] = {
    "id": _name, "prefix": _prefix, "ports": _ports, "protocol": _protocol,
}  # fmt: skip
"""By the word that the schema has for it (`x-text`)."""


def port_range(text: str) -> tuple[int, int] | None:
    """Return the first and the last port of a text, None where it is no port and no range."""
    if (found := _RANGE.fullmatch(text.strip())) is None:
        return None
    low, high = int(found[1]), int(found[2] or found[1])
    return (low, high) if low <= high <= LAST_PORT else None
