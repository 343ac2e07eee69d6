variable "project" {
  description = "本番環境のプロジェクト · the project of production"
  type        = string
  default     = "kawabe-residents-prod"
}

variable "organization" {
  type    = string
  default = "123456789012"
}

variable "billing_account" {
  type    = string
  default = "000000-AAAAAA-BBBBBB"
}

variable "region" {
  type    = string
  default = "asia-northeast1"

  validation {
    condition     = startswith(var.region, "asia-")
    error_message = "アジアのリージョンだけ"
  }
}

variable "log_days" {
  type    = number
  default = 400
}

variable "operators" {
  type    = string
  default = "group:operators@kawabe.example.jp"
}

variable "database_password" {
  type      = string
  sensitive = true
  default   = null
}
