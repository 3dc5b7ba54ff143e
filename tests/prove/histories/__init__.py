"""Random histories of several people, with faults of every kind; the invariants hold after each step."""
