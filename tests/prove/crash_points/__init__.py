"""Every act and worker crashes before and after each of its calls to AWS; the invariants hold after recovery."""
