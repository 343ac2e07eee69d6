"""Cases of security groups, tags, admin rules, peerings and routes."""

from __future__ import annotations

from typing import Final

from tests.network.azure.blocks import (
    PLACE,
    PROVIDER,
    block,
    half,
    host,
    in_vnet,
    on_nic,
    on_subnet,
    peering,
    resource,
    rules,
    table,
    two,
    vnet,
)
from tests.network.cases import Case

A: Final = "azurerm_network_interface.a"
B: Final = "azurerm_network_interface.b"
_NSG: Final = "Azure network security groups overview"
_TAGS: Final = "Virtual network service tags"
_FILTER: Final = "How network security groups filter network traffic"
_PEERING: Final = "Virtual network peering"
_MANAGE: Final = "Create, change, or delete a virtual network peering"
_ROUTES: Final = "Virtual network traffic routing"
_ADMIN: Final = "Security admin rules in Azure Virtual Network Manager"
BUT_22: Final = "protocols but tcp, tcp/0-21, tcp/23-65535"
ALONE: Final = PROVIDER + vnet("a", 1, "b") + host("a") + host("b")


def managed(action: str, port: str, *, deployed: bool = True) -> str:
    """Return a network manager whose admin rule holds for network b."""
    made = resource(
        "network_manager.m",
        f'{PLACE}\nscope {{\nsubscription_ids = ["/subscriptions/0"]\n}}\n'
        'scope_accesses = ["SecurityAdmin"]',
    )
    made += resource(
        "network_manager_network_group.g", "network_manager_id = azurerm_network_manager.m.id"
    )
    made += resource(
        "network_manager_static_member.b",
        "network_group_id = azurerm_network_manager_network_group.g.id\n"
        "target_virtual_network_id = azurerm_virtual_network.b.id",
    )
    made += resource(
        "network_manager_security_admin_configuration.c",
        "network_manager_id = azurerm_network_manager.m.id",
    )
    made += resource(
        "network_manager_admin_rule_collection.c",
        "security_admin_configuration_id = "
        "azurerm_network_manager_security_admin_configuration.c.id\n"
        "network_group_ids = [azurerm_network_manager_network_group.g.id]",
    )
    made += resource(
        "network_manager_admin_rule.r",
        f"""admin_rule_collection_id = azurerm_network_manager_admin_rule_collection.c.id
        action = "{action}"
        direction = "Inbound"
        priority = 1
        protocol = "Tcp"
        destination_port_ranges = ["{port}"]
        source {{
          address_prefix_type = "IPPrefix"
          address_prefix = "*"
        }}
        destination {{
          address_prefix_type = "IPPrefix"
          address_prefix = "*"
        }}""",
    )
    if deployed:
        made += block(
            "resource", "azurerm_network_manager_deployment.d",
            """network_manager_id = azurerm_network_manager.m.id
            location = "japaneast"
            scope_access = "SecurityAdmin"
            configuration_ids = [azurerm_network_manager_security_admin_configuration.c.id]""",
        )  # fmt: skip
    return made


