variable "user" {
  type = string
}

variable "encrypted" {
  type    = bool
  default = false
}

resource "aws_workspaces_workspace" "this" {
  directory_id                   = "d-0123456789"
  bundle_id                      = "wsb-0123456789"
  user_name                      = var.user
  root_volume_encryption_enabled = var.encrypted
  user_volume_encryption_enabled = var.encrypted
}
