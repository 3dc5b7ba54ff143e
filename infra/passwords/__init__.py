"""How the list of common passwords is made."""
