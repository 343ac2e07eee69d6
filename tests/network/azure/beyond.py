"""Cases of the Internet, private endpoints, public endpoints, gateways, firewalls and hubs."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.azure.blocks import (
    PLACE,
    PRIVATE,
    PROVIDER,
    account,
    block,
    endpoint,
    host,
    in_vnet,
    on_subnet,
    peering,
    public,
    resource,
    rules,
    table,
    two,
    vnet,
    with_public,
)
from tests.network.azure.within import A, B
from tests.network.cases import Case

_OUT: Final = "Default outbound access in Azure"
_IP: Final = "Public IP addresses"
_POLICIES: Final = "Manage network policies for private endpoints"
_STORAGE: Final = "Configure Azure Storage firewalls and virtual networks"
_FIREWALL: Final = "Configure Azure Firewall rules"
_HUB: Final = "About virtual hub routing"
DATA: Final = "azurerm_storage_account.data"
PE: Final = "azurerm_private_endpoint.pe"
ONE: Final = PROVIDER + vnet("a", 1) + host("a")
OPEN_IN: Final = PROVIDER + vnet("a", 1) + host("a", more=with_public("a"))
BEHIND: Final = {"city": ("azurerm_express_route_circuit.*", ("192.168.0.0/16",))}
WITH_PE: Final = (
    PROVIDER
    + vnet("a", 1, "e")
    + host("a")
    + account("data", "public_network_access_enabled = false")
    + endpoint("pe", "e", "azurerm_storage_account.data.id")
)


def gateway(name: str, vnet_: str, kind: str, more: str = "") -> str:
    """Return the gateway of a network, with its subnet 10.N.255.0/27."""
    number = {"a": 1, "b": 2, "h": 9}[vnet_]
    return (
        in_vnet(f"g{name}", vnet_, f'address_prefixes = ["10.{number}.255.0/27"]', "GatewaySubnet")
        + public(f"g{name}")
        + resource(
            f"virtual_network_gateway.{name}",
            f"""{PLACE}
            type = "{kind}"
            sku  = "VpnGw1"
            ip_configuration {{
              public_ip_address_id = azurerm_public_ip.g{name}.id
              subnet_id            = azurerm_subnet.g{name}.id
            }}
            {more}""",
        )
    )


CIRCUIT: Final = resource(
    "express_route_circuit.line",
    f'{PLACE}\nsku {{\ntier = "Standard"\nfamily = "MeteredData"\n}}',
)


def dedicated(name: str) -> str:
    """Return the connection of a gateway to the circuit."""
    return resource(
        f"virtual_network_gateway_connection.{name}",
        f"""{PLACE}
        type = "ExpressRoute"
        virtual_network_gateway_id = azurerm_virtual_network_gateway.{name}.id
        express_route_circuit_id   = azurerm_express_route_circuit.line.id""",
    )


TUNNEL: Final = resource(
    "local_network_gateway.site",
    f'{PLACE}\ngateway_address = "203.0.113.1"\naddress_space = ["192.168.1.0/24"]',
) + resource(
    "virtual_network_gateway_connection.t",
    f"""{PLACE}
    type = "IPsec"
    virtual_network_gateway_id = azurerm_virtual_network_gateway.v.id
    local_network_gateway_id   = azurerm_local_network_gateway.site.id""",
)
TRANSIT: Final = "allow_gateway_transit = true"
REMOTE: Final = "use_remote_gateways = true"
FORWARDED: Final = "allow_forwarded_traffic = true"


def spoke_to_line(hub: str, spoke: str, more: str = "") -> str:
    """Return a hub with a circuit, and spoke a; `hub` and `spoke` are flags of the peering."""
    return (
        PROVIDER
        + vnet("h", 9)
        + vnet("a", 1)
        + host("a")
        + CIRCUIT
        + gateway("x", "h", "ExpressRoute")
        + dedicated("x")
        + peering("h", "a", hub, spoke)
        + more
    )


def filtered(rule: str, flags: str = FORWARDED) -> str:
    """Return spokes a and b whose routes lead to a firewall in hub h."""
    hop = "azurerm_firewall.fw.ip_configuration[0].private_ip_address"
    return (
        PROVIDER
        + vnet("h", 9)
        + vnet("a", 1)
        + vnet("b", 2)
        + host("a")
        + host("b")
        + peering("h", "a", FORWARDED, flags)
        + peering("h", "b", FORWARDED, flags)
        + table("t", "a", "b", routes=f"0.0.0.0/0 VirtualAppliance {hop}")
        + firewall(rule)
    )


def firewall(rule: str) -> str:
    """Return a firewall in network h whose policy has these rule collections."""
    return (
        in_vnet("fw", "h", 'address_prefixes = ["10.9.2.0/26"]', "AzureFirewallSubnet")
        + public("fw")
        + resource("firewall_policy.p", PLACE)
        + resource(
            "firewall.fw",
            f"""{PLACE}
            sku_name = "AZFW_VNet"
            sku_tier = "Standard"
            firewall_policy_id = azurerm_firewall_policy.p.id
            ip_configuration {{
              name = "c"
              subnet_id = azurerm_subnet.fw.id
              public_ip_address_id = azurerm_public_ip.fw.id
            }}""",
        )
        + resource(
            "firewall_policy_rule_collection_group.g",
            f"firewall_policy_id = azurerm_firewall_policy.p.id\npriority = 100\n{rule}",
        )
    )


def network_rule(action: str, priority: int, port: str, source: str = "10.1.0.0/16") -> str:
    """Return a collection of one network rule towards spoke b."""
    return f"""network_rule_collection {{
      name = "n{priority}"
      priority = {priority}
      action = "{action}"
      rule {{
        name = "r"
        protocols = ["TCP"]
        source_addresses = ["{source}"]
        destination_addresses = ["10.2.0.0/16"]
        destination_ports = ["{port}"]
      }}
    }}
    """


DNAT: Final = """nat_rule_collection {
  name = "d"
  priority = 100
  action = "Dnat"
  rule {
    name = "r"
    protocols = ["TCP"]
    source_addresses = ["*"]
    destination_address = "203.0.113.9"
    destination_ports = ["443"]
    translated_address = "10.1.1.4"
    translated_port = 8443
  }
}
"""
HUB: Final = resource("virtual_wan.w", PLACE) + resource(
    "virtual_hub.hub",
    f'{PLACE}\naddress_prefix = "10.100.0.0/23"\nvirtual_wan_id = azurerm_virtual_wan.w.id',
)


def attached(name: str, routing: str = "") -> str:
    """Return the connection of a network to the hub."""
    return resource(
        f"virtual_hub_connection.{name}",
        "virtual_hub_id = azurerm_virtual_hub.hub.id\n"
        f"remote_virtual_network_id = azurerm_virtual_network.{name}.id\n{routing}",
    )


HUBBED: Final = PROVIDER + vnet("a", 1) + vnet("b", 2) + host("a") + host("b") + HUB
NAT: Final = resource("nat_gateway.n", PLACE) + block(
    "resource",
    "azurerm_subnet_nat_gateway_association.a",
    "subnet_id = azurerm_subnet.a.id\nnat_gateway_id = azurerm_nat_gateway.n.id",
)
SERVER: Final = resource("mssql_server.sql", f'{PLACE}\nversion = "12.0"')


def opened(low: str, high: str) -> str:
    """Return a firewall rule of the server."""
    return resource(
        "mssql_firewall_rule.r",
        f'server_id = azurerm_mssql_server.sql.id\nstart_ip_address = "{low}"\n'
        f'end_ip_address = "{high}"',
    )


AZURE: Final = "0.0.0.0"  # noqa: S104  # nothing is bound to it
SQL: Final = "azurerm_mssql_server.sql"
ENDS: Final = 'service_endpoints = ["Microsoft.Storage"]'

CASES: Final = (
    Case(
        name="default outbound access: a machine reaches the Internet",
        page=_OUT,
        hcl=ONE,
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="default outbound access lets nothing in",
        page=_OUT,
        hcl=ONE,
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="a private subnet has no way out",
        page=_OUT,
        hcl=PROVIDER + vnet("a", 1, subnet=PRIVATE) + host("a"),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="a NAT gateway takes a private subnet out",
        page="What is Azure NAT Gateway?",
        hcl=PROVIDER + vnet("a", 1, subnet=PRIVATE) + host("a") + NAT,
        start=A,
        end=INTERNET,
        sure="any",
    ),
    Case(
        name="a rule that denies Internet keeps a machine in",
        page="Azure network security groups overview",
        hcl=ONE + rules("n", "out 4000 Deny * * * Internet") + on_subnet("n", "a"),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="the prefixes of a tag as Storage are not known",
        page="Virtual network service tags",
        hcl=ONE
        + rules("n", "out 100 Allow Tcp 443 * Storage; out 4000 Deny * * * *")
        + on_subnet("n", "a"),
        start=A,
        end=INTERNET,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="0.0.0.0/0 to None: no way out",
        page="Virtual network traffic routing",
        hcl=ONE + table("a", routes="0.0.0.0/0 None"),
        start=A,
        end=INTERNET,
        sure="none",
    ),
    Case(
        name="a Standard public address without any group is closed",
        page=_IP,
        hcl=OPEN_IN + public("a"),
        start=INTERNET,
        end=A,
        sure="none",
    ),
    Case(
        name="a Basic public address without any group is open",
        page=_IP,
        hcl=OPEN_IN + public("a", "Basic"),
        start=INTERNET,
        end=A,
        sure="any",
    ),
    Case(
        name="a Standard public address and a group that allows one port, by private address",
        page="Azure network security groups overview",
        hcl=OPEN_IN
        + public("a")
        + rules("n", "in 100 Allow Tcp 443 Internet 10.1.1.0/24")
        + on_subnet("n", "a"),
        start=INTERNET,
        end=A,
        sure="tcp/443",
        destinations=("10.1.1.0/24",),
    ),
    Case(
        name="the Internet comes in and TCP finds no way back",
        page="Virtual network traffic routing: 0.0.0.0/0 address prefix",
        hcl=OPEN_IN
        + public("a")
        + rules("n", "in 100 Allow Tcp 443 * *; in 101 Allow Udp 53 * *; in 200 Deny * * * *")
        + on_subnet("n", "a")
        + table("a", routes="0.0.0.0/0 None"),
        start=INTERNET,
        end=A,
        sure="udp/53",
    ),
    Case(
        name="VirtualNetwork may hold a default route, and let the Internet in with it",
        page="Virtual network service tags",
        hcl=OPEN_IN
        + public("a")
        + rules("n", "in 101 Allow Udp 53 * *")
        + on_subnet("n", "a")
        + table("a", routes="0.0.0.0/0 None"),
        start=INTERNET,
        end=A,
        sure="udp/53",
        possible="protocols but tcp",
    ),
    Case(
        name="a private endpoint is past the group of its subnet",
        page=_POLICIES,
        hcl=WITH_PE + rules("n", "in 100 Deny * * * *") + on_subnet("n", "e"),
        start=A,
        end=PE,
        sure="any",
    ),
    Case(
        name="a private endpoint whose subnet has network policies is behind the group",
        page=_POLICIES,
        hcl=WITH_PE.replace(
            'address_prefixes = ["10.1.2.0/24"]',
            'address_prefixes = ["10.1.2.0/24"]\nprivate_endpoint_network_policies = "Enabled"',
        )
        + rules("n", "in 100 Deny * * * *")
        + on_subnet("n", "e"),
        start=A,
        end=PE,
        sure="none",
    ),
    Case(
        name="a private endpoint is past a user-defined route over its network",
        page=_POLICIES,
        hcl=WITH_PE + table("a", routes="10.1.0.0/16 None; 10.1.1.0/24 VnetLocal"),
        start=A,
        end=PE,
        sure="any",
    ),
    Case(
        name="what a private endpoint leads to is reached through it",
        page="What is a private endpoint?",
        hcl=WITH_PE,
        start=A,
        end=DATA,
        sure="any",
        destinations=("10.1.2.0/24",),
    ),
    Case(
        name="what a private endpoint leads to begins nothing",
        page="What is a private endpoint?",
        hcl=WITH_PE,
        start=DATA,
        end=A,
        sure="none",
    ),
    Case(
        name="a storage account is open to the Internet unless something is written",
        page=_STORAGE,
        hcl=PROVIDER + account("data"),
        start=INTERNET,
        end=DATA,
        sure="tcp/80, tcp/443, tcp/445",
    ),
    Case(
        name="a storage account without public access",
        page=_STORAGE,
        hcl=WITH_PE,
        start=INTERNET,
        end=DATA,
        sure="none",
    ),
    Case(
        name="a storage account that lets one prefix in",
        page=_STORAGE,
        hcl=PROVIDER
        + account(
            "data", 'network_rules {\ndefault_action = "Deny"\nip_rules = ["203.0.113.0/24"]\n}'
        ),
        start=INTERNET,
        end=DATA,
        sure="tcp/80, tcp/443, tcp/445",
        sources=("203.0.113.0/24",),
    ),
    Case(
        name="a service endpoint reaches an account that lets the subnet in",
        page="Virtual Network service endpoints",
        hcl=PROVIDER
        + vnet("a", 1, subnet=f"{PRIVATE}\n{ENDS}")
        + host("a")
        + account(
            "data",
            'network_rules {\ndefault_action = "Deny"\n'
            "virtual_network_subnet_ids = [azurerm_subnet.a.id]\n}",
        ),
        start=A,
        end=DATA,
        sure="tcp/80, tcp/443, tcp/445",
    ),
    Case(
        name="a service endpoint does not reach an account that lets another subnet in",
        page="Virtual Network service endpoints",
        hcl=PROVIDER
        + vnet("a", 1, "c", subnet=f"{PRIVATE}\n{ENDS}")
        + host("a")
        + account(
            "data",
            'network_rules {\ndefault_action = "Deny"\n'
            "virtual_network_subnet_ids = [azurerm_subnet.c.id]\n}",
        ),
        start=A,
        end=DATA,
        sure="none",
    ),
    Case(
        name="a SQL server lets in what its firewall rules name",
        page="Azure SQL Database and Azure Synapse IP firewall rules",
        hcl=PROVIDER + SERVER + opened("203.0.113.4", "203.0.113.7"),
        start=INTERNET,
        end=SQL,
        sure="tcp/1433",
        sources=("203.0.113.4/30",),
    ),
    Case(
        name="a SQL server without rules lets nobody in",
        page="Azure SQL Database and Azure Synapse IP firewall rules",
        hcl=PROVIDER + vnet("a", 1) + SERVER + endpoint("pe", "a", "azurerm_mssql_server.sql.id"),
        start=INTERNET,
        end=SQL,
        sure="none",
    ),
    Case(
        name="0.0.0.0 lets in whatever has an address of Azure",
        page="Azure SQL Database and Azure Synapse IP firewall rules",
        hcl=PROVIDER + SERVER + opened(AZURE, AZURE),
        start=INTERNET,
        end=SQL,
        sure="none",
        possible="tcp/1433",
    ),
    Case(
        name="an app reaches the network that it is integrated with",
        page="Integrate your app with an Azure virtual network",
        hcl=PROVIDER
        + vnet("a", 1, "i")
        + host("a")
        + resource(
            "linux_web_app.app",
            f"{PLACE}\nservice_plan_id = azurerm_service_plan.p.id\n"
            "virtual_network_subnet_id = azurerm_subnet.i.id\nsite_config {}",
        ),
        start="azurerm_linux_web_app.app",
        end=A,
        sure="any",
        sources=("10.1.2.0/24",),
    ),
    Case(
        name="the network does not reach an app that is integrated with it",
        page="Integrate your app with an Azure virtual network",
        hcl=PROVIDER
        + vnet("a", 1, "i", subnet=PRIVATE)
        + host("a")
        + resource(
            "linux_web_app.app",
            f"{PLACE}\nservice_plan_id = azurerm_service_plan.p.id\n"
            "virtual_network_subnet_id = azurerm_subnet.i.id\nsite_config {}",
        ),
        start=A,
        end="azurerm_linux_web_app.app",
        sure="none",
    ),
    Case(
        name="Bastion reaches machines by SSH and RDP",
        page="About Azure Bastion configuration settings",
        hcl=PROVIDER
        + vnet("a", 1)
        + host("a")
        + in_vnet("bas", "a", 'address_prefixes = ["10.1.9.0/26"]', "AzureBastionSubnet")
        + public("bas")
        + resource(
            "bastion_host.bas",
            f'{PLACE}\nip_configuration {{\nname = "c"\nsubnet_id = azurerm_subnet.bas.id\n'
            "public_ip_address_id = azurerm_public_ip.bas.id\n}",
        ),
        start="azurerm_bastion_host.bas",
        end=A,
        sure="tcp/22, tcp/3389",
    ),
    Case(
        name="a public balancer brings one port to the pool, if the group allows it",
        page="Azure Load Balancer components",
        hcl=ONE
        + public("lb")
        + resource(
            "lb.lb",
            f'{PLACE}\nsku = "Standard"\nfrontend_ip_configuration {{\nname = "f"\n'
            "public_ip_address_id = azurerm_public_ip.lb.id\n}",
        )
        + resource("lb_backend_address_pool.p", "loadbalancer_id = azurerm_lb.lb.id")
        + resource(
            "lb_rule.r",
            'loadbalancer_id = azurerm_lb.lb.id\nfrontend_ip_configuration_name = "f"\n'
            'protocol = "Tcp"\nfrontend_port = 443\nbackend_port = 8443\n'
            "backend_address_pool_ids = [azurerm_lb_backend_address_pool.p.id]",
        )
        + block(
            "resource",
            "azurerm_network_interface_backend_address_pool_association.a",
            'ip_configuration_name = "a"\n'
            "network_interface_id = azurerm_network_interface.a.id\n"
            "backend_address_pool_id = azurerm_lb_backend_address_pool.p.id",
        )
        + rules("n", "in 100 Allow Tcp 8443 Internet *")
        + on_subnet("n", "a"),
        start=INTERNET,
        end=A,
        sure="tcp/8443",
    ),
    Case(
        name="a spoke reaches what is behind the hub's circuit by gateway transit",
        page="Configure VPN gateway transit for virtual network peering",
        hcl=spoke_to_line(TRANSIT, REMOTE),
        start=A,
        end="city",
        sure="any",
        destinations=("192.168.0.0/16",),
        outside=BEHIND,
    ),
    Case(
        name="what is behind the circuit reaches the spoke",
        page="Configure VPN gateway transit for virtual network peering",
        hcl=spoke_to_line(TRANSIT, REMOTE),
        start="city",
        end=A,
        sure="any",
        outside=BEHIND,
    ),
    Case(
        name="VirtualNetwork may take in what is behind the circuit",
        page="Virtual network service tags",
        hcl=spoke_to_line(TRANSIT, REMOTE, rules("n", "") + on_subnet("n", "a")),
        start="city",
        end=A,
        sure="none",
        possible="any",
        outside=BEHIND,
    ),
    Case(
        name="without use_remote_gateways the spoke does not reach the circuit",
        page="Create, change, or delete a virtual network peering",
        hcl=spoke_to_line(TRANSIT, ""),
        start=A,
        end="city",
        sure="none",
        outside=BEHIND,
    ),
    Case(
        name="a table that refuses routes of gateways",
        page="Virtual network traffic routing: Border gateway protocol",
        hcl=spoke_to_line(
            TRANSIT, REMOTE, table("a", more="bgp_route_propagation_enabled = false")
        ),
        start=A,
        end="city",
        sure="none",
        outside=BEHIND,
    ),
    Case(
        name="two networks on one circuit: gateways accept no remote networks by default",
        page="Configure a virtual network gateway for ExpressRoute",
        hcl=PROVIDER
        + vnet("a", 1)
        + vnet("b", 2)
        + host("a")
        + host("b")
        + CIRCUIT
        + gateway("x", "a", "ExpressRoute")
        + gateway("y", "b", "ExpressRoute")
        + dedicated("x")
        + dedicated("y"),
        start=A,
        end=B,
        sure="none",
        outside=BEHIND,
    ),
    Case(
        name="two networks on one circuit whose gateways accept remote networks",
        page="Configure a virtual network gateway for ExpressRoute",
        hcl=PROVIDER
        + vnet("a", 1)
        + vnet("b", 2)
        + host("a")
        + host("b")
        + CIRCUIT
        + gateway("x", "a", "ExpressRoute", "remote_vnet_traffic_enabled = true")
        + gateway("y", "b", "ExpressRoute", "remote_vnet_traffic_enabled = true")
        + dedicated("x")
        + dedicated("y"),
        start=A,
        end=B,
        sure="any",
        outside=BEHIND,
    ),
    Case(
        name="a site-to-site connection leads to the prefixes of the site",
        page="About VPN Gateway settings: Local network gateways",
        hcl=PROVIDER + vnet("a", 1) + host("a") + gateway("v", "a", "Vpn") + TUNNEL,
        start=A,
        end="site",
        sure="any",
        destinations=("192.168.1.0/24",),
        outside={"site": ("azurerm_local_network_gateway.*", ("192.168.0.0/16",))},
    ),
    Case(
        name="a firewall lets pass what a network rule allows",
        page=_FIREWALL,
        hcl=filtered(network_rule("Allow", 200, "443")),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="a firewall's collection of the lower number denies first",
        page=_FIREWALL,
        hcl=filtered(network_rule("Allow", 200, "1-1024") + network_rule("Deny", 100, "22")),
        start=A,
        end=B,
        sure="tcp/1-21, tcp/23-1024",
    ),
    Case(
        name="a firewall without rules denies",
        page=_FIREWALL,
        hcl=filtered(""),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="spokes that take no forwarded traffic",
        page="Create, change, or delete a virtual network peering",
        hcl=filtered(network_rule("Allow", 200, "443"), flags=""),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="DNAT of a firewall brings the Internet to a machine, on another port",
        page="Filter inbound Internet or intranet traffic with Azure Firewall policy DNAT",
        hcl=filtered(DNAT),
        start=INTERNET,
        end=A,
        sure="tcp/8443",
        sources=("10.9.2.0/26",),
    ),
    Case(
        name="networks of one hub reach each other by default",
        page=_HUB,
        hcl=HUBBED + attached("a") + attached("b"),
        start=A,
        end=B,
        sure="any",
    ),
    Case(
        name="networks of one hub on tables of their own do not",
        page=_HUB,
        hcl=HUBBED
        + attached("a")
        + resource(
            "virtual_hub_route_table.own",
            'virtual_hub_id = azurerm_virtual_hub.hub.id\nlabels = ["own"]',
        )
        + attached(
            "b",
            "routing {\nassociated_route_table_id = azurerm_virtual_hub_route_table.own.id\n"
            'propagated_route_table {\nlabels = ["own"]\n}\n}',
        ),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="peers reach a network with the forwarded traffic of nobody else",
        page="Virtual network peering",
        hcl=two(vnet("c", 3) + peering("b", "c", FORWARDED, FORWARDED) + host("c")),
        start=A,
        end="azurerm_network_interface.c",
        sure="none",
    ),
)
