"""Firewalls and middleboxes that routes lead through.

AWS Network Firewall Developer Guide, "How AWS Network Firewall works"; Elastic Load Balancing,
"Gateway Load Balancer endpoints"; Amazon EC2 User Guide, "source/destination checking".
"""

from __future__ import annotations

from typing import Final

from cloudguard.network.filters import PERHAPS
from cloudguard.providers.aws.network.doors import out
from cloudguard.providers.aws.network.hosts import listed, of_resource
from cloudguard.providers.aws.network.policies import Policy
from cloudguard.providers.aws.network.vpcs import Vpcs
from cloudguard.providers.wires import sure
from cloudguard.sources.resource import Resource
from cloudguard.values import Known

_FIREWALL: Final = "aws_networkfirewall_firewall"
_POLICY: Final = "aws_networkfirewall_firewall_policy"
_PASSED: Final = "aws:pass"
_FORWARDED: Final = "aws:forward_to_sfe"


def wire(vpcs: Vpcs) -> None:
    """Wire firewalls, and what else routes may lead through."""
    for firewall in vpcs.resources.of(_FIREWALL):
        _firewall(firewall, vpcs)
    for endpoint in vpcs.resources.of("aws_vpc_endpoint"):
        if endpoint.address in vpcs.through:
            _through(endpoint, vpcs, "a Gateway Load Balancer behind it")
    for type_ in ("aws_network_interface", "aws_instance"):
        for machine in vpcs.resources.of(type_):
            because = "Amazon EC2 User Guide, source/destination checking: on by default"
            checked = machine.get("source_dest_check", True, because)
            forwards = not (isinstance(checked, Known) and checked.value in (True, "true", None))
            if forwards and machine.address in vpcs.through:
                _through(machine, vpcs, "a machine that hands packets on")


def _through(machine: Resource, vpcs: Vpcs, what: str) -> None:
    """Say that nobody knows what a middlebox does; what it lets pass goes on by its subnet."""
    node, at = out(machine.address), machine.source()
    vpcs.wiring.open(node, f"what {machine.address} does with packets is not known: {what}", at)
    for host in of_resource(machine.address, vpcs):
        vpcs.wiring.edge(node, vpcs.sending[host.id], at, "middlebox", carries=PERHAPS)


def _firewall(firewall: Resource, vpcs: Vpcs) -> None:
    node, at = out(firewall.address), firewall.source()
    engine, after = f"{firewall.address} stateful", f"{firewall.address} passed"
    policy = vpcs.typed(firewall.get("firewall_policy_arn"), _POLICY)
    says = "Network Firewall"
    if policy is None or not sure(policy) or not sure(firewall):
        reason = f"the policy of {firewall.address} is not in this input"
        vpcs.wiring.open(node, reason, at)
        vpcs.wiring.edge(node, after, at, says, carries=PERHAPS)
    else:
        reading = Policy(policy, firewall, vpcs)
        vpcs.wiring.edge(node, after, at, says, admits=reading.stateless(_PASSED), stateful=False)
        vpcs.wiring.edge(
            node, engine, at, says, admits=reading.stateless(_FORWARDED), stateful=False
        )
        vpcs.wiring.edge(engine, after, at, says, admits=reading.stateful())
    names, whole = listed(firewall, "subnet_mapping.subnet_id", vpcs)
    for name in names:
        vpcs.wiring.edge(after, vpcs.subnet(name, at).out, at, says)
    if not whole:
        vpcs.wiring.open(after, f"the subnets of {firewall.address} are not known", at)
