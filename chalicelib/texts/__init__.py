"""Labels and sentences in French that both the pages and the API show."""
