# Who is in the group, the control panel knows.

resource "sakura_iam_project" "city" {
  name = "city"
  code = "kawabe-city"
}

resource "sakura_iam_group" "administrators" {
  name        = "administrators"
  description = "Administrators"
}

resource "sakura_iam_policy" "city" {
  target    = "project"
  target_id = sakura_iam_project.city.id
  bindings = [
    {
      principals = [{
        id   = sakura_iam_group.administrators.id
        type = "group"
      }]
      role = {
        id   = "owner"
        type = "preset"
      }
    },
  ]
}
