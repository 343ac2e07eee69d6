# What runs in the town hall is encrypted as the machines there are.

resource "google_edgecontainer_cluster" "hall" {
  name     = "hall"
  location = "asia-northeast1"

  authorization {
    admin_users {
      username = "admin@kawabe.example.jp"
    }
  }

  fleet {
    project = "projects/123456789012"
  }

  networking {
    cluster_ipv4_cidr_blocks  = ["10.0.0.0/16"]
    services_ipv4_cidr_blocks = ["10.1.0.0/16"]
  }
}
