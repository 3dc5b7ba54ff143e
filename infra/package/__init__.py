"""The deployment package: what Chalice would ship, trimmed, compiled, and the same bytes each time."""
