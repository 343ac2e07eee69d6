# Keys for signatures and for message codes, which AWS KMS cannot rotate: not judged by this.

resource "aws_kms_key" "signature" {
  description              = "signatures"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "RSA_3072"
}

resource "aws_kms_key" "code" {
  description              = "message codes"
  key_usage                = "GENERATE_VERIFY_MAC"
  customer_master_key_spec = "HMAC_256"
}
