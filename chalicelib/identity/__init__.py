"""How people prove who they are: addresses, passwords, sessions, Pro Santé Connect. No storage and no pages."""
