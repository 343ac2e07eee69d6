# Container images that everyone pulls, messages that everyone reads or publishes, a snapshot and an
# image of a disk that everyone with a Google account may use.

resource "google_artifact_registry_repository" "applications" {
  repository_id = "applications"
  location      = "asia-northeast1"
  format        = "DOCKER"
}

resource "google_artifact_registry_repository_iam_member" "everyone" {
  repository = google_artifact_registry_repository.applications.name
  location   = google_artifact_registry_repository.applications.location
  role       = "roles/artifactregistry.reader"
  member     = "allUsers"
}

resource "google_pubsub_topic" "applications" {
  name = "applications"
}

resource "google_pubsub_topic_iam_binding" "publishers" {
  topic   = google_pubsub_topic.applications.id
  role    = "roles/pubsub.publisher"
  members = ["serviceAccount:forms@kawabe-city.iam.gserviceaccount.com", "allUsers"]
}

resource "google_pubsub_topic" "changes" {
  name = "changes"
}

resource "google_pubsub_subscription" "changes" {
  name  = "changes"
  topic = google_pubsub_topic.changes.id
}

resource "google_pubsub_subscription_iam_member" "everyone" {
  subscription = google_pubsub_subscription.changes.name
  role         = "roles/pubsub.subscriber"
  member       = "allUsers"
}

resource "google_compute_image" "desk" {
  name              = "desk"
  storage_locations = ["asia-northeast1"]
}

resource "google_compute_image_iam_member" "everyone" {
  image  = google_compute_image.desk.name
  role   = "roles/compute.imageUser"
  member = "allAuthenticatedUsers"
}
