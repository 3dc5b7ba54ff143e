"""HTTP for all three faces: cookies and sessions, headers of every response, URLs, statuses."""
