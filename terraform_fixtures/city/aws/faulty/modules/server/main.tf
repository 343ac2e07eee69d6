variable "name" {
  type = string
}

variable "ami" {
  type = string
}

variable "instance_type" {
  type = string
}

variable "availability_zone" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "root_encrypted" {
  type    = bool
  default = true
}

variable "disks" {
  description = "Size in GiB of each further disk, by name."
  type        = map(object({ size = number, encrypted = optional(bool, true) }))
}

variable "key_arn" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_instance" "this" {
  ami               = var.ami
  instance_type     = var.instance_type
  availability_zone = var.availability_zone
  subnet_id         = var.subnet_id
  tags              = merge(var.tags, { Name = var.name })

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_size = 30
    volume_type = "gp3"
    encrypted   = var.root_encrypted
    kms_key_id  = var.root_encrypted ? var.key_arn : null
  }
}

resource "aws_ebs_volume" "data" {
  for_each = var.disks

  availability_zone = var.availability_zone
  size              = each.value.size
  type              = "gp3"
  encrypted         = each.value.encrypted
  kms_key_id        = each.value.encrypted ? var.key_arn : null
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_volume_attachment" "data" {
  for_each = var.disks

  device_name = "/dev/sd${substr("fghij", index(keys(var.disks), each.key), 1)}"
  instance_id = aws_instance.this.id
  volume_id   = aws_ebs_volume.data[each.key].id
}

output "instance_id" {
  value = aws_instance.this.id
}

output "volume_ids" {
  value = { for name, volume in aws_ebs_volume.data : name => volume.id }
}
