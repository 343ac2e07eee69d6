# Workspaces of for_each whose user volumes are not encrypted, by a default in a module.

module "desk" {
  source   = "./modules/desk"
  for_each = toset(["tax", "welfare"])

  user = each.key
}
