"""What pages and JSON share of HTTP: cookies and sessions, headers of every answer, addresses, statuses."""
