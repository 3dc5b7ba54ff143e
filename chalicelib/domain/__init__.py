"""The rules of delegations: pure functions on small immutable values. Standard library only; the time is passed in."""
