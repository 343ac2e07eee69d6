# Which contract its tag names is known only after apply.

resource "terraform_data" "contract" {
  input = "residents"
}

resource "google_compute_disk" "statistics" {
  name   = "statistics"
  zone   = "asia-northeast1-a"
  size   = 200
  labels = { contract = terraform_data.contract.output }
}
