# ネットワークの接続 · How the networks are connected

# 庁舎への専用線: 系ごとに別の線、別のゲートウェイ · Dedicated lines to the city hall, apart for each zone

locals {
  halls = {
    mynumber = { asn = 64601, vlan = 601 }
    lgwan    = { asn = 64602, vlan = 602 }
  }

  # What the zones hand to each other: one host each, one port, from LGWAN to マイナンバー alone
  exchange = { mynumber = "10.10.0.20", lgwan = "10.20.0.10" }

  subnets = {
    mynumber-a = { zone = "mynumber", place = "a" }
    mynumber-c = { zone = "mynumber", place = "c" }
    lgwan-a    = { zone = "lgwan", place = "a" }
    lgwan-c    = { zone = "lgwan", place = "c" }
    internet-a = { zone = "internet", place = "a" }
    internet-c = { zone = "internet", place = "c" }
  }
}

resource "aws_vpn_gateway" "hall" {
  for_each = local.halls

  vpc_id = module.zone[each.key].vpc_id
  tags   = { Name = "${local.city}-${each.key}-hall", Zone = each.key }
}

resource "aws_dx_gateway" "hall" {
  for_each = local.halls

  name            = "${local.city}-${each.key}-hall"
  amazon_side_asn = each.value.asn
}

resource "aws_dx_gateway_association" "hall" {
  for_each = local.halls

  dx_gateway_id         = aws_dx_gateway.hall[each.key].id
  associated_gateway_id = aws_vpn_gateway.hall[each.key].id
  allowed_prefixes      = [local.zones[each.key].cidr]
}

resource "aws_dx_private_virtual_interface" "hall" {
  for_each = local.halls

  connection_id  = var.dx_connection_id
  dx_gateway_id  = aws_dx_gateway.hall[each.key].id
  name           = "${local.city}-${each.key}-hall"
  vlan           = each.value.vlan
  address_family = "ipv4"
  bgp_asn        = 65000
  tags           = { Zone = each.key }
}

# 経路 · Routes

resource "aws_internet_gateway" "internet" {
  vpc_id = module.zone["internet"].vpc_id
  tags   = { Zone = "internet" }
}

resource "aws_route_table" "zone" {
  for_each = local.zones

  vpc_id           = module.zone[each.key].vpc_id
  propagating_vgws = contains(keys(local.halls), each.key) ? [aws_vpn_gateway.hall[each.key].id] : []
  tags             = { Name = "${local.city}-${each.key}", Zone = each.key }
}

resource "aws_route_table_association" "zone" {
  for_each = local.subnets

  subnet_id      = module.zone[each.value.zone].subnet_ids[each.value.place]
  route_table_id = aws_route_table.zone[each.value.zone].id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.zone["internet"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet.id
}

# 系の間の受け渡し: 例外として認めた一つの通信だけ · Between the zones: the one exception that is approved

resource "aws_ec2_transit_gateway" "exchange" {
  description                     = "系の間の受け渡し"
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
  auto_accept_shared_attachments  = "disable"
  tags                            = { Name = "${local.city}-exchange" }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "exchange" {
  for_each = local.exchange

  transit_gateway_id                              = aws_ec2_transit_gateway.exchange.id
  vpc_id                                          = module.zone[each.key].vpc_id
  subnet_ids                                      = values(module.zone[each.key].subnet_ids)
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = { Zone = each.key }
}

resource "aws_ec2_transit_gateway_route_table" "exchange" {
  for_each = local.exchange

  transit_gateway_id = aws_ec2_transit_gateway.exchange.id
  tags               = { Zone = each.key }
}

resource "aws_ec2_transit_gateway_route_table_association" "exchange" {
  for_each = local.exchange

  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.exchange[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.exchange[each.key].id
}

resource "aws_ec2_transit_gateway_route" "to_mynumber" {
  destination_cidr_block         = "${local.exchange["mynumber"]}/32"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.exchange["mynumber"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.exchange["lgwan"].id
}

resource "aws_ec2_transit_gateway_route" "to_lgwan" {
  destination_cidr_block         = "${local.exchange["lgwan"]}/32"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.exchange["lgwan"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.exchange["mynumber"].id
}

resource "aws_route" "exchange_to_mynumber" {
  route_table_id         = aws_route_table.zone["lgwan"].id
  destination_cidr_block = "${local.exchange["mynumber"]}/32"
  transit_gateway_id     = aws_ec2_transit_gateway.exchange.id
}

resource "aws_route" "exchange_to_lgwan" {
  route_table_id         = aws_route_table.zone["mynumber"].id
  destination_cidr_block = "${local.exchange["lgwan"]}/32"
  transit_gateway_id     = aws_ec2_transit_gateway.exchange.id
}

resource "aws_security_group" "exchange" {
  for_each = local.exchange

  name        = "${local.city}-${each.key}-exchange"
  description = "The exchange between zones"
  vpc_id      = module.zone[each.key].vpc_id
  tags        = { Zone = each.key }
}

resource "aws_vpc_security_group_egress_rule" "exchange" {
  security_group_id = aws_security_group.exchange["lgwan"].id
  description       = "Files to マイナンバー利用事務系, approved as an exception"
  cidr_ipv4         = "${local.exchange["mynumber"]}/32"
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
}

resource "aws_vpc_security_group_ingress_rule" "exchange" {
  security_group_id = aws_security_group.exchange["mynumber"].id
  description       = "Files from LGWAN接続系, approved as an exception"
  cidr_ipv4         = "${local.exchange["lgwan"]}/32"
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
}

resource "aws_network_interface" "exchange" {
  for_each = local.exchange

  subnet_id       = module.zone[each.key].subnet_ids["a"]
  private_ips     = [each.value]
  security_groups = [aws_security_group.exchange[each.key].id]
  tags            = { Zone = each.key }
}
