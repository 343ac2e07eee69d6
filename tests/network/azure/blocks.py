"""Terraform text that many cases share: virtual networks, hosts, groups, tables."""

from __future__ import annotations

from typing import Final

PROVIDER: Final = 'provider "azurerm" {\nfeatures {}\n}\n'
PLACE: Final = 'resource_group_name = "rg"\nlocation = "japaneast"'
PRIVATE: Final = "default_outbound_access_enabled = false"


def block(kind: str, labels: str, body: str) -> str:
    """Return a block: `block("resource", "azurerm_subnet.a", …)`."""
    quoted = " ".join(f'"{label}"' for label in labels.split("."))
    return f"{kind} {quoted} {{\n{body}\n}}\n"


def resource(address: str, body: str = "") -> str:
    """Return a resource of azurerm, `address` without this word: its name is its label."""
    return block("resource", f"azurerm_{address}", f'name = "{address.split(".")[1]}"\n{body}')


def vnet(name: str, number: int, *subnets: str, more: str = "", subnet: str = "") -> str:
    """Return a virtual network 10.NUMBER.0.0/16 and its subnets, 10.NUMBER.1.0/24 first."""
    space = f'address_space = ["10.{number}.0.0/16"]' if "address_space" not in more else ""
    made = resource(f"virtual_network.{name}", f"{PLACE}\n{space}\n{more}")
    for place, label in enumerate((name, *subnets), 1):
        prefix = "" if "address_prefixes" in subnet else f'["10.{number}.{place}.0/24"]'
        prefixes = f"address_prefixes = {prefix}" if prefix else ""
        made += in_vnet(label, name, f"{prefixes}\n{subnet}")
    return made


def in_vnet(label: str, vnet: str, body: str, name: str = "") -> str:
    """Return a subnet of a virtual network; `name` where Azure asks for a certain one."""
    named = f'name = "{name or label}"'
    text = f'{named}\nresource_group_name = "rg"\n'
    text += f"virtual_network_name = azurerm_virtual_network.{vnet}.name"
    return block("resource", f"azurerm_subnet.{label}", f"{text}\n{body}")


def host(name: str, subnet: str = "", more: str = "", nic: str = "") -> str:
    """Return the interface of a machine in the subnet of its name; `more` within its address."""
    given = '"Static"' if "private_ip_address " in more else '"Dynamic"'
    return resource(
        f"network_interface.{name}",
        f"""{PLACE}
        {nic}
        ip_configuration {{
          name                          = "a"
          subnet_id                     = azurerm_subnet.{subnet or name}.id
          private_ip_address_allocation = {given}
          {more}
        }}""",
    )


def public(name: str, sku: str = "Standard") -> str:
    """Return a public address."""
    return resource(f"public_ip.{name}", f'{PLACE}\nallocation_method = "Static"\nsku = "{sku}"')


def with_public(name: str) -> str:
    """Return the reference of an interface to the public address of a name."""
    return f"public_ip_address_id = azurerm_public_ip.{name}.id"


def rules(name: str, text: str) -> str:
    """Return a security group: `in 100 Allow Tcp 443 10.1.0.0/16 *; out …`, source then target."""
    made = ""
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        way, priority, access, protocol, port, source, target = rule.split()
        made += block(
            "security_rule", "",
            f"""name = "r{way}{priority}"
            direction = "{'Inbound' if way == 'in' else 'Outbound'}"
            priority = {priority}
            access = "{access}"
            protocol = "{protocol}"
            source_port_range = "*"
            destination_port_range = "{port}"
            {_peer("source", source)}
            {_peer("destination", target)}""",
        ).replace('security_rule ""', "security_rule")  # fmt: skip
    return resource(f"network_security_group.{name}", f"{PLACE}\n{made}")


def _peer(side: str, text: str) -> str:
    if text.startswith("asg."):
        group = f"azurerm_application_security_group.{text[4:]}.id"
        return f"{side}_application_security_group_ids = [{group}]"
    if "," in text:
        listed = ", ".join(f'"{part}"' for part in text.split(","))
        return f"{side}_address_prefixes = [{listed}]"
    return f'{side}_address_prefix = "{text}"'


def on_subnet(group: str, subnet: str) -> str:
    """Return the association of a group with a subnet."""
    return block(
        "resource", f"azurerm_subnet_network_security_group_association.{subnet}",
        f"subnet_id = azurerm_subnet.{subnet}.id\n"
        f"network_security_group_id = azurerm_network_security_group.{group}.id",
    )  # fmt: skip


def on_nic(group: str, nic: str) -> str:
    """Return the association of a group with an interface."""
    return block(
        "resource", f"azurerm_network_interface_security_group_association.{nic}",
        f"network_interface_id = azurerm_network_interface.{nic}.id\n"
        f"network_security_group_id = azurerm_network_security_group.{group}.id",
    )  # fmt: skip


def half(one: str, other: str, more: str = "") -> str:
    """Return one side of a peering."""
    return resource(
        f"virtual_network_peering.{one}_{other}",
        f'resource_group_name = "rg"\nvirtual_network_name = azurerm_virtual_network.{one}.name\n'
        f"remote_virtual_network_id = azurerm_virtual_network.{other}.id\n{more}",
    )


def peering(one: str, other: str, more: str = "", back: str = "") -> str:
    """Return both sides of a peering."""
    return half(one, other, more) + half(other, one, back)


def table(name: str, *subnets: str, routes: str = "", more: str = "") -> str:
    """Return a route table and its subnets: `10.0.0.0/8 None; 0.0.0.0/0 VirtualAppliance IP`."""
    made = ""
    for number, route in enumerate(filter(None, (part.strip() for part in routes.split(";")))):
        prefix, hop, *ip = route.split()
        target = f"next_hop_in_ip_address = {ip[0]}" if ip else ""
        made += (
            f'route {{\nname = "r{number}"\naddress_prefix = "{prefix}"\n'
            f'next_hop_type = "{hop}"\n{target}\n}}\n'
        )
    text = resource(f"route_table.{name}", f"{PLACE}\n{more}\n{made}")
    for subnet in subnets or (name,):
        text += block(
            "resource", f"azurerm_subnet_route_table_association.{subnet}",
            f"subnet_id = azurerm_subnet.{subnet}.id\n"
            f"route_table_id = azurerm_route_table.{name}.id",
        )  # fmt: skip
    return text


def two(one: str = "", other: str = "", flags: str = "", back: str = "") -> str:
    """Return networks a and b, peered, with a host in each; `one` and `other` are what is added."""
    hosts = host("a") + host("b")
    return (
        PROVIDER
        + vnet("a", 1)
        + vnet("b", 2)
        + peering("a", "b", flags, back)
        + hosts
        + one
        + other
    )


def endpoint(name: str, subnet: str, target: str) -> str:
    """Return a private endpoint in a subnet."""
    return resource(
        f"private_endpoint.{name}",
        f"""{PLACE}
        subnet_id = azurerm_subnet.{subnet}.id
        private_service_connection {{
          name = "c"
          is_manual_connection = false
          subresource_names = ["blob"]
          private_connection_resource_id = {target}
        }}""",
    )


def account(name: str, more: str = "") -> str:
    """Return a storage account."""
    return resource(
        f"storage_account.{name}",
        f'{PLACE}\naccount_tier = "Standard"\naccount_replication_type = "LRS"\n{more}',
    )
