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
  region  = "asia-northeast1"
}

# The region of a zone, where nothing else is said.
provider "google" {
  alias   = "osaka"
  project = "kawabe-city"
  zone    = "asia-northeast2-a"
}
