"""Processes that run proofs side by side, against one embedded AWS."""
