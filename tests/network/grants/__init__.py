"""Cases of ways that are not packets, by provider."""
