terraform {
  required_providers {
    sakuracloud = {
      source  = "sacloud/sakuracloud"
      version = "2.36.1"
    }
  }
}

provider "sakuracloud" {
  zone = "is1b"
}
