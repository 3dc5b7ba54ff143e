"""Access decisions and tokens on a store with consistent reads: a deleted delegation opens nothing."""
