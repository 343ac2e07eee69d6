# No document at hand says what becomes of what is deleted there.

resource "sakura_addon_datalake" "residents" {
  location    = "japaneast"
  performance = 1
  redundancy  = 1
}
