# Each is left, or told, to keep its data in the clear.

resource "awscc_rds_db_instance" "residents" {
  db_instance_class = "db.t4g.medium"
  engine            = "postgres"
}

resource "awscc_efs_file_system" "shared" {
  file_system_tags = [{
    key   = "Name"
    value = "shared"
  }]
}

resource "awscc_sqs_queue" "applications" {
  queue_name              = "applications"
  sqs_managed_sse_enabled = false
}

resource "awscc_sns_topic" "notices" {
  topic_name = "notices"
}

resource "awscc_kinesis_stream" "events" {
  name                   = "events"
  retention_period_hours = 48
}

resource "awscc_ec2_volume" "batch" {
  availability_zone = "ap-northeast-1a"
  size              = 100
  encrypted         = false
}
