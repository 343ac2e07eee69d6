variable "region" {
  description = "Where the city's systems run."
  type        = string
  default     = "ap-northeast-1"
}

variable "disaster_region" {
  description = "Where copies for disaster recovery lie (the region next to Tokyo)."
  type        = string
  default     = "ap-northeast-2"
}

variable "account_id" {
  description = "The city's account (a made-up one)."
  type        = string
  default     = "123456789012"
}

variable "vendor_account_id" {
  description = "The vendor's account (a made-up one)."
  type        = string
  default     = "111122223333"
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 400
}

variable "ami" {
  description = "The image of the application servers."
  type        = string
  default     = "ami-0123456789abcdef0"
}

variable "database_password" {
  description = "The first password of the databases; changed after the hand-over."
  type        = string
  sensitive   = true
  default     = "example-not-a-secret-database"
}

variable "session_token" {
  description = "The token with which the application reaches its cache."
  type        = string
  sensitive   = true
  default     = "example-not-a-secret-cache-token"
}

variable "mail_relay_password" {
  description = "The password of the mail relay."
  type        = string
  sensitive   = true
  default     = "example-not-a-secret-mail"
}

variable "dx_connection_id" {
  description = "The dedicated line to the city hall, ordered from the carrier."
  type        = string
  default     = "dxcon-ffexample"
}
