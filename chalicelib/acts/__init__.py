"""What people do, one module for each act: read once, decide by the rules of the domain, write in one transaction."""
