# Keys that are not rotated: switched off, and not written, which is the same.

resource "aws_kms_key" "off" {
  description         = "off"
  enable_key_rotation = false
}

resource "aws_kms_key" "nothing" {
  description = "nothing written"
}
