output "vpc_ids" {
  description = "The network of each zone."
  value       = { for name, zone in module.zone : name => zone.vpc_id }
}

output "key_arns" {
  description = "The city's keys: what is destroyed at the end of the contract."
  value       = { for name, key in module.key : name => key.arn }
}

output "reception_address" {
  description = "Where the online reception answers."
  value       = aws_lb.reception.dns_name
}

output "database_password" {
  description = "For the hand-over."
  value       = var.database_password
  sensitive   = true
}
