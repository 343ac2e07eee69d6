# An object in a bucket that another root makes: that bucket decides.

resource "aws_s3_object" "notice" {
  bucket  = "umibe-made-elsewhere"
  key     = "notice.txt"
  content = "notice"
}
