output "database_names" {
  value = { for name, database in module.database : name => database.name }
}

output "log_bucket" {
  value = google_logging_project_bucket_config.audit.id
}
