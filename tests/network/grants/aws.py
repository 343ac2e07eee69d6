"""Cases of AWS, each from the page that it names."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.network.grants.case import Case

PROVIDER: Final = """
provider "aws" {
  region              = "ap-northeast-1"
  allowed_account_ids = ["111111111111"]
}
"""
BUCKET: Final = """
resource "aws_s3_bucket" "tax" {
  bucket = "tax-data"
}
"""
_S3: Final = "S3 User Guide, Bucket policies"
_IAM: Final = "IAM User Guide, AWS JSON policy elements: Principal"
_KEYS: Final = "IAM User Guide, AWS global condition context keys"


def statement(principal: Any, **more: Any) -> dict[str, Any]:
    """Return a statement that allows reading."""
    base = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    return base | more


def on_bucket(*statements: dict[str, Any]) -> str:
    """Return a bucket with a policy."""
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return f"""{PROVIDER}{BUCKET}
resource "aws_s3_bucket_policy" "tax" {{
  bucket = aws_s3_bucket.tax.id
  policy = <<EOT
{text}
EOT
}}
"""


POLICY: Final = "aws_s3_bucket_policy.tax"


def bucket(name: str, page: str, outcome: str, *statements: dict[str, Any]) -> Case:
    """Return the case of a bucket policy."""
    expected = {POLICY: outcome} if outcome else {}
    return Case(name=name, page=page, hcl=on_bucket(*statements), expected=expected)


def of(name: str, page: str, hcl: str, **expected: str) -> Case:
    """Return a case of one account; `a__b` stands for the address `a.b`."""
    wanted = {key.replace("__", "."): outcome for key, outcome in expected.items()}
    return Case(name=name, page=page, hcl=PROVIDER + hcl, expected=wanted)


CASES: Final = (
    bucket("its own account", _IAM, "pass", statement({"AWS": "arn:aws:iam::111111111111:root"})),
    bucket("an account of its zone", _IAM, "pass", statement({"AWS": "111111111112"})),
    bucket(
        "a role of an account of another zone",
        _IAM,
        "fail",
        statement({"AWS": "arn:aws:iam::222222222222:role/portal"}),
    ),
    bucket("an account that nobody declares", _IAM, "unknown", statement({"AWS": "333333333333"})),
    bucket(
        "one of several principals is of another zone",
        _IAM,
        "fail",
        statement({"AWS": ["111111111111", "222222222222", "333333333333"]}),
    ),
    bucket("a service", _IAM, "", statement({"Service": "cloudtrail.amazonaws.com"})),
    bucket(
        "a service that acts for another zone's account",
        "IAM User Guide, The confused deputy problem",
        "fail",
        statement(
            {"Service": "delivery.logs.amazonaws.com"},
            Condition={"StringEquals": {"aws:SourceAccount": "222222222222"}},
        ),
    ),
    bucket("everyone is told elsewhere", _S3, "", statement("*")),
    bucket(
        "everyone of another zone's account",
        _KEYS,
        "fail",
        statement("*", Condition={"StringEquals": {"aws:PrincipalAccount": "222222222222"}}),
    ),
    bucket(
        "everyone of its own account",
        _KEYS,
        "pass",
        statement("*", Condition={"StringEquals": {"aws:PrincipalAccount": "111111111111"}}),
    ),
    bucket(
        "everyone of an organisation",
        _KEYS,
        "unknown",
        statement("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}),
    ),
    bucket(
        "a denial that may close it",
        "IAM User Guide, Policy evaluation logic",
        "unknown",
        statement({"AWS": "222222222222"}),
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111111111111"}},
        },
    ),
    bucket(
        "a denial of what is not encrypted on its way closes nobody out",
        _S3,
        "fail",
        statement({"AWS": "222222222222"}),
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ),
    of(
        "a role of this input that lies in another zone",
        "IAM User Guide, Cross account resource access in IAM",
        BUCKET
        + """
resource "aws_iam_role" "lgwan_portal" {
  name               = "portal"
  assume_role_policy = "{}"
}
resource "aws_s3_bucket_policy" "tax" {
  bucket = aws_s3_bucket.tax.id
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "s3:*", Resource = "*"
    Principal = { AWS = aws_iam_role.lgwan_portal.arn }
  }] })
}
""",
        aws_s3_bucket_policy__tax="fail",
    ),
    of(
        "the same by a data source",
        "registry.terraform.io hashicorp/aws, aws_iam_policy_document",
        BUCKET
        + """
