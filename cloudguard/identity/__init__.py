"""Principals, what power they can reach, and whether a second factor stands in the way."""
