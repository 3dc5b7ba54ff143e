"""Acts, one module each: they read once, decide by the rules of the domain, and write in one transaction."""
