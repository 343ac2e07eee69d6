# A contract covers it by its address.

resource "aws_efs_file_system" "residents" {
  encrypted = true
}
