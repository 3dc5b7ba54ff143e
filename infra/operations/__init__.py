"""What operations do by the command line, with the rights of whoever types it."""
