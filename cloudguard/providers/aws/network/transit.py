"""Transit Gateways: attachments, the tables that they ask, and what these tables hold.

Amazon VPC Transit Gateways guide, "How AWS Transit Gateway works" (an attachment asks the one table
that it is associated with; the longest prefix first, static routes before propagated ones),
"Transit gateway route tables" (default association and propagation, blackholes, prefix lists),
"Network ACLs for transit gateways", "Security group referencing".
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from cloudguard.network.filters import PERHAPS, exactly
from cloudguard.network.packets import PacketSet, packets
from cloudguard.network.wiring import Route
from cloudguard.providers.aws.network.attachments import Attachment, Attachments
from cloudguard.providers.aws.network.joins import Choice, Joins
from cloudguard.providers.aws.network.ranges import deliver
from cloudguard.providers.aws.network.routing import by_list, learned
from cloudguard.providers.aws.network.vpcs import Vpcs, table
from cloudguard.providers.wires import cidrs, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Source, Unknown, Value

_GATEWAY: Final = "aws_ec2_transit_gateway"
_TABLE: Final = "aws_ec2_transit_gateway_route_table"
_ROUTE: Final = "aws_ec2_transit_gateway_route"
_LIST: Final = "aws_ec2_transit_gateway_prefix_list_reference"
_ASSOCIATION: Final = f"{_TABLE}_association"
_PROPAGATION: Final = f"{_TABLE}_propagation"
_DEFAULTS: Final = {
    "association_default_route_table_id": "aws_ec2_transit_gateway_default_route_table_association",
    "propagation_default_route_table_id": "aws_ec2_transit_gateway_default_route_table_propagation",
}


class Transit:
    """The Transit Gateways of one input."""

    def __init__(self, vpcs: Vpcs, attachments: Attachments) -> None:
        """Index associations, propagations and routes."""
        self._vpcs = vpcs
        self._attachments = attachments
        self._associated = Joins()
        self._asking: dict[str, list[Attachment]] = defaultdict(list)
        self._propagated: dict[str | None, list[Choice]] = defaultdict(list)
        self._static: dict[str | None, list[Route]] = defaultdict(list)
        self._hidden = any(one.gateway is None for one in attachments.all)
        for type_ in (_ASSOCIATION, _PROPAGATION):
            for one in vpcs.resources.of(type_):
                named = attachments.named(one.get("transit_gateway_attachment_id"))
                into = self._table_named(one.get("transit_gateway_route_table_id"))
                if named is not None and (one_side := self._side(named, into)) is not None:
                    named = one_side.id
                self._hidden = self._hidden or named is None or into is None
                if type_ == _ASSOCIATION:
                    unseen = into or f"{one.address} table"
                    self._associated.add(named, unseen, certain=sure(one))
                    if into is None:
                        reason = f"the table of {one.address} is not known"
                        vpcs.wiring.open(table(unseen), reason, one.source())
                else:
                    choice = Choice(named or "", sure(one) and named is not None)
                    self._propagated[into].append(choice)
        for type_ in (_ROUTE, _LIST):
            for route in vpcs.resources.of(type_):
                self._route(route, listed=type_ == _LIST)

    def wire(self) -> None:
        """Wire attachments to the tables that they ask, and tables to attachments."""
        tables: dict[str, str] = {}
        for one in self._attachments.all:
            gateway = self._vpcs.names.here(one.gateway or "")
            if gateway is None:
                if one.kind != "peering":
                    self._foreign(one)
                continue
            default = self._default(gateway, "association_default_route_table_id")
            allowed = self._allowed(gateway, one, "association")
            choices = self._associated.of(one.id, None)
            if not any(choice.sure for choice in choices) and allowed is not False:
                certain = not choices and allowed is True and default.sure
                choices = [*choices, Choice(default.name, certain)]
            for choice in choices:
                self._asking[choice.name].append(one)
                tables[choice.name] = gateway.address
                self._ask(one, choice, gateway)
        for resource in self._vpcs.resources.of(_TABLE):
            named = self._vpcs.named(resource.get("transit_gateway_id"))
            tables.setdefault(resource.address, named or "")
        for name, gateway_name in tables.items():
            self._table(name, gateway_name)

    def _ask(self, one: Attachment, choice: Choice, gateway: Resource) -> None:
        """Send what an attachment takes in to the table that it is associated with.

        Groups are known by reference where both the gateway and the attachments support that.
        """
        certain = choice.sure and one.sure
        carries = exactly(packets()) if certain else PERHAPS
        path = "security_group_referencing_support"
        named = gateway.get(path, "disable", "EC2 API Reference, TransitGatewayOptions: disabled")
        self._vpcs.wiring.edge(
            one.into, f"{one.into} asks", one.at, "transit gateway attachment", carries=carries
        )
        for change, only_perhaps in nameless(named):
            self._vpcs.wiring.edge(
                f"{one.into} asks", table(choice.name), one.at,
                f"associated with {choice.name}",
                carries=PERHAPS if only_perhaps or not certain else carries, change=change,
            )  # fmt: skip

    def _foreign(self, one: Attachment) -> None:
        """Join the attachments of a gateway that is not in this input: perhaps each to each."""
        reason = f"the transit gateway of {one.id} is not known"
        if one.gateway is None:
            self._vpcs.wiring.anywhere(reason, one.at)
            self._vpcs.wiring.open(one.into, reason, one.at)
            self._vpcs.wiring.edge(one.into, one.out, one.at, reason, carries=PERHAPS)
            return
        hub, arriving = f"{one.gateway} between", f"{one.gateway} from others"
        wiring, carries = self._vpcs.wiring, exactly(packets()) if one.sure else PERHAPS
        wiring.edge(one.into, hub, one.at, one.gateway, carries=PERHAPS)
        wiring.edge(hub, one.out, one.at, one.gateway, carries=PERHAPS)
        wiring.gateway(f"{one.gateway} to others", arriving, "unknown", Source(one.gateway))
        wiring.edge(one.into, f"{one.gateway} to others", one.at, one.gateway, carries=carries)
        wiring.edge(arriving, one.out, one.at, one.gateway, carries=carries)

    def _table(self, name: str, gateway: str) -> None:
        """Wire a table to the attachments: static routes first, then what is propagated."""
        vpcs, wiring = self._vpcs, self._vpcs.wiring
        here = vpcs.names.here(name)
        at = here.source() if here is not None else Source(name)
        routes = [*self._static[name]]
        routes += [Route(r.destination, r.to, r.at, r.says, sure=False) for r in self._static[None]]
        doors: list[tuple[Attachment, bool]] = []
        for one, certain in self._propagating(name, gateway):
            says = f"propagated from {one.id}"
            if one.range is None:
                doors.append((one, certain))
                continue
            routes += deliver(
                wiring, table(name), one.out, one.range, one.at, says, certain=certain
            )
        wiring.routes(table(name), routes)
        self._link(name, gateway, routes)
        for one, certain in doors:
            learned(wiring, table(name), one.out, routes, one.at, certain=certain)
        made = vpcs.names.here(gateway) is not None and name.endswith(_DEFAULT)
        if here is None and not made:
            wiring.open(table(name), f"the routes of {name} are not in this input", at)

    def _link(self, name: str, gateway: str, routes: list[Route]) -> None:
        """Say which VPCs a table joins: those that ask it with those that it leads to."""
        nodes = {one.out: one for one in self._attachments.all if one.kind == "vpc"}
        asking = [one for one in self._asking[name] if one.kind == "vpc"]
        led = [nodes[route.to] for route in routes if route.to in nodes]
        vpcs = [self._vpcs.named(one.resource.get("vpc_id")) for one in (*asking, *led)]
        if self._hidden:  # what is not known of attachments and associations may be of this table
            vpcs.append(None)
        if vpcs and len(set(vpcs)) > 1:
            by = name if self._vpcs.names.here(name) is not None else gateway
            self._vpcs.wiring.link(by, *(vpc or "a VPC that is not known" for vpc in vpcs))

    def _propagating(self, name: str, gateway: str) -> list[tuple[Attachment, bool]]:
        """Return the attachments whose routes a table has, explicitly or by default."""
        found: dict[str, bool] = {}
        for key in (name, None):
            for choice in self._propagated[key]:
                names = [choice.name] if choice.name else [a.id for a in self._attachments.all]
                for each in names:
                    certain = choice.sure and key is not None
                    found[each] = found.get(each, False) or certain
        here = self._vpcs.names.here(gateway)
        for one in self._attachments.all:
            if here is None or one.gateway != gateway:
                continue
            default = self._default(here, "propagation_default_route_table_id")
            allowed = self._allowed(here, one, "propagation")
            if default.name == name and allowed is not False:
                found[one.id] = found.get(one.id, False) or (allowed is True and default.sure)
        known = self._attachments.by_id
        return [
            (known[id_], sure_ and known[id_].sure) for id_, sure_ in found.items() if id_ in known
        ]

    def _allowed(self, gateway: Resource, one: Attachment, what: str) -> bool | None:
        """Tell whether an attachment is associated, or propagates, by default."""
        because = "terraform-provider-aws docs, aws_ec2_transit_gateway: enable"
        by_gateway = gateway.get(f"default_route_table_{what}", "enable", because)
        said: list[Value[Any]] = [by_gateway.map(lambda value: value == "enable")]
        if one.kind == "vpc":
            path = f"transit_gateway_default_route_table_{what}"
            because = "terraform-provider-aws docs, aws_ec2_transit_gateway_vpc_attachment: true"
            said.append(one.resource.get(path, True, because))
        if one.kind == "peering" and what == "propagation":
            return False  # "Transit gateway peering attachments": static routes alone
        if any(isinstance(value, Known) and value.value in (False, "false") for value in said):
            return False
        return None if any(isinstance(value, Unknown) for value in said) else True

    def _default(self, gateway: Resource, path: str) -> Choice:
        """Return the table that is a gateway's default one."""
        type_ = _DEFAULTS[path]
        for one in self._vpcs.resources.of(type_):
            if self._vpcs.named(one.get("transit_gateway_id")) in (gateway.address, None):
                named = self._table_named(one.get("transit_gateway_route_table_id"))
                return Choice(named or f"{one.address} table", sure(one) and named is not None)
        return Choice(f"{gateway.address}{_DEFAULT}", sure=sure(gateway))

    def _route(self, route: Resource, *, listed: bool) -> None:
        vpcs = self._vpcs
        name = self._table_named(route.get("transit_gateway_route_table_id"))
        dropped = route.get("blackhole", False, "aws_ec2_transit_gateway_route: false")
        at, certain = route.source(), sure(route)
        if isinstance(dropped, Known) and dropped.value in (True, "true"):
            self._static[name] += self._routes(
                route, None, "blackhole", listed=listed, certain=certain
            )
            return
        attachment = self._attachments.named(route.get("transit_gateway_attachment_id"))
        says = f"route to {attachment or 'what is not known'}"
        sides = self._attachments.sides(attachment or "")
        if name is not None and (one := self._side(attachment or "", name)) is not None:
            sides = [one]
        for side in sides:
            known = certain and isinstance(dropped, Known) and side.sure
            self._static[name] += self._routes(route, side.out, says, listed=listed, certain=known)
        if not sides:
            to = f"{route.address} target"
            vpcs.wiring.open(to, f"what {route.address} leads to is not in this input", at)
            self._static[name] += self._routes(route, to, says, listed=listed, certain=certain)

    def _routes(
        self, route: Resource, to: str | None, says: str, *, listed: bool, certain: bool
    ) -> list[Route]:
        at = route.source()
        if listed:
            return by_list(route, "prefix_list_id", to, says, self._vpcs, certain=certain)
        there, whole = cidrs(route, "destination_cidr_block")
        known = whole and bool(there)
        return [Route(there if known else None, to, at, says, sure=certain and known)]

    def _side(self, attachment: str, table_name: str | None) -> Attachment | None:
        """Return an attachment; of a peering the side of the gateway that a table belongs to."""
        here = self._vpcs.names.here(table_name or "")
        gateway = (table_name or "").removesuffix(_DEFAULT)
        if here is not None:
            gateway = self._vpcs.named(here.get("transit_gateway_id")) or ""
        return self._attachments.side(attachment, gateway)

    def _table_named(self, value: Value[Any]) -> str | None:
        """Return the table that a value names: a default one goes by the name of its gateway."""
        found = self._vpcs.named(value)
        if found is None:
            return None
        for path in _DEFAULTS:
            gateway = self._vpcs.names.here(found.removesuffix(f".{path}"))
            if found.endswith(f".{path}") and gateway is not None:
                return self._default(gateway, path).name
        return found


_DEFAULT: Final = " default table"


def nameless(supported: Value[Any]) -> list[tuple[Any, bool]]:
    """Return how packets go on where groups may be known by reference, or not.

    Each with whether that is so only perhaps.
    """
    if isinstance(supported, Unknown):
        return [(PacketSet.anonymous, False), (None, True)]
    if supported.value in ("enable", True, "true"):
        return [(None, False)]
    return [(PacketSet.anonymous, False)]