data "aws_caller_identity" "me" {}
resource "aws_iam_role" "lgwan_portal" {
  name               = "portal"
  assume_role_policy = "{}"
}
data "aws_iam_policy_document" "tax" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.tax.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [
        aws_iam_role.lgwan_portal.arn,
        "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root",
      ]
    }
  }
}
resource "aws_s3_bucket_policy" "tax" {
  bucket = aws_s3_bucket.tax.id
  policy = data.aws_iam_policy_document.tax.json
}
""",
        aws_s3_bucket_policy__tax="fail",
    ),
    of(
        "the account that asks, by a data source",
        "registry.terraform.io hashicorp/aws, aws_caller_identity",
        """
data "aws_caller_identity" "me" {}
resource "aws_kms_key" "tax" {
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "kms:*", Resource = "*"
    Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
  }] })
}
""",
        aws_kms_key__tax="pass",
    ),
    of(
        "a key policy that lets everyone in: keys are no data",
        "AWS KMS Developer Guide, Key policies in AWS KMS",
        """
resource "aws_kms_key" "tax" {
  policy = jsonencode({
    Statement = { Effect = "Allow", Principal = "*", Action = "kms:*" }
  })
}
""",
        aws_kms_key__tax="fail",
    ),
    of(
        "a key that only callers of its account use by a service",
        "AWS KMS Developer Guide, AWS KMS condition keys",
        """
resource "aws_kms_key" "tax" {
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "kms:Decrypt", Resource = "*", Principal = { AWS = "*" }
    Condition = { StringEquals = {
      "kms:CallerAccount" = "111111111111", "kms:ViaService" = "s3.ap-northeast-1.amazonaws.com"
    } }
  }] })
}
""",
        aws_kms_key__tax="pass",
    ),
    Case(
        name="the account that alone keeps a key is the own one",
        page="AWS KMS API Reference, CreateKey: BypassPolicyLockoutSafetyCheck",
        hcl="""
resource "aws_kms_key" "tax" {
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "kms:*", Resource = "*"
    Principal = { AWS = "arn:aws:iam::444444444444:root" }
  }] })
}
resource "aws_sns_topic" "tax" {
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "sns:Publish", Resource = "*"
    Principal = { AWS = ["444444444444", "222222222222"] }
  }] })
}
""",
        expected={"aws_kms_key.tax": "pass", "aws_sns_topic.tax": "fail"},
    ),
    Case(
        name="two accounts may keep a key: neither is known to be the own one",
        page="AWS KMS API Reference, CreateKey: BypassPolicyLockoutSafetyCheck",
        hcl="""
resource "aws_kms_key" "tax" {
  policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "kms:*", Resource = "*"
    Principal = { AWS = ["arn:aws:iam::444444444444:root", "arn:aws:iam::555555555555:root"] }
  }] })
}
""",
        expected={"aws_kms_key.tax": "unknown"},
    ),
    of(
        "a grant on a key",
        "AWS KMS Developer Guide, Grants in AWS KMS",
        """
resource "aws_kms_key" "tax" {}
resource "aws_kms_grant" "portal" {
  key_id            = aws_kms_key.tax.key_id
  grantee_principal = "arn:aws:iam::222222222222:role/portal"
  operations        = ["Decrypt"]
}
""",
        aws_kms_grant__portal="fail",
    ),
    of(
        "a role that another zone's account may take on",
        "IAM User Guide, How to use a trust policy with IAM roles",
        """
resource "aws_iam_role" "tax" {
  name               = "tax"
  assume_role_policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "sts:AssumeRole"
    Principal = { AWS = "arn:aws:iam::222222222222:root" }
  }] })
}
""",
        aws_iam_role__tax="fail",
    ),
    of(
        "a role that people from elsewhere and a service take on",
        "IAM User Guide, AWS JSON policy elements: Principal",
        """
resource "aws_iam_role" "tax" {
  name               = "tax"
  assume_role_policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "sts:AssumeRole"
    Principal = {
      Service   = "ec2.amazonaws.com"
      Federated = "arn:aws:iam::222222222222:saml-provider/ad"
    }
  }] })
}
""",
    ),
    of(
        "two roles of one account and two zones",
        "IAM User Guide, How to use a trust policy with IAM roles",
        """
