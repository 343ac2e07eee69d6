variable "tenancy_id" {
  type    = string
  default = "ocid1.tenancy.oc1..exampleumibe"
}

variable "log_days" {
  description = "ログの保存日数 · how long logs are kept"
  type        = number
  default     = 400
}

variable "rotation_days" {
  description = "鍵を更新する間隔 · between rotations of a key"
  type        = number
  default     = 180
}

variable "copy_region" {
  description = "控えを置く地域 · where copies go"
  type        = string
  default     = "ap-osaka-1"
}

variable "database_password" {
  type      = string
  sensitive = true
  default   = "made up"
}
