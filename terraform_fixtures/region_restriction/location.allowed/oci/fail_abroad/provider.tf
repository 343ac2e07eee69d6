terraform {
  required_providers {
    oci = {
      source  = "oracle/oci"
      version = "8.28.0"
    }
  }
}

provider "oci" {
  region = "ap-seoul-1"
}

provider "oci" {
  alias  = "phoenix"
  region = "phx"
}

# The environment names the region; the domain of a volume tells it.
provider "oci" {
  alias = "elsewhere"
}