resource "aws_iam_role" "lgwan_portal" {
  name               = "portal"
  assume_role_policy = "{}"
}
resource "aws_iam_role" "tax" {
  name               = "tax"
  assume_role_policy = jsonencode({ Statement = [{
    Effect    = "Allow", Action = "sts:AssumeRole"
    Principal = { AWS = aws_iam_role.lgwan_portal.arn }
  }] })
}
""",
        aws_iam_role__tax="fail",
    ),
    of(
        "a snapshot shared with another zone's account",
        "Amazon EBS User Guide, Share an Amazon EBS snapshot with other AWS accounts",
        """
resource "aws_ebs_snapshot" "tax" {
  volume_id = "vol-1"
}
resource "aws_snapshot_create_volume_permission" "vendor" {
  snapshot_id = aws_ebs_snapshot.tax.id
  account_id  = "222222222222"
}
""",
        aws_snapshot_create_volume_permission__vendor="fail",
    ),
    of(
        "an image shared with an account of the same zone",
        "EC2 User Guide, Share an AMI with specific AWS accounts",
        """
resource "aws_ami_launch_permission" "tax" {
  image_id   = "ami-1"
  account_id = "111111111112"
}
""",
        aws_ami_launch_permission__tax="pass",
    ),
    of(
        "an image shared with an organisation",
        "EC2 User Guide, Share an AMI with organizations and organizational units",
        """
resource "aws_ami_launch_permission" "tax" {
  image_id         = "ami-1"
  organization_arn = "arn:aws:organizations::111111111111:organization/o-1234567890"
}
""",
        aws_ami_launch_permission__tax="unknown",
    ),
    of(
        "a database snapshot shared with another zone's account",
        "Amazon RDS User Guide, Sharing a DB snapshot",
        """
resource "aws_db_snapshot" "tax" {
  db_instance_identifier = "tax"
  db_snapshot_identifier = "tax-1"
  shared_accounts        = ["111111111111", "222222222222"]
}
""",
        aws_db_snapshot__tax="fail",
    ),
    of(
        "a share of AWS RAM",
        "AWS RAM User Guide, Sharing your AWS resources",
        """
resource "aws_ram_resource_share" "net" {
  name = "net"
}
resource "aws_subnet" "tax" {
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/24"
}
resource "aws_ram_resource_association" "net" {
  resource_arn       = aws_subnet.tax.arn
  resource_share_arn = aws_ram_resource_share.net.arn
}
resource "aws_ram_principal_association" "net" {
  principal          = "222222222222"
  resource_share_arn = aws_ram_resource_share.net.arn
}
""",
        aws_ram_principal_association__net="fail",
    ),
    of(
        "objects replicated to a bucket of another zone",
        "S3 User Guide, Replicating objects within and across Regions",
        """
resource "aws_s3_bucket" "tax" {
  bucket = "tax-data"
}
provider "aws" {
  alias  = "dr"
  region = "ap-northeast-3"
}
resource "aws_s3_bucket" "lgwan_copy" {
  provider = aws.dr
  bucket   = "copy"
}
resource "aws_s3_bucket_replication_configuration" "tax" {
  bucket = aws_s3_bucket.tax.id
  role   = "arn:aws:iam::111111111111:role/replicate"
  rule {
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.lgwan_copy.arn
    }
  }
}
""",
        aws_s3_bucket_replication_configuration__tax="fail",
    ),
    of(
        "backups copied to a vault of another zone's account",
        "AWS Backup Developer Guide, Creating backup copies across AWS accounts",
        """
resource "aws_backup_plan" "tax" {
  name = "tax"
  rule {
    rule_name         = "daily"
    target_vault_name = "tax"
    copy_action {
      destination_vault_arn = "arn:aws:backup:ap-northeast-3:222222222222:backup-vault:central"
    }
  }
}
""",
        aws_backup_plan__tax="fail",
    ),
    of(
        "an endpoint service that everyone may connect to",
        "AWS PrivateLink Guide, Configure an endpoint service",
        """
