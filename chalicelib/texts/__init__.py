"""Labels and sentences that both the pages and the API show."""
