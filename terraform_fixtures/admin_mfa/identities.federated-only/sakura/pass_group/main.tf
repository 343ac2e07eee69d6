# Who is in the group comes from the identity provider.

resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_group" "operators" {
  name = "operators"
}

resource "sakura_iam_policy" "city" {
  target    = "project"
  target_id = sakura_iam_project.city.id
  bindings = [{
    principals = [{
      id   = sakura_iam_group.operators.id
      type = "group"
    }]
    role = {
      id   = "resource-viewer"
      type = "preset"
    }
  }]
}
