# 利用開始後に足された接続 · Connections that were added after the start

# 夜間の連携のためのピアリング · A peering for a nightly exchange

resource "aws_vpc_peering_connection" "nightly" {
  vpc_id      = module.zone["mynumber"].vpc_id
  peer_vpc_id = module.zone["lgwan"].vpc_id
  auto_accept = true
  tags        = { Name = "${local.city}-nightly" }
}

resource "aws_route" "nightly_to_lgwan" {
  route_table_id            = aws_route_table.zone["mynumber"].id
  destination_cidr_block    = local.zones["lgwan"].cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.nightly.id
}

resource "aws_route" "nightly_to_mynumber" {
  route_table_id            = aws_route_table.zone["lgwan"].id
  destination_cidr_block    = local.zones["mynumber"].cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.nightly.id
}

resource "aws_vpc_security_group_ingress_rule" "nightly" {
  security_group_id = module.zone["lgwan"].database_security_group_id
  description       = "The nightly exchange"
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}

# 電子申請の受付から文書へ: 伝播で全部つながる · From the reception to the documents: propagated as a whole

resource "aws_ec2_transit_gateway_vpc_attachment" "reception" {
  transit_gateway_id                              = aws_ec2_transit_gateway.exchange.id
  vpc_id                                          = module.zone["internet"].vpc_id
  subnet_ids                                      = values(module.zone["internet"].subnet_ids)
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = { Zone = "internet" }
}

resource "aws_ec2_transit_gateway_route_table_association" "reception" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.reception.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.exchange["lgwan"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "reception" {
  for_each = {
    lgwan    = aws_ec2_transit_gateway_vpc_attachment.exchange["lgwan"].id
    internet = aws_ec2_transit_gateway_vpc_attachment.reception.id
  }

  transit_gateway_attachment_id  = each.value
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.exchange["lgwan"].id
}

resource "aws_route" "reception_to_lgwan" {
  route_table_id         = aws_route_table.zone["internet"].id
  destination_cidr_block = local.zones["lgwan"].cidr
  transit_gateway_id     = aws_ec2_transit_gateway.exchange.id
}

resource "aws_route" "lgwan_to_reception" {
  route_table_id         = aws_route_table.zone["lgwan"].id
  destination_cidr_block = local.zones["internet"].cidr
  transit_gateway_id     = aws_ec2_transit_gateway.exchange.id
}

# 保守のための公開アドレス · A public address for maintenance

resource "aws_internet_gateway" "maintenance" {
  vpc_id = module.zone["mynumber"].vpc_id
  tags   = { Zone = "mynumber" }
}

resource "aws_route" "maintenance" {
  route_table_id         = aws_route_table.zone["mynumber"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.maintenance.id
}

resource "aws_eip" "maintenance" {
  instance = module.server["mynumber"].instance_id
  domain   = "vpc"
  tags     = { Zone = "mynumber" }
}

# 試行環境: TCP の戻りを ACL で塞いだが、UDP は届く · A trial: its ACL bars what answers TCP, and UDP arrives

resource "aws_vpc" "trial" {
  cidr_block = "10.40.0.0/16"
  tags       = { Name = "${local.city}-trial", Zone = "mynumber", DataClass = "S" }
}

resource "aws_subnet" "trial" {
  vpc_id            = aws_vpc.trial.id
  cidr_block        = "10.40.0.0/24"
  availability_zone = "${var.region}a"
  tags              = { Name = "${local.city}-trial", Zone = "mynumber", DataClass = "S" }
}

resource "aws_network_acl" "trial" {
  vpc_id     = aws_vpc.trial.id
  subnet_ids = [aws_subnet.trial.id]
  tags       = { Zone = "mynumber" }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "udp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "10.0.0.0/8"
  }
}

resource "aws_vpc_peering_connection" "trial" {
  vpc_id      = aws_vpc.trial.id
  peer_vpc_id = module.zone["lgwan"].vpc_id
  auto_accept = true
  tags        = { Name = "${local.city}-trial" }
}

resource "aws_route_table" "trial" {
  vpc_id = aws_vpc.trial.id
  tags   = { Zone = "mynumber" }

  route {
    cidr_block                = local.zones["lgwan"].cidr
    vpc_peering_connection_id = aws_vpc_peering_connection.trial.id
  }
}

resource "aws_route_table_association" "trial" {
  subnet_id      = aws_subnet.trial.id
  route_table_id = aws_route_table.trial.id
}

resource "aws_route" "lgwan_to_trial" {
  route_table_id            = aws_route_table.zone["lgwan"].id
  destination_cidr_block    = aws_vpc.trial.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.trial.id
}

# 通知の送信: IPv4 は閉じ、IPv6 は開いている · Notices: IPv4 is closed, IPv6 is open

resource "aws_vpc" "notice" {
  cidr_block                       = "10.50.0.0/16"
  assign_generated_ipv6_cidr_block = true
  tags                             = { Name = "${local.city}-notice", Zone = "mynumber", DataClass = "S" }
}

resource "aws_subnet" "notice" {
  vpc_id                          = aws_vpc.notice.id
  cidr_block                      = "10.50.0.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.notice.ipv6_cidr_block, 8, 0)
  assign_ipv6_address_on_creation = true
  availability_zone               = "${var.region}a"
  tags                            = { Name = "${local.city}-notice", Zone = "mynumber", DataClass = "S" }
}

resource "aws_internet_gateway" "notice" {
  vpc_id = aws_vpc.notice.id
  tags   = { Zone = "mynumber" }
}

resource "aws_route_table" "notice" {
  vpc_id = aws_vpc.notice.id
  tags   = { Zone = "mynumber" }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.notice.id
  }
}

