# バックアップ · Backups, with a copy in Osaka.

module "backup" {
  source = "./modules/backup"
  providers = {
    aws      = aws
    aws.copy = aws.osaka
  }

  name         = local.city
  key_arn      = module.key["mynumber"].arn
  copy_key_arn = aws_kms_replica_key.osaka.arn
  resources    = concat([for name, database in module.database : database.arn], [aws_efs_file_system.shared.arn])
  tags         = { Zone = "mynumber", DataClass = "S" }
}

data "aws_iam_policy_document" "replication_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "replication" {
  name               = "${local.city}-replication"
  assume_role_policy = data.aws_iam_policy_document.replication_trust.json
}

data "aws_iam_policy_document" "replication" {
  statement {
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [module.papers.arn]
  }

  statement {
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${module.papers.arn}/*"]
  }

  statement {
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["${module.papers_copy.arn}/*"]
  }
}

resource "aws_iam_role_policy" "replication" {
  name   = "replicate"
  role   = aws_iam_role.replication.id
  policy = data.aws_iam_policy_document.replication.json
}