resource "aws_vpc_endpoint_service" "tax" {
  acceptance_required = false
  allowed_principals  = ["*"]
}
""",
        aws_vpc_endpoint_service__tax="fail",
    ),
    of(
        "a gateway endpoint without a policy",
        "AWS PrivateLink Guide, Control access to VPC endpoints using endpoint policies",
        """
resource "aws_vpc_endpoint" "tax" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.ap-northeast-1.s3"
}
""",
        aws_vpc_endpoint__tax="unknown",
    ),
    of(
        "a gateway endpoint for buckets of its own account",
        "AWS PrivateLink Guide, Control access to VPC endpoints using endpoint policies",
        """
resource "aws_vpc_endpoint" "tax" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.ap-northeast-1.s3"
  policy       = jsonencode({ Statement = [{
    Effect    = "Allow", Principal = "*", Action = "s3:*", Resource = "*"
    Condition = { StringEquals = { "aws:ResourceAccount" = "111111111111" } }
  }] })
}
""",
        aws_vpc_endpoint__tax="pass",
    ),
    of(
        "logs handed on to another zone's account",
        "CloudWatch Logs User Guide, Cross-account log data sharing with subscriptions",
        """
resource "aws_cloudwatch_log_group" "tax" {
  name = "tax"
}
resource "aws_cloudwatch_log_subscription_filter" "tax" {
  name            = "tax"
  log_group_name  = aws_cloudwatch_log_group.tax.name
  filter_pattern  = ""
  destination_arn = "arn:aws:logs:ap-northeast-1:222222222222:destination:central"
}
""",
        aws_cloudwatch_log_subscription_filter__tax="fail",
    ),
    of(
        "a topic that mails is no way to a zone, one that fills another account's queue is",
        "Amazon SNS Developer Guide, Sending messages to a queue in a different account",
        """
resource "aws_sns_topic" "tax" {
  name = "tax"
}
resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.tax.arn
  protocol  = "email"
  endpoint  = "staff@city.example"
}
resource "aws_sns_topic_subscription" "queue" {
  topic_arn = aws_sns_topic.tax.arn
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:ap-northeast-1:222222222222:inbox"
}
""",
        aws_sns_topic_subscription__queue="fail",
    ),
    of(
        "a permission on a function for another account's bucket",
        "AWS Lambda Developer Guide, Granting Lambda function access to other accounts",
        """
resource "aws_lambda_permission" "tax" {
  action         = "lambda:InvokeFunction"
  function_name  = "tax"
  principal      = "s3.amazonaws.com"
  source_account = "222222222222"
}
""",
        aws_lambda_permission__tax="fail",
    ),
    Case(
        name="a trail whose bucket is of another zone",
        page="AWS CloudTrail User Guide, Creating a trail",
        hcl=PROVIDER
        + """
resource "aws_s3_bucket" "lgwan_logs" {
  bucket = "logs-of-lgwan"
}
resource "aws_cloudtrail" "tax" {
  name           = "tax"
  s3_bucket_name = aws_s3_bucket.lgwan_logs.id
}
""",
        expected={"logs: aws_cloudtrail.tax": "fail"},
    ),
    Case(
        name="a role of the account whose role the provider takes",
        page="AWS provider docs, Assuming an IAM Role",
        hcl="""
provider "aws" {
  region = "ap-northeast-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
}
resource "aws_iam_role" "portal" {
  name               = "portal"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111111111112:root" }
    }]
  })
}
""",
        expected={"aws_iam_role.portal": "fail"},
    ),
    Case(
        name="a role where the provider takes one role after the other",
        page="AWS provider docs, Assuming an IAM Role",
        hcl="""
provider "aws" {
  region = "ap-northeast-1"
  assume_role {
    role_arn = "arn:aws:iam::111111111112:role/first"
  }
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
}
resource "aws_iam_role" "portal" {
  name               = "portal"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111111111112:root" }
    }]
  })
}
""",
        expected={"aws_iam_role.portal": "unknown"},
    ),
    Case(
        name="a trail whose bucket is not in this input",
        page="AWS CloudTrail User Guide, Creating a trail",
        hcl="""
resource "aws_cloudtrail" "tax" {
  name           = "tax"
  s3_bucket_name = "the-log-archives-bucket"
}
""",
        expected={"logs: aws_cloudtrail.tax": "unknown"},
    ),
)
