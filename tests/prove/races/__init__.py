"""Real races, on a store whose transactions are right: threads that have all read before any of them writes."""
