# A store of events that keeps 90 days.

resource "aws_cloudtrail_event_data_store" "main" {
  name             = "main"
  retention_period = 90
}
