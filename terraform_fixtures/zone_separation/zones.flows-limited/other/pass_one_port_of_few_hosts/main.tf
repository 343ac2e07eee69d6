# What may pass is declared in the cloudguard.yaml beside this.
resource "terraform_data" "nothing" {}
