"""Switches: flat networks, on which everything reaches everything whatever its address.

SAKURA Cloud manual, "Switches" and "Router + Switch": a switch works at layer 2; a router with a
switch carries global addresses, IPv6 where that is enabled. "Bridge Connection": joins switches of
several zones at layer 2. "Hybrid Connection" (2024-09-30): closed lines at layer 2 to halls and
other services. "Limits of Lines, Routers and Switches": on the shared segment only the addresses
that a server was given pass, and neither broadcasts nor multicasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from cloudguard.network.filters import ANYTHING, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, union, union_of
from cloudguard.network.packets import packets, prefix
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, GLOBAL_V6, Wiring, leaving
from cloudguard.providers.sakura.provider import Sakura
from cloudguard.providers.wires import Names, flag, prefixes_of
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Source, Unknown, Value

SHARED: Final = "the shared segment"
NOWHERE: Final = ""
# RFC 4291: what every interface with IPv6 has, and no router carries on.
LINK_LOCAL: Final = prefix("fe80::/10")
PRIVATE: Final = union_of(map(prefix, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
SWITCHES: Final = ("sakura_vswitch", "sakura_switch", "sakuracloud_switch")
INTERNETS: Final = ("sakura_internet", "sakuracloud_internet")
_SWITCH_OF: Final = (".vswitch_id", ".switch_id")


class Switches:
    """The switches of one input, and what is on each."""

    def __init__(self, sakura: Sakura, wiring: Wiring) -> None:
        """Index what `sakura` reads; `wiring` is drawn into.

        `prefixes` gives by switch the prefixes that something on it names, `loose` holds the
        switches on which one of them is not known; `used` those that something is on.
        """
        self.wiring = wiring
        self.resources: Resources = sakura.resources
        self.names = Names(sakura.resources, sakura.names)
        self.prefixes: dict[str, Intervals] = defaultdict(tuple)
        self.loose: set[str] = set()
        self.used: dict[str, Source] = {}
        self.held: set[str] = set()
        self._alias = dict(self._aliases())

    def of(self, types: tuple[str, ...]) -> Iterator[Resource]:
        """Yield the resources of several types: of both generations of the provider."""
        for type_ in types:
            yield from self.resources.of(type_)

    def named(self, value: Value[object]) -> str | None:
        """Return what a value names, None where that is not known or nothing."""
        found = self.names.of(value)
        if isinstance(found, Unknown):
            return None
        name = self._alias.get(found.value, found.value)
        for suffix in _SWITCH_OF:
            name = name.removesuffix(suffix)
        return name

    def switch(self, resource: Resource, *paths: str) -> str | None:
        """Return the switch that the first of some attributes names, None where it is not known."""
        for path in paths or ("vswitch_id", "switch_id"):
            said = resource.get(path, None, "not written")
            if isinstance(said, Unknown):
                return None
            if said.value is not None:
                name = self.named(said)
                return {"shared": SHARED, "disconnect": NOWHERE}.get(name or "", name)
        return NOWHERE

    def wire_of(self, switch: str, at: Source) -> str:
        """Return the node of a switch, which is wired when all is known."""
        self.used.setdefault(switch, at)
        return f"{switch} wire"

    def addresses(self, switch: str) -> tuple[Intervals, bool]:
        """Return the addresses that what is on a switch has where nothing is written."""
        here = self.names.here(switch)
        if switch == SHARED:
            return GLOBAL_V4, True
        if here is not None and here.type in INTERNETS:
            v6 = flag(here, "enable_ipv6", default=False)
            return (union(GLOBAL_V4, GLOBAL_V6) if v6 else GLOBAL_V4), v6 is not None
        found = self.prefixes.get(switch, ())
        return found or PRIVATE, switch not in self.loose

    def home(self, switch: str, resource: Resource) -> str:
        """Return the network that what is on a switch is judged with: the switch, if it is here."""
        return switch if self.names.here(switch) is not None else resource.address

    def wire(self) -> None:
        """Wire each switch to what lies beyond it; one that nothing is on is a host itself."""
        for resource in [*self.of(SWITCHES), *self.of(INTERNETS)]:
            self.wire_of(resource.address, resource.source())
            if resource.address not in self.held:
                self._empty(resource)
            self._bridge(resource)
        for name, at in list(self.used.items()):
            here = self.names.here(name)
            if name == SHARED:
                self._online(name, exactly(packets(source=GLOBAL_V4)), at)
            elif here is not None and here.type in INTERNETS:
                found, whole = self.addresses(name)
                sent = packets(source=found)
                self._online(name, Match(sent, sent if whole else packets(source=GLOBAL)), at)
            elif here is None:
                # A switch that is made elsewhere: what is on it is for the organisation to say.
                beyond = f"{name} beyond"
                self.wiring.edge(self.wire_of(name, at), beyond, at, "switch")
                self.wiring.gateway(beyond, f"{name} wire", "unknown", Source(name))

    def _empty(self, resource: Resource) -> None:
        found, whole = self.addresses(resource.address)
        every = union(found, LINK_LOCAL)
        host = self.wiring.host(
            resource.address, resource.address, every if whole else LINK_LOCAL, resource.source(),
            maybe=every if whole else union(every, GLOBAL),
        )  # fmt: skip
        node = self.wire_of(resource.address, resource.source())
        self.wiring.edge(host.leaves, node, host.at, "switch")
        self.wiring.edge(node, host.id, host.at, "switch", carries=host.destined)

    def _online(self, name: str, sent: Match, at: Source) -> None:
        """Wire a switch with global addresses to the Internet, both ways."""
        internet, node = self.wiring.internet(), self.wire_of(name, at)
        says = "shared segment" if name == SHARED else "router"
        outward = sent & exactly(packets(destination=GLOBAL))
        self.wiring.edge(node, internet.id, at, says, carries=outward)
        inward = Match(
            packets(destination=sent.sure.sources()), packets(destination=sent.possible.sources())
        )
        self.wiring.edge(leaving(internet.id), node, at, says, carries=inward)

    def _bridge(self, resource: Resource) -> None:
        said = resource.get("bridge_id", None, "none")
        if isinstance(said, Known) and not said.value:
            return
        at, node = resource.source("bridge_id"), self.wire_of(resource.address, resource.source())
        bridge = self.named(said)
        if bridge is None:
            self.wiring.anywhere(f"what {resource.address} is bridged to is not known", at)
            beyond = f"{resource.address} beyond"
            self.wiring.edge(node, beyond, at, "bridge")
            self.wiring.gateway(beyond, node, "unknown", at)
            return
        middle = f"{bridge} wire"
        self.wiring.link(bridge, resource.address)
        carries = perhaps(ANYTHING.possible) if resource.doubt else ANYTHING
        self.wiring.edge(node, middle, at, "bridge", carries=carries)
        self.wiring.edge(middle, node, at, "bridge", carries=carries)
        if self.names.here(bridge) is None:
            # Hybrid connections are bridges as well: nothing of the Internet is on either.
            self.wiring.gateway(f"{bridge} beyond", middle, "private-line", at)
            self.wiring.edge(middle, f"{bridge} beyond", at, "bridge")

    def _aliases(self) -> Iterator[tuple[str, str]]:
        """Yield the ids of switches of routers, where they are known."""
        for internet in self.of(INTERNETS):
            for path in ("vswitch_id", "switch_id"):
                said = internet.get(path, None, "known only after apply")
                if isinstance(said, Known) and isinstance(said.value, str):
                    yield said.value, internet.address


def listed(resource: Resource, *paths: str) -> tuple[Intervals, bool]:
    """Return the addresses that an attribute of all blocks of a kind gives, and if that is all."""
    values: list[Value[object]] = []
    for path in paths:
        above, _, last = path.rpartition(".")
        blocks = resource.blocks(above)
        if isinstance(blocks, Unknown):
            values.append(blocks)
            continue
        values += [block.get(last, None, "not written") for block in blocks.value]
    return prefixes_of(values)


def within(address: Value[object], mask: Value[object]) -> Intervals | None:
    """Return the prefix of an address and the length of its mask, None where it is not known."""
    if isinstance(address, Unknown) or isinstance(mask, Unknown):
        return None
    try:
        return prefix(f"{str(address.value).partition('/')[0]}/{mask.value}")
    except ValueError:
        return None
