"""Tiny estates, and the chain from one principal to power that each holds."""
# a table: one estate to an entry

from __future__ import annotations

from typing import Final
from zlib import crc32

ADMIN: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
PROVIDER: Final = """
provider "aws" {
  region              = "ap-northeast-1"
  allowed_account_ids = ["111122223333"]
}
"""
TARO: Final = '{ AWS = "arn:aws:iam::111122223333:user/taro" }'
ACCOUNT: Final = '{ AWS = "arn:aws:iam::111122223333:root" }'
WITH_MFA: Final = 'Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }'


def user(name: str, *, more: str = "") -> str:
    """Return a user."""
    return f'resource "aws_iam_user" "{name}" {{\n  name = "{name}"\n{more}\n}}\n'


def role(name: str, trusted: str, more: str = "", *, inside: str = "") -> str:
    """Return a role that admits some principal."""
    return f"""
resource "aws_iam_role" "{name}" {{
  name               = "{name}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {trusted}, {more} }}]
  }})
{inside}
}}
"""


def service(name: str) -> str:
    """Return the principal of a service."""
    return f'{{ Service = "{name}.amazonaws.com" }}'


def attached(kind: str, name: str, arn: str = ADMIN) -> str:
    """Return the attachment of a policy by its ARN."""
    return f"""
resource "aws_iam_{kind}_policy_attachment" "{name}" {{
  {kind}     = aws_iam_{kind}.{name}.name
  policy_arn = "{arn}"
}}
"""


def can(kind: str, name: str, actions: str, on: str = "*", more: str = "") -> str:
    """Return an inline policy that allows some actions."""
    listed = ", ".join(f'"{action}"' for action in actions.split())
    return f"""
resource "aws_iam_{kind}_policy" "{name}_{crc32(repr((actions, on, more)).encode())}" {{
  {kind}   = aws_iam_{kind}.{name}.name
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = [{listed}], Resource = "{on}", {more} }}]
  }})
}}
"""


def cannot(kind: str, name: str, actions: str, on: str = "*", more: str = "") -> str:
    """Return an inline policy that denies some actions."""
    return can(kind, name, actions, on, more).replace('"Allow"', '"Deny"')


def bounded(actions: str) -> tuple[str, str]:
    """Return a boundary, and the line that gives it to somebody."""
    listed = ", ".join(f'"{action}"' for action in actions.split())
    policy = f"""
resource "aws_iam_policy" "boundary" {{
  name   = "boundary"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = [{listed}], Resource = "*" }}]
  }})
}}
"""
    return policy, "  permissions_boundary = aws_iam_policy.boundary.arn"


def of(name: str, kind: str = "user") -> str:
    """Return the ARN of a user or role."""
    return f"arn:aws:iam::111122223333:{kind}/{name}"


def function(name: str) -> str:
    """Return a function that runs as a role."""
    return f"""
resource "aws_lambda_function" "{name}" {{
  function_name = "{name}"
  role          = aws_iam_role.{name}.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "main.zip"
}}
"""


def instance(name: str) -> str:
    """Return an instance that runs as a role."""
    return f"""
resource "aws_iam_instance_profile" "{name}" {{
  name = "{name}"
  role = aws_iam_role.{name}.name
}}

resource "aws_instance" "{name}" {{
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.{name}.name
}}
"""


def passing(name: str, actions: str) -> str:
    """Return one who may pass a role to a service and do some things there."""
    made = role("job", service(name)) + attached("role", "job")
    return user("taro") + made + can("user", "taro", f"iam:PassRole {actions}")


