variable "subscription_id" {
  type    = string
  default = "00000000-0000-0000-0000-000000000000"
}

variable "tenant_id" {
  type    = string
  default = "00000000-0000-0000-0000-000000000000"
}

variable "location" {
  description = "主たるリージョン · The main region"
  type        = string
  default     = "Japan East"
}

variable "administrator_password" {
  type      = string
  default   = "not-a-secret-0"
  sensitive = true
}

variable "log_retention_days" {
  type    = number
  default = 730
}
