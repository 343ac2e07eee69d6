# A module is handed a provider abroad under the name aws.

module "copy" {
  source    = "./modules/copy"
  providers = { aws = aws.far }
}
