"""The deployment package: the content that Chalice would ship, trimmed and compiled, with the same bytes each time."""
