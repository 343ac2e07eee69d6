"""What the Internet reaches without a VCN: public endpoints of databases, bastions, circuits.

OCI documentation, "Autonomous Database with Private Endpoint" and "Access Control Lists": without
a subnet a database has a public endpoint, open to all or to a list of addresses and VCNs.
"Bastion": sessions come from the addresses of the allowlist and go on into the target subnet.
"FastConnect Public Peering": a public virtual circuit leads to public addresses of Oracle Cloud.
"""

from __future__ import annotations

from cloudguard.network.filters import ANYTHING, CLOSED, PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import intersection
from cloudguard.network.packets import TCP, V4, packets, ports
from cloudguard.network.wiring import GLOBAL, GLOBAL_V4, leaving
from cloudguard.providers.oci.network.vcns import Vcns
from cloudguard.providers.wires import flag, prefixes_of
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown

_SSH = packets(service=ports(TCP, 22, 22))


def wire(vcns: Vcns) -> None:
    """Wire public endpoints to the Internet."""
    for database in vcns.resources.of("oci_database_autonomous_database"):
        _database(database, vcns)
    for bastion in vcns.resources.of("oci_bastion_bastion"):
        _bastion(bastion, vcns)
    for circuit in vcns.resources.of("oci_core_virtual_circuit"):
        _circuit(circuit, vcns)


def _database(database: Resource, vcns: Vcns) -> None:
    dedicated = database.get("autonomous_container_database_id", None, "a shared one")
    subnet = database.get("subnet_id", None, "none: a public endpoint")
    if isinstance(dedicated, Known) and dedicated.value:
        return
    private = isinstance(subnet, Known) and bool(subnet.value)
    if private:
        return
    certain = isinstance(subnet, Known) and isinstance(dedicated, Known)
    internet, at = vcns.wiring.internet(), database.source()
    name = database.address if database.address not in vcns.wiring.hosts else (
        f"{database.address} public endpoint"
    )  # fmt: skip
    host = vcns.wiring.host(name, database.address, GLOBAL_V4, at)
    allowed = _listed(database, "whitelisted_ips", vcns)
    carries = allowed & host.destined & (ANYTHING if certain else PERHAPS)
    vcns.wiring.edge(leaving(internet.id), host.id, at, "public endpoint", carries=carries)
    vcns.wiring.edge(
        host.leaves, internet.id, at, "public endpoint", carries=_answers(carries), admits=CLOSED
    )


def _answers(carries: Match) -> Match:
    """Match what a public endpoint sends back: a database opens nothing by itself."""
    return Match(carries.sure.reversed(), carries.possible.reversed())


def _listed(resource: Resource, path: str, vcns: Vcns) -> Match:
    """Match what comes from the addresses of a list; without one, from all.

    An entry that names a VCN lets in what comes by its service gateway, not the Internet.
    """
    items = resource.items(path)
    if isinstance(items, Unknown):
        return perhaps(packets(source=GLOBAL))
    texts = [
        item
        for item in items.value
        if vcns.names.here(vcns.named(item) or "") is None
        and not (isinstance(item, Known) and str(item.value).startswith("ocid1.vcn."))
    ]
    found, whole = prefixes_of(item.map(lambda text: str(text).partition(";")[0]) for item in texts)
    if not items.value:
        return exactly(packets(source=GLOBAL))
    known = packets(source=intersection(found, GLOBAL))
    return Match(known, known if whole else packets(source=GLOBAL))


def _bastion(bastion: Resource, vcns: Vcns) -> None:
    if bastion.address not in vcns.wiring.hosts:
        return
    internet, at = vcns.wiring.internet(), bastion.source()
    said = bastion.items("client_cidr_block_allow_list")
    carries = _listed(bastion, "client_cidr_block_allow_list", vcns)
    if isinstance(said, Known) and not said.value:
        carries = perhaps(carries.possible)  # what no list means is not documented
    carries = carries & exactly(_SSH)
    vcns.wiring.edge(leaving(internet.id), bastion.address, at, "bastion sessions", carries=carries)
    host = vcns.wiring.hosts[bastion.address]
    vcns.wiring.edge(
        host.leaves, internet.id, at, "bastion sessions", carries=_answers(carries), admits=CLOSED
    )


def _circuit(circuit: Resource, vcns: Vcns) -> None:
    """Wire a public virtual circuit: to and from public addresses, past the Internet."""
    kind = circuit.get("type")
    if isinstance(kind, Known) and str(kind.value).upper() != "PUBLIC":
        return
    node, at = f"{circuit.address} public", circuit.source()
    blocks = circuit.blocks("public_prefixes")
    written = blocks.value if isinstance(blocks, Known) else ()
    found, whole = prefixes_of(block.get("cidr_block") for block in written)
    known = bool(found) and whole and isinstance(blocks, Known)
    there = intersection(found, V4) if known else GLOBAL_V4
    vcns.wiring.gateway(node, f"{node} in", "private-line", at, there)
    for gateway in vcns.resources.of("oci_core_internet_gateway"):
        if flag(gateway, "enabled", default=True) is False:
            continue
        towards = packets(source=GLOBAL, destination=there)
        vcns.wiring.edge(
            f"{gateway.address} out", node, at, "public virtual circuit",
            carries=exactly(towards) if known else perhaps(towards),
        )  # fmt: skip
        vcns.wiring.edge(
            f"{node} in", f"{gateway.address} in", at, "public virtual circuit",
            carries=exactly(packets(destination=GLOBAL)),
        )  # fmt: skip
