terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.50.0"
    }
  }
}

provider "google" {
  project = "kawabe-city"
  region  = "asia-northeast3"
}

variable "second_region" {
  type    = string
  default = "us-central1"
}

provider "google" {
  alias   = "second"
  project = "kawabe-city"
  region  = var.second_region
}
