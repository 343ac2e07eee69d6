terraform {
  required_version = ">= 1.11"

  required_providers {
    sakura = {
      source  = "sacloud/sakura"
      version = "3.12.7"
    }
  }
}

provider "sakura" {
  zone = "is1b"
}

# 東京（控え） · Tokyo, for copies
provider "sakura" {
  alias = "tokyo"
  zone  = "tk1b"
}
