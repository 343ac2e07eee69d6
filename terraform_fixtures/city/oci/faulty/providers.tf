terraform {
  required_version = ">= 1.11"

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

# 大阪（控え） · Osaka, for copies
provider "oci" {
  alias  = "osaka"
  region = "ap-osaka-1"
}

# 試しに使ったまま残っている · Left over from a trial
provider "oci" {
  alias  = "trial"
  region = "iad"
}
