"""Cases of what joins networks: managers, hubs, private links, tunnels, balancers, gateways."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.azure.beyond import (
    FORWARDED,
    HUBBED,
    attached,
    filtered,
    firewall,
    gateway,
    network_rule,
)
from tests.network.azure.blocks import (
    PLACE,
    PRIVATE,
    PROVIDER,
    block,
    endpoint,
    host,
    in_vnet,
    on_nic,
    on_subnet,
    peering,
    public,
    resource,
    rules,
    table,
    two,
    vnet,
)
from tests.network.azure.within import A, B
from tests.network.cases import Case

_INTENT: Final = "How to configure Virtual WAN Hub routing intent and routing policies"
_LINK: Final = "What is Azure Private Link service?"
APART: Final = PROVIDER + vnet("a", 1) + vnet("b", 2) + host("a") + host("b")
MEMBERS: Final = "".join(
    resource(
        f"network_manager_static_member.{name}",
        "network_group_id = azurerm_network_manager_network_group.g.id\n"
        f"target_virtual_network_id = azurerm_virtual_network.{name}.id",
    )
    for name in "ab"
)
MESH: Final = (
    resource(
        "network_manager.m",
        f'{PLACE}\nscope {{\nsubscription_ids = ["/subscriptions/0"]\n}}\n'
        'scope_accesses = ["Connectivity"]',
    )
    + resource(
        "network_manager_network_group.g", "network_manager_id = azurerm_network_manager.m.id"
    )
    + MEMBERS
    + resource(
        "network_manager_connectivity_configuration.c",
        'network_manager_id = azurerm_network_manager.m.id\nconnectivity_topology = "Mesh"\n'
        "applies_to_group {\nnetwork_group_id = azurerm_network_manager_network_group.g.id\n"
        'group_connectivity = "None"\n}',
    )
)
DEPLOYED: Final = block(
    "resource", "azurerm_network_manager_deployment.d",
    'network_manager_id = azurerm_network_manager.m.id\nlocation = "japaneast"\n'
    'scope_access = "Connectivity"\n'
    "configuration_ids = [azurerm_network_manager_connectivity_configuration.c.id]",
)  # fmt: skip
SECURED: Final = (
    HUBBED
    + attached("a")
    + attached("b")
    + resource("firewall_policy.p", PLACE)
    + resource(
        "firewall.fw",
        f'{PLACE}\nsku_name = "AZFW_Hub"\nsku_tier = "Standard"\n'
        "firewall_policy_id = azurerm_firewall_policy.p.id\n"
        "virtual_hub {\nvirtual_hub_id = azurerm_virtual_hub.hub.id\n}",
    )
    + resource(
        "virtual_hub_routing_intent.i",
        """virtual_hub_id = azurerm_virtual_hub.hub.id
        routing_policy {
          name = "p"
          destinations = ["PrivateTraffic"]
          next_hop = azurerm_firewall.fw.id
        }""",
    )
    + resource(
        "firewall_policy_rule_collection_group.g",
        "firewall_policy_id = azurerm_firewall_policy.p.id\npriority = 100\n"
        + network_rule("Allow", 200, "443"),
    )
)
BALANCED: Final = (
    resource(
        "lb.lb",
        f"""{PLACE}
        sku = "Standard"
        frontend_ip_configuration {{
          name = "f"
          subnet_id = azurerm_subnet.b.id
          private_ip_address_allocation = "Static"
          private_ip_address = "10.2.1.100"
        }}""",
    )
    + resource("lb_backend_address_pool.p", "loadbalancer_id = azurerm_lb.lb.id")
    + resource(
        "lb_rule.r",
        'loadbalancer_id = azurerm_lb.lb.id\nfrontend_ip_configuration_name = "f"\n'
        'protocol = "Tcp"\nfrontend_port = 443\nbackend_port = 8443\n'
        "backend_address_pool_ids = [azurerm_lb_backend_address_pool.p.id]",
    )
    + block(
        "resource", "azurerm_network_interface_backend_address_pool_association.b",
        'ip_configuration_name = "a"\nnetwork_interface_id = azurerm_network_interface.b.id\n'
        "backend_address_pool_id = azurerm_lb_backend_address_pool.p.id",
    )
)  # fmt: skip
PROVIDED: Final = (
    PROVIDER
    + vnet("a", 1, "e")
    + vnet("b", 2, "n")
    + host("a")
    + host("b")
    + BALANCED
    + resource(
        "private_link_service.s",
        f"""{PLACE}
        load_balancer_frontend_ip_configuration_ids = [
          azurerm_lb.lb.frontend_ip_configuration[0].id
        ]
        nat_ip_configuration {{
          name = "n"
          primary = true
          subnet_id = azurerm_subnet.n.id
        }}""",
    )
    + endpoint("pe", "e", "azurerm_private_link_service.s.id")
)
CONSUMERS: Final = {"them": ("azurerm_private_link_service.*", ("203.0.113.0/24",))}


def tunnel(start: str, end: str) -> str:
    """Return the connection of one gateway to another."""
    return resource(
        f"virtual_network_gateway_connection.{start}{end}",
        f'{PLACE}\ntype = "Vnet2Vnet"\n'
        f"virtual_network_gateway_id = azurerm_virtual_network_gateway.{start}.id\n"
        f"peer_virtual_network_gateway_id = azurerm_virtual_network_gateway.{end}.id",
    )


CLASSIC: Final = resource(
    "firewall_network_rule_collection.c",
    """azure_firewall_name = azurerm_firewall.fw.name
    resource_group_name = "rg"
    priority = 100
    action = "Allow"
    rule {
      name = "r"
      source_addresses = ["10.1.0.0/16"]
      destination_addresses = ["10.2.0.0/16"]
      destination_ports = ["1521"]
      protocols = ["TCP"]
    }""",
)
WEB: Final = """application_rule_collection {
  name = "w"
  priority = 300
  action = "Allow"
  rule {
    name = "r"
    source_addresses = ["10.1.0.0/16"]
    destination_fqdns = ["%s"]
    protocols {
      type = "Https"
      port = 443
    }
  }
}
"""
CASES: Final = (
    Case(
        name="a mesh of a network manager joins its members",
        page="Connectivity configuration in Azure Virtual Network Manager: Mesh",
        hcl=APART + MESH + DEPLOYED,
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="a mesh that this input does not deploy may join its members",
        page="Configuration deployments in Azure Virtual Network Manager",
        hcl=APART + MESH,
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="routing intent sends what is private through the hub's firewall",
        page=_INTENT,
        hcl=SECURED,
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="an internal balancer brings another port to the pool",
        page="Azure Load Balancer components",
        hcl=two(
            BALANCED + rules("n", "in 100 Allow Tcp 8443 10.1.0.0/16 *; in 200 Deny * * * *")
            + on_nic("n", "b")
        ),
        start=A,
        end=B,
        sure="tcp/8443",
    ),
    Case(
        name="a private link: the consumer reaches what is behind the balancer, and is not seen",
        page=_LINK,
        hcl=PROVIDED,
        start=A,
        end=B,
        sure="tcp/8443",
        sources=("10.2.2.0/24",),
        outside=CONSUMERS,
    ),
    Case(
        name="a private link: the provider does not reach the consumer",
        page=_LINK,
        hcl=PROVIDED,
        start=B,
        end=A,
        sure="none",
        outside=CONSUMERS,
    ),
    Case(
        name="gateways of two networks with a connection at each side",
        page="Configure a VNet-to-VNet VPN gateway connection",
        hcl=APART
        + gateway("x", "a", "Vpn")
        + gateway("y", "b", "Vpn")
        + tunnel("x", "y")
        + tunnel("y", "x"),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="point-to-site clients reach the network of the gateway",
        page="About Point-to-Site VPN",
        hcl=PROVIDER
        + vnet("a", 1)
        + host("a")
        + gateway(
            "v", "a", "Vpn", 'vpn_client_configuration {\naddress_space = ["172.16.0.0/24"]\n}'
        ),
        start="staff",
        end=A,
        sure="any",
        sources=("172.16.0.0/24",),
        outside={"staff": ("azurerm_virtual_network_gateway.*", ())},
    ),
    Case(
        name="a firewall with classic rules",
        page="Configure Azure Firewall rules",
        hcl=filtered("").replace(
            "firewall_policy_id = azurerm_firewall_policy.p.id\n            ip", "ip"
        )
        + CLASSIC,
        start=A,
        end=B,
        sure="tcp/1521",
    ),
    Case(
        name="an application rule for every name: the firewall's own address goes on",
        page="Azure Firewall SNAT private IP address ranges",
        hcl=filtered(WEB % "*"),
        start=A,
        end=B,
        sure="tcp/443",
        sources=("10.9.2.0/26",),
    ),
    Case(
        name="which addresses a name has is not written",
        page="Configure Azure Firewall rules",
        hcl=filtered(WEB % "example.jp"),
        start=A,
        end=B,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="a firewall lets a spoke out to the Internet",
        page="Azure Firewall SNAT private IP address ranges",
        hcl=filtered(WEB % "*").replace(
            'resource "azurerm_subnet" "a" {', f'resource "azurerm_subnet" "a" {{\n{PRIVATE}'
        ),
        start=A,
        end=INTERNET,
        sure="tcp/443",
    ),
    Case(
        name="a firewall whose policy is not here is unknown",
        page="Configure Azure Firewall rules",
        hcl=filtered("").replace(
            "firewall_policy_id = azurerm_firewall_policy.p.id\n            ip",
            'firewall_policy_id = "/subscriptions/0/firewallPolicies/x"\n            ip',
        ),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="an application gateway serves its ports to the Internet",
        page="Application Gateway infrastructure configuration",
        hcl=PROVIDER
        + vnet("a", 1, subnet=PRIVATE)
        + public("g")
        + resource(
            "application_gateway.g",
            f"""{PLACE}
            gateway_ip_configuration {{
              name = "c"
              subnet_id = azurerm_subnet.a.id
            }}
            frontend_port {{
              name = "https"
              port = 443
            }}
            frontend_ip_configuration {{
              name = "f"
              public_ip_address_id = azurerm_public_ip.g.id
            }}""",
        ),
        start=INTERNET,
        end="azurerm_application_gateway.g",
        sure="tcp/443",
    ),
    Case(
        name="subnets that are written in the network",
        page="azurerm docs, azurerm_virtual_network: subnet",
        hcl=two(
            resource(
                "virtual_network.c",
                f"""{PLACE}
                address_space = ["10.3.0.0/16"]
                subnet {{
                  name = "s"
                  address_prefixes = ["10.3.1.0/24"]
                  security_group = azurerm_network_security_group.n.id
                }}""",
            )
            + rules("n", "in 100 Allow Tcp 443 * *; in 200 Deny * * * *")
            + peering("a", "c")
        ),
        start=A,
        end="azurerm_virtual_network.c subnet s",
        sure="tcp/443",
    ),
    Case(
        name="a group that is named in the subnet, as of azurerm 5",
        page="azurerm 5 docs, azurerm_subnet: network_security_group_id",
        hcl=two(rules("n", "in 100 Deny * * * *")).replace(
            'resource "azurerm_subnet" "b" {',
            'resource "azurerm_subnet" "b" {\n'
            "network_security_group_id = azurerm_network_security_group.n.id",
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a group that is not in this input may let anything pass",
        page="Azure network security groups overview",
        hcl=two(
            block(
                "resource", "azurerm_subnet_network_security_group_association.b",
                "subnet_id = azurerm_subnet.b.id\n"
                'network_security_group_id = "/subscriptions/0/networkSecurityGroups/x"',
            )
        ),
        start=A,
        end=B,
        sure="none",
        possible="any",
    ),
    Case(
        name="spokes that lead each other through a firewall that is their only way",
        page="Hub-spoke network topology in Azure",
        hcl=PROVIDER
        + vnet("h", 9)
        + vnet("a", 1)
        + vnet("b", 2)
        + host("a")
        + host("b")
        + peering("h", "a", FORWARDED, FORWARDED)
        + peering("h", "b", FORWARDED, FORWARDED)
        + table("a", routes='10.2.0.0/16 VirtualAppliance "10.9.2.4"')
        + firewall(network_rule("Allow", 200, "443")),
        start=A,
        end=B,
        sure="none",  # b has no route back: TCP is not answered
    ),
    Case(
        name="a service in a delegated subnet is behind its group",
        page="Networking overview for Azure Database for PostgreSQL with private access",
        hcl=PROVIDER
        + vnet("a", 1)
        + in_vnet(
            "d", "a",
            """address_prefixes = ["10.1.7.0/24"]
            delegation {
              name = "d"
              service_delegation {
                name = "Microsoft.DBforPostgreSQL/flexibleServers"
              }
            }""",
        )
        + host("a")
        + resource(
            "postgresql_flexible_server.pg", f"{PLACE}\ndelegated_subnet_id = azurerm_subnet.d.id"
        )
        + rules("n", "in 100 Allow Tcp 5432 10.1.1.0/24 *; in 200 Deny * * * *")
        + on_subnet("n", "d"),
        start=A,
        end="azurerm_postgresql_flexible_server.pg",
        sure="tcp/5432",
    ),
)  # fmt: skip
