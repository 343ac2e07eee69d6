terraform {
  required_version = ">= 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.50.0"
    }
  }

  backend "gcs" {
    bucket = "kawabe-tfstate"
    prefix = "residents"
  }
}

provider "google" {
  project = var.project
  region  = var.region

  default_labels = {
    system   = "residents"
    contract = "r8-0421"
  }
}

# 大阪 · Osaka: copies and the second site
provider "google" {
  alias   = "osaka"
  project = var.project
  region  = "asia-northeast2"
}
