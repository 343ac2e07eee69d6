# The identity provider decides: it wants an attestation.

resource "aws_iam_saml_provider" "city" {
  name                   = "city"
  saml_metadata_document = "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.city.example.jp/saml\">${join("", [for n in range(40) : "<!-- metadata of the identity provider, shortened -->"])}</EntityDescriptor>"
}

resource "aws_iam_role" "administrator" {
  name = "administrator"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithSAML"
      Principal = { Federated = aws_iam_saml_provider.city.arn }
      Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
