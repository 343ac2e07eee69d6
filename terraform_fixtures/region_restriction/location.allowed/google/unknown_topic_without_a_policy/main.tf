# Neither the topic nor this input says where messages may be kept: an organisation policy on
# locations may decide, and without one they are kept in the region nearest to the publisher.

resource "google_pubsub_topic" "certificates" {
  name = "certificates"
}

resource "google_pubsub_subscription" "printing" {
  name  = "printing"
  topic = google_pubsub_topic.certificates.id
}
