# A module switches the default off unless told otherwise, and nobody tells it.

module "osaka" {
  source    = "./modules/region"
  providers = { aws = aws.osaka }
}
