variable "key_material" {
  description = "市が作った鍵 · the city's own key material, by key"
  type        = map(string)
  sensitive   = true
  default     = {}
}

variable "secrets" {
  description = "保管庫に入れる値 · what the vaults keep"
  type        = map(string)
  sensitive   = true
  default     = {}
}

variable "storage_access_key" {
  type      = string
  sensitive = true
  default   = "made up"
}

variable "storage_secret_key" {
  type      = string
  sensitive = true
  default   = "made up"
}

variable "database_password" {
  type      = string
  sensitive = true
  default   = "made up"
}

variable "log_days" {
  description = "ログの保存日数 · how long logs are kept"
  type        = number
  default     = 400
}
