"""Load balancers: they end connections and open others to their targets.

Elastic Load Balancing, "How Elastic Load Balancing works"; User Guide for Network Load Balancers,
"Edit target group attributes: client IP preservation"; AWS Global Accelerator Developer Guide,
"Endpoints for standard accelerators".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.network.filters import NOTHING, PERHAPS, Match, exactly, perhaps
from cloudguard.network.intervals import Intervals, contains, union_of
from cloudguard.network.packets import EVERYWHERE, TCP, UDP, packets, ports, prefix
from cloudguard.network.wiring import GLOBAL, Host, leaving
from cloudguard.providers.aws.network.hosts import listed, of_resource
from cloudguard.providers.aws.network.relays import forward, relay, to_hosts
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.wires import number, sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_TYPES: Final = ("aws_lb", "aws_alb")
_LISTENERS: Final = (("aws_lb_listener", "aws_lb_listener_rule"),
                     ("aws_alb_listener", "aws_alb_listener_rule"))  # fmt: skip
_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
_ATTACHED: Final = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
_ACTIONS: Final = ("default_action", "action")
_UDP: Final = ("UDP", "QUIC")
_BOTH: Final = ("TCP_UDP", "TCP_QUIC")


class Balancers:
    """The balancers of one input and their targets."""

    def __init__(self, vpcs: Vpcs) -> None:
        """Prepare."""
        self._vpcs = vpcs

    def wire(self) -> None:
        """Let balancers send to their targets what comes in at their listeners."""
        for listeners, rules in _LISTENERS:
            for listener in self._vpcs.resources.of(listeners):
                self._listener(listener, rules)
        for balancer in self._vpcs.resources.of("aws_elb"):
            self._classic(balancer)
        self._accelerators()

    def _listener(self, listener: Resource, rules: str) -> None:
        vpcs = self._vpcs
        named = [vpcs.typed(listener.get("load_balancer_arn"), type_) for type_ in _TYPES]
        balancers = [one for one in named if one is not None]
        certain = bool(balancers) and sure(listener)
        if not balancers and isinstance(listener.get("load_balancer_arn"), Unknown):
            balancers = [one for type_ in _TYPES for one in vpcs.resources.of(type_)]
        more = vpcs.resources.about(listener, rules, "listener_arn")
        arriving = service(listener.get("protocol", None, "HTTP"), listener.get("port", None, ""))
        groups: dict[str, bool] = {}
        for one in (listener, *more.named, *more.possible):
            named_groups, whole = self._groups(one)
            for name in named_groups:
                groups[name] = groups.get(name, False) or (whole and one not in more.possible)
            if not whole:
                groups[f"the targets of {one.address}"] = False
        for balancer in balancers:
            for name, known in groups.items():
                self._send(balancer, listener, arriving, name, certain=certain and known)

    def _groups(self, one: Resource) -> tuple[list[str], bool]:
        """Return the target groups that a listener or a rule forwards to."""
        names: list[str] = []
        whole = True
        for action in _ACTIONS:
            for path in (f"{action}.target_group_arn", f"{action}.forward.target_group.arn"):
                found, all_ = listed(one, path, self._vpcs)
                names, whole = [*names, *found], whole and all_
        return list(dict.fromkeys(names)), whole

    def _send(
        self, balancer: Resource, listener: Resource, arriving: Match, group: str, *, certain: bool
    ) -> None:
        vpcs, at = self._vpcs, listener.source()
        here = vpcs.names.here(group)
        hosts = list(of_resource(balancer.address, vpcs))
        if here is None or here.type not in _GROUPS:
            for host in hosts:
                self._unseen(host, group, f"{group} is not in this input", arriving, listener)
            return
        targets = list(self._targets(here))
        if not targets:
            reason = f"what is registered with {group} is not in this input"
            for host in hosts:
                self._unseen(host, group, reason, arriving, listener)
        kept = self._kept(balancer, here)
        for target, to, sure_of in targets:
            for host in hosts:
                own = certain and sure_of and sure(here)
                name = f"{listener.address} to {target.id}"
                sent = to_hosts([target], to, certain=own and kept is not True)
                relay(vpcs, host, name, arriving, sent, at, f"balanced to {target.id}")
                if kept is not False:
                    carries = arriving if own and kept else perhaps(arriving.possible)
                    forward(
                        vpcs, host.id, target, name, at, f"balanced to {target.id}",
                        carries=carries, service=to.possible.services(),
                    )  # fmt: skip

    def _unseen(
        self, host: Host, group: str, reason: str, arriving: Match, listener: Resource
    ) -> None:
        """Say that a balancer sends to what this input does not show."""
        node = f"{group} of {host.id}"
        self._vpcs.wiring.open(node, reason, listener.source())
        self._vpcs.wiring.edge(host.id, node, listener.source(), "balanced", carries=arriving)

    def _kept(self, balancer: Resource, group: Resource) -> bool | None:
        """Tell whether targets see the address of the client, None where that is not known."""
        kind = balancer.get("load_balancer_type", "application", "aws_lb: application")
        if isinstance(kind, Known) and kind.value != "network":
            return False
        said = group.get("preserve_client_ip", None, "not written")
        if isinstance(said, Known) and said.value not in (None, ""):
            return said.value in (True, "true")
        target = group.get("target_type", "instance", "aws_lb_target_group: instance")
        if isinstance(kind, Unknown) or isinstance(said, Unknown) or isinstance(target, Unknown):
            return None
        return bool(target.value == "instance")

    def _targets(self, group: Resource) -> Iterator[tuple[Host, Match, bool]]:
        """Yield the hosts of a target group, with the packets that they get."""
        vpcs = self._vpcs
        protocol, port = group.get("protocol", None, ""), group.get("port", None, "")
        for type_ in _ATTACHED:
            found = vpcs.resources.about(group, type_, "target_group_arn")
            for one in (*found.named, *found.possible):
                own = one.get("port", None, "not written: the group's")
                chosen = own if isinstance(own, Unknown) or own.value else port
                certain = one not in found.possible
                for host in self._hosts(one.get("target_id")):
                    yield host, service(protocol, chosen), certain
        for type_, path in _MEMBERS:
            for one in vpcs.resources.of(type_):
                names, whole = listed(one, path, vpcs)
                if group.address in names or not whole:
                    container = one.get("load_balancer.container_port", None, "")
                    chosen = container if type_ == "aws_ecs_service" else port
                    for host in of_resource(self._machine(one), vpcs):
                        yield host, service(protocol, chosen), group.address in names and sure(one)

    def _machine(self, one: Resource) -> str:
        """Return what is registered: an attachment names its group of machines."""
        if one.type != "aws_autoscaling_attachment":
            return one.address
        found = self._vpcs.typed(one.get("autoscaling_group_name"), "aws_autoscaling_group")
        return found.address if found is not None else one.address

    def _hosts(self, value: Value[Any]) -> Iterator[Host]:
        """Yield the hosts that a target names: a resource, or whoever has an address."""
        named = self._vpcs.named(value)
        if named is None:
            yield from self._vpcs.wiring.hosts.values()  # it may be any
            return
        if self._vpcs.names.here(named.removesuffix(".private_ip")) is not None:
            yield from of_resource(named.removesuffix(".private_ip"), self._vpcs)
            return
        try:
            address = prefix(named)
        except ValueError:
            return
        for host in list(self._vpcs.wiring.hosts.values()):
            if contains(host.addresses, address):
                yield host

    def _classic(self, balancer: Resource) -> None:
        vpcs = self._vpcs
        names, whole = listed(balancer, "instances", vpcs)
        targets = [host for name in names for host in of_resource(name, vpcs)]
        for one in vpcs.resources.about(
            balancer, "aws_elb_attachment", "elb", ("id", "name")
        ).named:
            targets += self._hosts(one.get("instance"))
        blocks = balancer.blocks("listener")
        for host in list(of_resource(balancer.address, vpcs)):
            if isinstance(blocks, Unknown) or not whole:
                self._unseen(host, balancer.address, "its listeners are not known", _ALL, balancer)
                continue
            for block in blocks.value:
                arriving = service(Known("TCP", block.source()), block.get("lb_port"))
                to = service(Known("TCP", block.source()), block.get("instance_port"))
                sent = to_hosts(targets, to, certain=sure(balancer))
                name = f"{balancer.address} listener {block.trail}"
                relay(vpcs, host, name, arriving, sent, block.source(), "balanced")

    def _accelerators(self) -> None:
        """Let the Internet in to what an accelerator leads to, public or not."""
        vpcs = self._vpcs
        internet = vpcs.wiring.internet() if self._vpcs.resources.of(_ENDPOINTS) else None
        for group in vpcs.resources.of(_ENDPOINTS):
            found, whole = listed(group, "endpoint_configuration.endpoint_id", vpcs)
            to = exactly(packets(destination=GLOBAL))
            for name in found:
                for host in list(of_resource(name, vpcs)):
                    if internet is not None:
                        forward(
                            vpcs, leaving(internet.id), host, group.address, group.source(),
                            "global accelerator", carries=to if sure(group) else PERHAPS,
                        )  # fmt: skip
            if not whole and internet is not None:
                reason = f"what {group.address} leads to is not known"
                vpcs.wiring.open(group.address, reason, group.source())
                vpcs.wiring.edge(leaving(internet.id), group.address, group.source(), "accelerator")


_ENDPOINTS: Final = "aws_globalaccelerator_endpoint_group"
_MEMBERS: Final = (
    ("aws_ecs_service", "load_balancer.target_group_arn"),
    ("aws_autoscaling_group", "target_group_arns"),
    ("aws_autoscaling_attachment", "lb_target_group_arn"),
)
_ALL: Final = exactly(packets())


def service(protocol: Value[Any], port: Value[Any]) -> Match:
    """Return the packets of a listener's or a target group's protocol and port."""
    kind = str(protocol.value or "TCP").upper() if isinstance(protocol, Known) else ""
    numbers = (UDP,) if kind in _UDP else (TCP, UDP) if kind in (*_BOTH, "") else (TCP,)
    place = number(port.value) if isinstance(port, Known) else None
    spans: list[Intervals] = [
        ports(each, place, place) if place is not None else ports(each) for each in numbers
    ]
    found = packets(service=union_of(spans), destination=EVERYWHERE)
    known = kind and place is not None
    return Match(found if known else NOTHING.sure, found)
