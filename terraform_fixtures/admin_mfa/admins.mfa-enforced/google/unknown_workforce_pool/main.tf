# The identity provider of the workforce pool decides: it wants an attestation.

resource "google_folder_iam_binding" "administrators" {
  folder  = "folders/123456789012"
  role    = "roles/resourcemanager.folderAdmin"
  members = ["principalSet://iam.googleapis.com/locations/global/workforcePools/gcas/group/administrators"]
}
