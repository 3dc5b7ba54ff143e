"""What happens on an account: its events, its sessions, and the mail about a new browser."""
