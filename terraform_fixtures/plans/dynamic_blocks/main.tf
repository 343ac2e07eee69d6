# Dynamic blocks: planned values show them, the configuration does not; and static blocks beside each other.

variable "expire" {
  type    = map(number)
  default = { old = 400, older = 800 }
}

resource "aws_kms_key" "main" {
  description = "main"
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-city-logs"
}

# All rules from a dynamic block, literal values
resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  dynamic "rule" {
    for_each = var.expire

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = rule.key
      }

      expiration {
        days = rule.value
      }
    }
  }
}

# A dynamic block that holds a reference
resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  dynamic "rule" {
    for_each = [aws_kms_key.main.arn]

    content {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = rule.value
      }
    }
  }
}

# A dynamic block inside a static one: only the outer is in the configuration
resource "aws_dynamodb_table" "documents" {
  name         = "documents"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.main.arn
  }

  dynamic "replica" {
    for_each = ["ap-northeast-3"]

    content {
      region_name = replica.value
    }
  }
}

# A dynamic block over an unknown list: the whole block is unknown
resource "aws_instance" "unknown_disks" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  dynamic "ebs_block_device" {
    for_each = aws_kms_key.main.multi_region ? ["/dev/sdf"] : []

    content {
      device_name = ebs_block_device.value
      volume_size = 10
    }
  }
}

resource "aws_instance" "truly_unknown_disks" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  dynamic "ebs_block_device" {
    for_each = { for name in ["f"] : name => aws_kms_key.main.arn if aws_kms_key.main.key_id != "" }

    content {
      device_name = "/dev/sd${ebs_block_device.key}"
      volume_size = 10
      encrypted   = true
      kms_key_id  = ebs_block_device.value
    }
  }
}

# Static blocks in a set: the configuration has them as written, the planned values sorted
resource "aws_instance" "static_disks" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.main.arn
  }

  ebs_block_device {
    device_name = "/dev/sdz"
    volume_size = 10
    encrypted   = true
    kms_key_id  = aws_kms_key.main.arn
  }

  ebs_block_device {
    device_name = "/dev/sda2"
    volume_size = 20
    encrypted   = false
  }
}
