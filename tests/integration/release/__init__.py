"""Two releases on one table."""
