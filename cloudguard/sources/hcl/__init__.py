"""Terraform's own language: its source, and what it says without a plan."""
