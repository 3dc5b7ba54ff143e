"""Every act and worker ends at each of its calls to AWS, before and after; the invariants hold after recovery."""
