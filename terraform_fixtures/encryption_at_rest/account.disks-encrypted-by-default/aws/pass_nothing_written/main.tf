# The resource without its argument: the provider's default is true.

resource "aws_ebs_encryption_by_default" "tokyo" {}
