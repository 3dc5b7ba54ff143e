"""Access decisions and tokens on a store whose reads are right: what was deleted opens nothing any more."""
