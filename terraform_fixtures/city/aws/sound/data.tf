# 住民のデータ · The residents' data: databases, files, queues, caches, secrets.

locals {
  databases = {
    mynumber = {}
    lgwan    = {}
    internet = {}
  }

  tables = {
    reception = { class = "1", copies = ["ap-northeast-3"] }
    sessions  = { class = "2", copies = [] }
  }

  queues = {
    reception             = {}
    reception_dead_letter = {}
  }

  caches = {
    lgwan    = {}
    internet = {}
  }

  secrets = {
    mynumber = { copies = ["ap-northeast-3"] }
    internet = { copies = ["ap-northeast-3"] }
  }
}

module "database" {
  source   = "./modules/database"
  for_each = local.databases

  name               = "${local.city}-${each.key}"
  encrypted          = lookup(each.value, "encrypted", true)
  subnet_ids         = values(module.zone[each.key].subnet_ids)
  security_group_id  = module.zone[each.key].database_security_group_id
  key_arn            = module.key[each.key].arn
  log_key_arn        = module.key["logs"].arn
  log_retention_days = var.log_retention_days
  password           = var.database_password
  tags               = { Zone = each.key, DataClass = local.zones[each.key].class }
}

# The automatic backups of the most sensitive database, kept in Osaka too
resource "aws_db_instance_automated_backups_replication" "mynumber" {
  provider = aws.osaka

  source_db_instance_arn = module.database["mynumber"].arn
  kms_key_id             = aws_kms_replica_key.osaka.arn
  retention_period       = 14
}

# 文書管理 · Document management
resource "aws_db_subnet_group" "documents" {
  name       = "${local.city}-documents"
  subnet_ids = values(module.zone["lgwan"].subnet_ids)
}

resource "aws_rds_cluster" "documents" {
  cluster_identifier              = "${local.city}-documents"
  engine                          = "aurora-postgresql"
  engine_version                  = "16.4"
  database_name                   = "documents"
  master_username                 = "administrator"
  master_password                 = var.database_password
  db_subnet_group_name            = aws_db_subnet_group.documents.name
  vpc_security_group_ids          = [module.zone["lgwan"].database_security_group_id]
  storage_encrypted               = true
  kms_key_id                      = module.key["lgwan"].arn
  backup_retention_period         = 35
  deletion_protection             = true
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
  tags                            = { Zone = "lgwan", DataClass = "1" }

  depends_on = [aws_cloudwatch_log_group.documents]
}

resource "aws_rds_cluster_instance" "documents" {
  count = 2

  identifier         = "${local.city}-documents-${count.index}"
  cluster_identifier = aws_rds_cluster.documents.id
  engine             = aws_rds_cluster.documents.engine
  instance_class     = "db.r6g.large"
  tags               = { Zone = "lgwan", DataClass = "1" }
}

resource "aws_cloudwatch_log_group" "documents" {
  name              = "/aws/rds/cluster/${local.city}-documents/postgresql"
  retention_in_days = var.log_retention_days
  kms_key_id        = module.key["logs"].arn
}

# 住民の書類 · The residents' papers, with a copy in Osaka
module "papers" {
  source = "./modules/bucket"

  name    = "${local.city}-papers"
  key_arn = module.key["mynumber"].arn
  tags    = { Zone = "mynumber", DataClass = "S" }
}

module "papers_copy" {
  source    = "./modules/bucket"
  providers = { aws = aws.osaka }

  name    = "${local.city}-papers-copy"
  key_arn = aws_kms_replica_key.osaka.arn
  tags    = { Zone = "mynumber", DataClass = "S" }
}

resource "aws_s3_bucket_replication_configuration" "papers" {
  bucket = module.papers.id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "everything"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = module.papers_copy.arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = aws_kms_replica_key.osaka.arn
      }
    }
  }

  depends_on = [module.papers, module.papers_copy]
}

