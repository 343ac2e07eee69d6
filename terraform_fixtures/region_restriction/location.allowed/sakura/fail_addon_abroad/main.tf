# Add-ons lie in another company's regions.

resource "sakura_addon_datalake" "statistics" {
  location    = "southeastasia"
  performance = 1
  redundancy  = 1
}

resource "sakura_addon_search" "library" {
  location        = "eastus"
  partition_count = 1
  replica_count   = 1
  sku             = 1
}