resource "aws_route_table_association" "notice" {
  subnet_id      = aws_subnet.notice.id
  route_table_id = aws_route_table.notice.id
}

# 一括処理: LGWAN接続系のグループからの参照を許す · Batches: what is in a group of LGWAN is let in by reference

resource "aws_vpc" "batch" {
  cidr_block = "10.60.0.0/16"
  tags       = { Name = "${local.city}-batch", Zone = "mynumber", DataClass = "S" }
}

resource "aws_subnet" "batch" {
  vpc_id            = aws_vpc.batch.id
  cidr_block        = "10.60.0.0/24"
  availability_zone = "${var.region}a"
  tags              = { Name = "${local.city}-batch", Zone = "mynumber", DataClass = "S" }
}

resource "aws_vpc_peering_connection" "batch" {
  vpc_id      = aws_vpc.batch.id
  peer_vpc_id = module.zone["lgwan"].vpc_id
  auto_accept = true
  tags        = { Name = "${local.city}-batch" }
}

resource "aws_route_table" "batch" {
  vpc_id = aws_vpc.batch.id
  tags   = { Zone = "mynumber" }

  route {
    cidr_block                = local.zones["lgwan"].cidr
    vpc_peering_connection_id = aws_vpc_peering_connection.batch.id
  }
}

resource "aws_route_table_association" "batch" {
  subnet_id      = aws_subnet.batch.id
  route_table_id = aws_route_table.batch.id
}

resource "aws_route" "lgwan_to_batch" {
  route_table_id            = aws_route_table.zone["lgwan"].id
  destination_cidr_block    = aws_vpc.batch.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.batch.id
}

resource "aws_security_group" "batch" {
  name        = "${local.city}-batch"
  description = "Batches, started from LGWAN"
  vpc_id      = aws_vpc.batch.id
  tags        = { Zone = "mynumber" }
}

resource "aws_security_group" "operator" {
  name        = "${local.city}-operator"
  description = "Who starts batches"
  vpc_id      = module.zone["lgwan"].vpc_id
  tags        = { Zone = "lgwan" }
}

resource "aws_vpc_security_group_ingress_rule" "batch" {
  security_group_id            = aws_security_group.batch.id
  description                  = "Batches are started by operators"
  referenced_security_group_id = aws_security_group.operator.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
}

resource "aws_vpc_security_group_egress_rule" "operator" {
  security_group_id            = aws_security_group.operator.id
  description                  = "Batches are started by operators"
  referenced_security_group_id = aws_security_group.batch.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
}

resource "aws_network_interface" "batch" {
  subnet_id       = aws_subnet.batch.id
  security_groups = [aws_security_group.batch.id]
  tags            = { Zone = "mynumber" }
}

resource "aws_network_interface" "operator" {
  subnet_id       = module.zone["lgwan"].subnet_ids["c"]
  security_groups = [aws_security_group.operator.id]
  tags            = { Zone = "lgwan" }
}

# どの系にも属さないネットワーク · A network of no zone

resource "aws_vpc" "spare" {
  cidr_block = "10.70.0.0/16"
  tags       = { Name = "${local.city}-spare" }
}

resource "aws_subnet" "spare" {
  vpc_id            = aws_vpc.spare.id
  cidr_block        = "10.70.0.0/24"
  availability_zone = "${var.region}a"
  tags              = { Name = "${local.city}-spare" }
}
