terraform {
  required_providers {
    oci = {
      source  = "oracle/oci"
      version = "8.28.0"
    }
  }
}

provider "oci" {
  region = "ap-tokyo-1"
}
