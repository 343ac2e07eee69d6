terraform {
  required_version = ">= 1.11"

  required_providers {
    sakura = {
      source  = "sacloud/sakura"
      version = "3.12.7"
    }
    sakuracloud = {
      source  = "sacloud/sakuracloud"
      version = "2.36.1"
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

# 試しに使ったまま残っている · Left over from a trial
provider "sakuracloud" {
  zone = "tk1v"
}
