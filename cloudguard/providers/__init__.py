"""What each provider's resources mean: one package per provider."""
