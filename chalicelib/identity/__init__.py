"""Who is who: addresses, passwords, sessions, Pro Santé Connect. No storage, no page."""