SET: Final = (
    "sso:CreatePermissionSet sso:AttachManagedPolicyToPermissionSet sso:CreateAccountAssignment"
)
STACK: Final = (
    role("stack", service("cloudformation"))
    + attached("role", "stack")
    + """
resource "aws_cloudformation_stack" "network" {
  name         = "network"
  iam_role_arn = aws_iam_role.stack.arn
}
"""
)
TEMPLATE: Final = (
    role("box", service("ec2"))
    + attached("role", "box")
    + """
resource "aws_iam_instance_profile" "box" {
  name = "box"
  role = aws_iam_role.box.name
}

resource "aws_launch_template" "box" {
  name = "box"
  iam_instance_profile {
    arn = aws_iam_instance_profile.box.arn
  }
}
"""
)
BATCH: Final = (
    role("job", service("ecs-tasks"))
    + attached("role", "job")
    + """
resource "aws_batch_job_definition" "night" {
  name                 = "night"
  type                 = "container"
  container_properties = jsonencode({
    image      = "example"
    jobRoleArn = %s
  })
}
"""
)
BOUNDARY, IS_BOUND = bounded("s3:* ec2:*")
OWN_BOUNDARY, IS_FREE = bounded("iam:* s3:*")
JOB: Final = role("job", service("lambda")) + attached("role", "job")
BOX: Final = role("box", service("ec2")) + attached("role", "box") + instance("box")
ANYWHERE: Final = "iam:PassRole rolesanywhere:CreateTrustAnchor rolesanywhere:CreateProfile"
ANCHOR: Final = "arn:aws:rolesanywhere:ap-northeast-1:111122223333:trust-anchor/0123"
LOGIN: Final = """
resource "aws_iam_user_login_profile" "boss" {
  user = aws_iam_user.boss.name
}
"""
BOSS: Final = user("boss") + attached("user", "boss")
TOP: Final = role("top", TARO) + attached("role", "top")

# Not enforced: how many steps there are from the session to power
FOUND: Final[dict[str, tuple[str, int]]] = {
    "from an address": (
        user("taro")
        + can(
            "user",
            "taro",
            "*",
            "*",
            'Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }',
        ),
        1,
    ),
    "full access": (user("taro") + attached("user", "taro"), 1),
    "every action, written out": (user("taro") + can("user", "taro", "*"), 1),
    "IAMFullAccess gives itself the rest": (
        user("taro") + attached("user", "taro", "arn:aws:iam::aws:policy/IAMFullAccess"),
        1,
    ),
    "his own inline policy": (
        user("taro") + can("user", "taro", "iam:PutUserPolicy", of("taro")),
        1,
    ),
    "his own attachments": (
        user("taro")
        + can("user", "taro", "iam:AttachUserPolicy", of("${aws:username}").replace("$", "$$")),
        1,
    ),
    "a new user with all rights": (
        user("taro")
        + can("user", "taro", "iam:CreateUser iam:AttachUserPolicy iam:CreateAccessKey"),
        1,
    ),
    "a new role with all rights": (
        user("taro") + can("user", "taro", "iam:CreateRole iam:PutRolePolicy"),
        1,
    ),
    "another's key": (
        user("taro") + BOSS + can("user", "taro", "iam:CreateAccessKey", of("boss")),
        2,
    ),
    "another's password": (
        user("taro") + BOSS + LOGIN + can("user", "taro", "iam:UpdateLoginProfile", of("b*")),
        2,
    ),
    "a password for one who has none": (
        user("taro") + BOSS + can("user", "taro", "iam:CreateLoginProfile", of("boss")),
        2,
    ),
    "a password in place of another's": (
        user("taro")
        + BOSS
        + LOGIN
        + can("user", "taro", "iam:CreateLoginProfile iam:DeleteLoginProfile", of("boss")),
        2,
    ),
    "a role that trusts him": (user("taro") + TOP, 2),
    "a role that trusts the account": (
        user("taro")
        + role("top", ACCOUNT)
        + attached("role", "top")
        + can("user", "taro", "sts:AssumeRole", of("top", "role")),
        2,
    ),
    "the trust of a role": (
        user("taro") + JOB + can("user", "taro", "iam:UpdateAssumeRolePolicy", of("job", "role")),
        2,
    ),
    "a certificate of an authority of his own": (
        user("taro")
        + role("far", service("rolesanywhere"))
        + attached("role", "far")
        + can("user", "taro", ANYWHERE),
        2,
    ),
    "a function made with a role": (
        user("taro")
        + JOB
        + can("user", "taro", "iam:PassRole lambda:CreateFunction lambda:InvokeFunction"),
        2,
    ),
    "the code of a function": (
        user("taro") + JOB + function("job") + can("user", "taro", "lambda:UpdateFunctionCode"),
        2,
    ),
    # IAM Identity Center User Guide, "Delegated administration"
    "a new permission set, where the organisation is managed": (
        user("taro")
        + attached("user", "taro", "arn:aws:iam::aws:policy/PowerUserAccess")
        + """
resource "aws_organizations_organization" "city" {
  feature_set = "ALL"
}
""",
        1,
    ),
    "a new permission set, where others are made": (
        user("taro")
        + can("user", "taro", SET)
        + """
resource "aws_ssoadmin_permission_set" "reader" {
  name         = "reader"
  instance_arn = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
}
""",
        1,
    ),
    # pathfinding.cloud, cloudformation-005, bedrock-003, -006, braket-001, gamelift-001,
    # kinesisanalytics-001
    "a change set of a stack": (
        user("taro")
        + STACK
        + can("user", "taro", "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet"),
        2,
    ),
    "an agent made with a role": (
        passing(
            "bedrock-agentcore",
            "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint "
            "bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:InvokeAgentRuntimeCommand",
        ),
        2,
    ),
    "a browser made with a role": (
        passing(
            "bedrock-agentcore",
            "bedrock-agentcore:CreateBrowser bedrock-agentcore:StartBrowserSession "
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ),
        2,
    ),
    "a quantum job made with a role": (passing("braket", "braket:CreateJob"), 2),
    "a fleet made with a role": (
        passing(
            "gamelift",
            "gamelift:CreateBuild gamelift:RequestUploadCredentials gamelift:CreateFleet",
        ),
        2,
    ),
    "an analysis made with a role": (
        passing(
            "kinesisanalytics",
            "kinesisanalytics:CreateApplication kinesisanalytics:StartApplication",
        ),
        2,
    ),
    "a command on an instance": (user("taro") + BOX + can("user", "taro", "ssm:SendCommand"), 2),
    "the rights of a role that he may assume": (
        user("taro")
        + role("small", TARO)
        + can("user", "taro", "iam:AttachRolePolicy", of("small", "role")),
        1,
    ),
    "a boundary that he can edit": (
        OWN_BOUNDARY + user("taro", more=IS_FREE) + attached("user", "taro"),
        1,
    ),
    "three: a role, a key, power": (
        user("taro")
        + BOSS
        + role("help", TARO)
        + can("role", "help", "iam:CreateAccessKey", of("boss")),
        3,
    ),
    "three: a role, a function, power": (
        user("taro")
        + JOB
        + role("dev", TARO)
        + can("role", "dev", "iam:PassRole lambda:CreateFunction lambda:AddPermission"),
        3,
    ),
    "four: a key, a role, an instance, power": (
        user("taro")
        + user("hanako")
        + can("user", "taro", "iam:CreateAccessKey", of("hanako"))
        + role("ops", TARO.replace("taro", "hanako"))
        + can("role", "ops", "ssm:StartSession")
        + BOX,
        4,
    ),
    "four: two roles, a function, power": (
        user("taro")
        + role("one", TARO)
        + role("two", '{ AWS = "arn:aws:iam::111122223333:role/one" }')
        + can("role", "two", "lambda:UpdateFunctionCode")
        + JOB
        + function("job"),
        4,
    ),
}

