# 管理者 · Who administers, and how it signs in. The second of each pair is as it should be.

resource "aws_iam_group" "keepers" {
  name = "${local.city}-keepers"
}

resource "aws_iam_group_policy_attachment" "keepers" {
  group      = aws_iam_group.keepers.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user" "keeper" {
  name = "keeper"
}

resource "aws_iam_user_login_profile" "keeper" {
  user = aws_iam_user.keeper.name
}

resource "aws_iam_user_group_membership" "keeper" {
  user   = aws_iam_user.keeper.name
  groups = [aws_iam_group.keepers.name]
}

# The same rights, but nothing without a second factor
data "aws_iam_policy_document" "only_with_mfa" {
  statement {
    effect      = "Deny"
    not_actions = ["iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]
    resources   = ["*"]

    condition {
      test     = "BoolIfExists"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["false"]
    }
  }
}

resource "aws_iam_user" "second_keeper" {
  name = "second-keeper"
}

resource "aws_iam_user_policy" "second_keeper" {
  name   = "only-with-mfa"
  user   = aws_iam_user.second_keeper.name
  policy = data.aws_iam_policy_document.only_with_mfa.json
}

resource "aws_iam_user_group_membership" "second_keeper" {
  user   = aws_iam_user.second_keeper.name
  groups = [aws_iam_group.keepers.name]
}

# Two steps: whoever can make a key of the keeper is one
data "aws_iam_policy_document" "helpdesk" {
  statement {
    actions   = ["iam:CreateAccessKey", "iam:ListAccessKeys"]
    resources = [aws_iam_user.keeper.arn]
  }
}

resource "aws_iam_user" "helpdesk" {
  name = "helpdesk"
}

resource "aws_iam_user_policy" "helpdesk" {
  name   = "keys"
  user   = aws_iam_user.helpdesk.name
  policy = data.aws_iam_policy_document.helpdesk.json
}

# The same with a boundary that leaves reading alone
data "aws_iam_policy_document" "boundary" {
  statement {
    actions   = ["s3:Get*", "s3:List*", "iam:List*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "${local.city}-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_iam_user" "second_helpdesk" {
  name                 = "second-helpdesk"
  permissions_boundary = aws_iam_policy.boundary.arn
}

resource "aws_iam_user_policy" "second_helpdesk" {
  name   = "keys"
  user   = aws_iam_user.second_helpdesk.name
  policy = data.aws_iam_policy_document.helpdesk.json
}

# Three steps: the role that deploys, a function, the role of the migration
resource "aws_iam_user" "developer" {
  name = "developer"
}

resource "aws_iam_access_key" "developer" {
  user = aws_iam_user.developer.name
}

data "aws_iam_policy_document" "deploy_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.developer.arn]
    }
  }
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["lambda:CreateFunction", "lambda:InvokeFunction"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.migration.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "${local.city}-deploy"
  assume_role_policy = data.aws_iam_policy_document.deploy_trust.json
}

resource "aws_iam_role_policy" "deploy" {
  name   = "deploy"
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.deploy.json
}

data "aws_iam_policy_document" "migration_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "migration" {
  name               = "${local.city}-migration"
  assume_role_policy = data.aws_iam_policy_document.migration_trust.json
}

resource "aws_iam_role_policy_attachment" "migration" {
  role       = aws_iam_role.migration.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

# Four steps: from the developer's password on
data "aws_iam_policy_document" "trainee" {
  statement {
    actions   = ["iam:CreateLoginProfile"]
    resources = [aws_iam_user.developer.arn]
  }
}

resource "aws_iam_user" "trainee" {
  name = "trainee"
}

resource "aws_iam_user_policy" "trainee" {
  name   = "passwords"
  user   = aws_iam_user.trainee.name
  policy = data.aws_iam_policy_document.trainee.json
}

# A Deny that a long-lived key passes by
data "aws_iam_policy_document" "auditor" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }

  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["false"]
    }
  }
}

resource "aws_iam_user" "auditor" {
  name = "auditor"
}

resource "aws_iam_user_policy" "auditor" {
  name   = "audit"
  user   = aws_iam_user.auditor.name
  policy = data.aws_iam_policy_document.auditor.json
}

# The first administrator, under the name that everybody tries
data "aws_iam_policy_document" "first" {
  statement {
    actions   = ["*"]
    resources = ["*"]

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_user" "first" {
  name = "Administrator"
}

resource "aws_iam_user_policy" "first" {
  name   = "with-mfa"
  user   = aws_iam_user.first.name
  policy = data.aws_iam_policy_document.first.json
}

# A pipeline of anybody
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

data "aws_iam_policy_document" "pipeline_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::${var.account_id}:oidc-provider/token.actions.githubusercontent.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "pipeline" {
  name               = "${local.city}-pipeline"
  assume_role_policy = data.aws_iam_policy_document.pipeline_trust.json
}

resource "aws_iam_role_policy_attachment" "pipeline" {
  role       = aws_iam_role.pipeline.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
