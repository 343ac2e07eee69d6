terraform {
  required_providers {
    sakura = {
      source  = "sacloud/sakura"
      version = "3.12.7"
    }
  }
}

provider "sakura" {
  zone = "is1a"
}
