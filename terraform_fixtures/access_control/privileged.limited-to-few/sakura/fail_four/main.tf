# Four keys, each of which is as good as its project.

resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_project_apikey" "deploy" {
  for_each = toset(["backup", "deploy", "monitor", "vendor"])

  project_id = sakura_iam_project.city.id
  name       = each.key
  iam_roles  = ["owner"]
}