CASES: Final = (
    Case(
        name="one network, no security group: everything passes",
        page=_FILTER,
        hcl=ALONE,
        start=A,
        end=B,
        sure="any",
        sources=("10.1.1.0/24",),
        destinations=("10.1.2.0/24",),
    ),
    Case(
        name="a group without rules lets the own network in",
        page=_NSG,
        hcl=ALONE + rules("n", "") + on_subnet("n", "b"),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="a peered network with an empty group: VirtualNetwork takes in the peer",
        page=_TAGS,
        hcl=two(rules("n", "") + on_subnet("n", "b")),
        start=A,
        end=B,
        sure="any",
        sources=("10.1.1.0/24",),
    ),
    Case(
        name="a rule for VirtualNetwork lets the peer in",
        page=_TAGS,
        hcl=two(
            rules("n", "in 100 Allow Tcp 1433 VirtualNetwork *; in 200 Deny * * * *")
            + on_subnet("n", "b")
        ),
        start=A,
        end=B,
        sure="tcp/1433",
    ),
    Case(
        name="a peer without virtual network access is not of VirtualNetwork",
        page=_MANAGE,
        hcl=two(
            rules("n", "") + on_subnet("n", "b"),
            flags="allow_virtual_network_access = false",
            back="allow_virtual_network_access = false",
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="without virtual network access what a group allows by address may pass",
        page=_MANAGE,
        hcl=two(
            rules("n", "in 100 Allow Tcp 443 10.1.0.0/16 *") + on_subnet("n", "b"),
            flags="allow_virtual_network_access = false",
            back="allow_virtual_network_access = false",
        ),
        start=A,
        end=B,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="a peering of one side alone carries nothing",
        page=_PEERING,
        hcl=PROVIDER + vnet("a", 1) + vnet("b", 2) + half("a", "b") + host("a") + host("b"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="A-B-C peering: A does not reach C",
        page=_PEERING,
        hcl=two() + vnet("c", 3) + peering("b", "c") + host("c"),
        start=A,
        end="azurerm_network_interface.c",
        sure="none",
    ),
    Case(
        name="subnet peering: the subnets that are named alone",
        page="Configure subnet peering",
        hcl=PROVIDER
        + vnet("a", 1)
        + vnet("b", 2, "c")
        + peering(
            "a",
            "b",
            'peer_complete_virtual_networks_enabled = false\nlocal_subnet_names = ["a"]\n'
            'remote_subnet_names = ["c"]',
            'peer_complete_virtual_networks_enabled = false\nlocal_subnet_names = ["c"]\n'
            'remote_subnet_names = ["a"]',
        )
        + host("a")
        + host("b")
        + host("c"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a peering with a network that is not here is unknown",
        page=_PEERING,
        hcl=PROVIDER
        + vnet("a", 1)
        + vnet("b", 2)
        + host("a")
        + host("b")
        + resource(
            "virtual_network_peering.x",
            'resource_group_name = "rg"\nvirtual_network_name = azurerm_virtual_network.a.name\n'
            'remote_virtual_network_id = "/subscriptions/0/resourceGroups/r/providers/'
            'Microsoft.Network/virtualNetworks/x"',
        ),
        start=A,
        end=B,
        sure="none",
        unknown="azurerm_virtual_network_peering.x",
    ),
    Case(
        name="the lower priority number decides",
        page=_NSG,
        hcl=two(
            rules(
                "n", "in 200 Allow Tcp * 10.1.0.0/16 *; in 100 Deny Tcp 22 * *; in 300 Deny * * * *"
            )
            + on_subnet("n", "b")
        ),
        start=A,
        end=B,
        sure="tcp/0-21, tcp/23-65535",
    ),
    Case(
        name="the groups of subnet and interface must both let pass",
        page=_FILTER,
        hcl=two(
            rules("n", "in 100 Allow Tcp 443 * *; in 101 Allow Tcp 80 * *; in 200 Deny * * * *")
            + on_subnet("n", "b")
            + rules("m", "in 100 Allow Tcp 443 * *; in 101 Allow Tcp 22 * *; in 200 Deny * * * *")
            + on_nic("m", "b")
        ),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="a subnet's group holds between hosts of the subnet",
        page=_FILTER,
        hcl=PROVIDER
        + vnet("a", 1)
        + host("a")
        + host("b", "a")
        + rules("n", "in 100 Deny Tcp 22 * *")
        + on_subnet("n", "a"),
        start=A,
        end=B,
        sure=BUT_22,
    ),
    Case(
        name="an outbound rule of the sender's group",
        page=_NSG,
        hcl=two(
            rules("n", "out 100 Allow Udp 53 * 10.2.0.0/16; out 200 Deny * * * VirtualNetwork")
            + on_subnet("n", "a")
        ),
        start=A,
        end=B,
        sure="udp/53",
    ),
    Case(
        name="several prefixes and a range of ports in one rule",
        page=_NSG + ": augmented security rules",
        hcl=two(
            rules("n", "in 100 Allow Tcp 8000-8010 10.1.0.0/16,10.9.0.0/16 *; in 200 Deny * * * *")
            + on_subnet("n", "b")
        ),
        start=A,
        end=B,
        sure="tcp/8000-8010",
    ),
    Case(
        name="rules that are resources of their own",
        page="azurerm docs, azurerm_network_security_rule",
        hcl=two(
            rules("n", "in 200 Deny * * * *")
            + on_subnet("n", "b")
            + resource(
                "network_security_rule.r",
                """resource_group_name = "rg"
                network_security_group_name = azurerm_network_security_group.n.name
                direction = "Inbound"
                access = "Allow"
                priority = 100
                protocol = "Tcp"
                source_port_range = "*"
                destination_port_ranges = ["443", "8443"]
                source_address_prefix = "*"
                destination_address_prefix = "*\"""",
            )
        ),
        start=A,
        end=B,
        sure="tcp/443, tcp/8443",
    ),
    Case(
        name="an application security group: its members pass",
        page="Application security groups",
        hcl=ALONE
        + resource("application_security_group.web", PLACE)
        + block(
            "resource",
            "azurerm_network_interface_application_security_group_association.a",
            "network_interface_id = azurerm_network_interface.a.id\n"
            "application_security_group_id = azurerm_application_security_group.web.id",
        )
        + rules("n", "in 100 Allow Tcp 1433 asg.web *; in 200 Deny * * * *")
        + on_subnet("n", "b"),
        start=A,
        end=B,
        sure="tcp/1433",
    ),
    Case(
        name="an application security group: others do not",
        page="Application security groups",
        hcl=ALONE
        + resource("application_security_group.web", PLACE)
        + rules("n", "in 100 Allow Tcp 1433 asg.web *; in 200 Deny * * * *")
        + on_subnet("n", "b"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="IPv6 passes where IPv4 is denied",
        page="What is IPv6 for Azure Virtual Network?",
        hcl=PROVIDER
        + vnet(
            "a",
            1,
            more='address_space = ["10.1.0.0/16", "fd00:1::/48"]',
            subnet='address_prefixes = ["10.1.1.0/24", "fd00:1:0:1::/64"]',
        )
        + in_vnet("b", "a", 'address_prefixes = ["10.1.2.0/24", "fd00:1:0:2::/64"]')
        + host("a")
        + host("b")
        + rules("n", "in 100 Deny * * 10.0.0.0/8 *")
        + on_subnet("n", "b"),
        start=A,
        end=B,
        sure="any",
        sources=("fd00:1:0:1::/64",),
    ),
    Case(
        name="AlwaysAllow of a network manager passes a group that denies",
        page=_ADMIN,
        hcl=two(
            rules("n", "in 100 Deny * * * *") + on_subnet("n", "b") + managed("AlwaysAllow", "443")
        ),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="Deny of a network manager comes before a group that allows",
        page=_ADMIN,
        hcl=two(rules("n", "in 100 Allow * * * *") + on_subnet("n", "b") + managed("Deny", "22")),
        start=A,
        end=B,
        sure=BUT_22,
    ),
    Case(
        name="Deny of a network manager holds without any group",
        page=_ADMIN,
        hcl=two(managed("Deny", "22")),
        start=A,
        end=B,
        sure=BUT_22,
    ),
    Case(
        name="Allow of a network manager leaves it to the group",
        page=_ADMIN,
        hcl=two(rules("n", "in 100 Deny * * * *") + on_subnet("n", "b") + managed("Allow", "443")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="an admin rule that this input does not deploy may hold",
        page="Configuration deployments in Azure Virtual Network Manager",
        hcl=two(managed("Deny", "22", deployed=False)),
        start=A,
        end=B,
        sure=BUT_22,
        possible="any",
    ),
    Case(
        name="a user-defined route to None drops what goes to a peer",
        page=_ROUTES + ": Routing example",
        hcl=two(table("a", routes="10.2.0.0/16 None")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a wider user-defined route does not override the peering",
        page=_ROUTES + ": How Azure selects a route",
        hcl=two(table("a", routes="10.0.0.0/8 None")),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="without a way back TCP has no answer",
        page=_ROUTES,
        hcl=two(table("b", routes="10.1.0.0/16 None")),
        start=A,
        end=B,
        sure="protocols but tcp",
    ),
    Case(
        name="a user-defined route over the own network reaches within a subnet",
        page=_ROUTES + ": Routing example",
        hcl=PROVIDER
        + vnet("a", 1)
        + host("a")
        + host("b", "a")
        + table("a", routes="10.1.0.0/16 None"),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a route to a machine that forwards is unknown",
        page=_ROUTES + ": Virtual appliance",
        hcl=PROVIDER
        + vnet("a", 1, "b", "n")
        + host("a")
        + host("b")
        + host("n", more='private_ip_address = "10.1.3.4"', nic="ip_forwarding_enabled = true")
        + table("a", routes='10.1.2.0/24 VirtualAppliance "10.1.3.4"'),
        start=A,
        end=B,
        sure="none",
        possible="any",
        unknown="azurerm_network_interface.n",
    ),
    Case(
        name="a route to a machine without IP forwarding drops",
        page=_ROUTES + ": Virtual appliance",
        hcl=PROVIDER
        + vnet("a", 1, "b", "n")
        + host("a")
        + host("b")
        + host("n", more='private_ip_address = "10.1.3.4"')
        + table("a", routes='10.1.2.0/24 VirtualAppliance "10.1.3.4"'),
        start=A,
        end=B,
        sure="none",
    ),
)
