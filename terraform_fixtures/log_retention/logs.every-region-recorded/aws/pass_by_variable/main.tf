# A trail in a module, of every region by the module's default.

module "trail" {
  source = "./modules/trail"
}
