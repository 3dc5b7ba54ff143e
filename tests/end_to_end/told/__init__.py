"""The user guide told by labels alone, in any browser."""
