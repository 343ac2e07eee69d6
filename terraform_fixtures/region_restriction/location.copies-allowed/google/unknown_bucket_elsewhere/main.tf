resource "google_storage_transfer_job" "archive" {
  description = "archive"

  transfer_spec {
    gcs_data_source {
      bucket_name = "kawabe-documents"
    }

    gcs_data_sink {
      bucket_name = "kawabe-archive"
    }
  }
}
