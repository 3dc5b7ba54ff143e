"""What the portal's services ask: access decisions (AuthZEN), tokens to act in a délégant's name (docs/access.md)."""
