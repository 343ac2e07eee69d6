# No contract covers it.

resource "aws_efs_file_system" "statistics" {
  encrypted = true
}
