"""Cases of Azure."""
