# A search domain and a topic that are not encrypted use no approved cipher either.

resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  ebs_options {
    ebs_enabled = true
    volume_size = 20
  }

  encrypt_at_rest {
    enabled = false
  }
}

resource "aws_sns_topic" "open" {
  name = "open"
}
