# Google Cloud has been adopted since 2021.

resource "google_storage_bucket" "ledgers" {
  name     = "kawabe-ledgers"
  location = "asia-northeast1"
}
