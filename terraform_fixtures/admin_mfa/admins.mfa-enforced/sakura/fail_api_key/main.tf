# Whoever has the API key is asked for nothing more.

resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_project_apikey" "deploy" {
  name       = "deploy"
  project_id = sakura_iam_project.city.id
  iam_roles  = ["resource-creator"]
}