# 公開資料 · What the city publishes
module "published" {
  source = "./modules/bucket"

  name    = "${local.city}-published"
  key_arn = module.key["internet"].arn
  tags    = { Zone = "internet", DataClass = "2" }
}

# 共有ファイル · Shared files
resource "aws_efs_file_system" "shared" {
  creation_token = "${local.city}-shared"
  encrypted      = true
  kms_key_id     = module.key["lgwan"].arn
  tags           = { Zone = "lgwan", DataClass = "1" }
}

resource "aws_efs_mount_target" "shared" {
  for_each = toset(["a", "c"])

  file_system_id = aws_efs_file_system.shared.id
  subnet_id      = module.zone["lgwan"].subnet_ids[each.key]
}

# 電子申請 · Online applications
resource "aws_dynamodb_table" "applications" {
  for_each = local.tables

  name             = "${local.city}-${each.key}"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = length(each.value.copies) > 0
  stream_view_type = length(each.value.copies) > 0 ? "NEW_AND_OLD_IMAGES" : null
  tags             = { Zone = "internet", DataClass = each.value.class }

  attribute {
    name = "id"
    type = "S"
  }

  # A table with copies needs a key of the same kind everywhere: the multi-Region key
  server_side_encryption {
    enabled     = true
    kms_key_arn = length(each.value.copies) > 0 ? module.key["mynumber"].arn : module.key["internet"].arn
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "replica" {
    for_each = each.value.copies

    content {
      region_name = replica.value
      kms_key_arn = aws_kms_replica_key.osaka.arn
    }
  }
}

resource "aws_sqs_queue" "applications" {
  for_each = local.queues

  name                      = "${local.city}-${replace(each.key, "_", "-")}"
  kms_master_key_id         = module.key["internet"].arn
  message_retention_seconds = 1209600
  tags                      = { Zone = "internet", DataClass = "1" }
}

# The form on the city's website leaves applications in the queue: whoever is of the account.
data "aws_iam_policy_document" "reception_queue" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.applications["reception"].arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_sqs_queue_policy" "reception" {
  queue_url = aws_sqs_queue.applications["reception"].url
  policy    = data.aws_iam_policy_document.reception_queue.json
}

resource "aws_sns_topic" "notices" {
  name              = "${local.city}-notices"
  kms_master_key_id = module.key["internet"].arn
  tags              = { Zone = "internet", DataClass = "2" }
}

resource "aws_elasticache_subnet_group" "session" {
  for_each = local.caches

  name       = "${local.city}-session-${each.key}"
  subnet_ids = values(module.zone[each.key].subnet_ids)
}

resource "aws_elasticache_replication_group" "session" {
  for_each = local.caches

  replication_group_id       = "${local.city}-session-${each.key}"
  description                = "sessions of ${each.key}"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.session[each.key].name
  at_rest_encryption_enabled = lookup(each.value, "encrypted", true)
  kms_key_id                 = lookup(each.value, "encrypted", true) ? module.key[each.key].arn : null
  transit_encryption_enabled = true
  auth_token                 = var.session_token
  tags                       = { Zone = each.key, DataClass = "2" }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.cache.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets

  name       = "${local.city}/${each.key}"
  kms_key_id = module.key["mynumber"].arn
  tags       = { Zone = each.key, DataClass = local.zones[each.key].class }

  dynamic "replica" {
    for_each = each.value.copies

    content {
      region     = replica.value
      kms_key_id = aws_kms_replica_key.osaka.arn
    }
  }
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = local.secrets

  secret_id     = aws_secretsmanager_secret.this[each.key].id
  secret_string = jsonencode({ username = "administrator", password = var.database_password })
}

resource "aws_ssm_parameter" "mail_relay" {
  name   = "/${local.city}/mail-relay/password"
  type   = "SecureString"
  key_id = module.key["internet"].arn
  value  = var.mail_relay_password
  tags   = { Zone = "internet", DataClass = "2" }
}
