# The city's own material: the service has nothing to rotate it by.

resource "sakura_kms" "main" {
  name         = "main"
  key_origin   = "imported"
  plain_key_wo = var.material
}

variable "material" {
  type      = string
  sensitive = true
  default   = "made up"
}