# The same with something in between: not reported at all
STOPPED: Final[dict[str, str]] = {
    "nothing": user("taro"),
    "reading only": user("taro")
    + attached("user", "taro", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    "his own key alone": user("taro")
    + can("user", "taro", "iam:CreateAccessKey", of("${aws:username}").replace("$", "$$")),
    "a boundary": BOUNDARY + user("taro", more=IS_BOUND) + attached("user", "taro"),
    "a boundary on the role": BOUNDARY
    + user("taro")
    + role("top", TARO, inside=IS_BOUND)
    + attached("role", "top"),
    "a deny of the key": user("taro")
    + BOSS
    + can("user", "taro", "iam:CreateAccessKey", of("boss"))
    + cannot("user", "taro", "iam:*"),
    "a deny of the role": user("taro") + TOP + cannot("user", "taro", "sts:AssumeRole"),
    "a trust of somebody else": user("taro")
    + role("top", TARO.replace("taro", "hanako"))
    + attached("role", "top")
    + can("user", "taro", "sts:AssumeRole", of("top", "role")),
    "a role that the service may not have": user("taro")
    + BOX.replace("aws_instance", "aws_instance")
    + can("user", "taro", "iam:PassRole", of("box", "role"))
    + can("user", "taro", "lambda:CreateFunction lambda:InvokeFunction"),
    "passing without a service": user("taro")
    + JOB
    + can("user", "taro", "iam:PassRole", of("job", "role")),
    "a job that is defined without a role": user("taro")
    + BATCH % "null"
    + can("user", "taro", "batch:SubmitJob"),
    "a change set of a stack without a role": user("taro")
    + STACK.replace("  iam_role_arn = aws_iam_role.stack.arn\n", "")
    + can("user", "taro", "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet"),
    "a function without power": user("taro")
    + role("job", service("lambda"))
    + function("job")
    + can("user", "taro", "lambda:UpdateFunctionCode"),
    "another's policy, whose key does not help": user("taro")
    + user("boss")
    + can("user", "boss", "*", "*", WITH_MFA)
    + can("user", "taro", "iam:CreateAccessKey", of("boss"), WITH_MFA),
    "a role whose own condition nobody meets": user("taro")
    + role("top", TARO)
    + can("role", "top", "*", "*", WITH_MFA),
}

# The same with a second factor in between
ENFORCED: Final[dict[str, str]] = {
    "his own policy": user("taro") + can("user", "taro", "*", "*", WITH_MFA),
    "a deny without MFA": user("taro")
    + attached("user", "taro")
    + cannot(
        "user",
        "taro",
        "*",
        "*",
        'Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }',
    ),
    "the trust of the role": user("taro") + role("top", TARO, WITH_MFA) + attached("role", "top"),
    "the right to assume it": user("taro")
    + role("top", ACCOUNT)
    + attached("role", "top")
    + can("user", "taro", "sts:AssumeRole", of("top", "role"), WITH_MFA),
    "three: the first of two roles": user("taro")
    + role("one", TARO, WITH_MFA)
    + role("two", '{ AWS = "arn:aws:iam::111122223333:role/one" }')
    + attached("role", "two"),
}

# Not to be decided from here
OPEN: Final[dict[str, str]] = {
    "a certificate of an authority that the trust does not name": user("taro")
    + role(
        "far",
        service("rolesanywhere"),
        f'Condition = {{ ArnEquals = {{ "aws:SourceArn" = "{ANCHOR}" }} }}',
    )
    + attached("role", "far")
    + can("user", "taro", "iam:PassRole", of("far", "role"))
    + can("user", "taro", "rolesanywhere:CreateTrustAnchor rolesanywhere:CreateProfile"),
    "a policy that is not seen": user("taro")
    + attached("user", "taro", "arn:aws:iam::111122223333:policy/old"),
    "a boundary that is not seen": user(
        "taro", more='  permissions_boundary = "arn:aws:iam::111122223333:policy/old"'
    )
    + attached("user", "taro"),
    "roles that are not seen": user("taro") + can("user", "taro", "sts:AssumeRole"),
    "a role elsewhere": user("taro")
    + can("user", "taro", "sts:AssumeRole", "arn:aws:iam::444455556666:role/admin"),
    # IAM Identity Center User Guide, "Delegated administration"
    "a new permission set": user("taro") + can("user", "taro", SET),
    "a power user of an account that may be any": user("taro")
    + attached("user", "taro", "arn:aws:iam::aws:policy/PowerUserAccess"),
    "a new permission set, beside one that is made elsewhere": user("taro")
    + can("user", "taro", SET)
    + """
provider "aws" {
  alias               = "management"
  region              = "ap-northeast-1"
  allowed_account_ids = ["444455556666"]
}
resource "aws_ssoadmin_permission_set" "reader" {
  provider     = aws.management
  name         = "reader"
  instance_arn = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
}
""",
    # pathfinding.cloud, ec2-005, batch-002; what more they need is not shown
    "another version of a launch template": user("taro")
    + TEMPLATE
    + can("user", "taro", "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate"),
    "a job that is defined already": user("taro")
    + BATCH % "aws_iam_role.job.arn"
    + can("user", "taro", "batch:SubmitJob"),
    "a job whose role is not known": user("taro")
    + 'variable "role" {}'
    + BATCH % "var.role"
    + can("user", "taro", "batch:SubmitJob"),
    # IAM API Reference, CreateLoginProfile: EntityAlreadyExists; UpdateLoginProfile: NoSuchEntity
    "a second password for one who has one": user("taro")
    + BOSS
    + LOGIN
    + can("user", "taro", "iam:CreateLoginProfile", of("boss")),
    "the password of one who has none": user("taro")
    + BOSS
    + can("user", "taro", "iam:UpdateLoginProfile", of("boss")),
    "users that are not seen": user("taro") + can("user", "taro", "iam:CreateAccessKey"),
    "an older version": user("taro")
    + can("user", "taro", "iam:SetDefaultPolicyVersion")
    + """
resource "aws_iam_policy" "own" {
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_user_policy_attachment" "own" {
  user       = aws_iam_user.taro.name
  policy_arn = aws_iam_policy.own.arn
}
""",
    "a role's own IfExists": user("taro")
    + role("top", TARO)
    + can("role", "top", "*", "*", WITH_MFA.replace("Bool =", "BoolIfExists =")),
}
