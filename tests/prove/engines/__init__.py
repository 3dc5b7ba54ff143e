"""The user guide in three browser engines."""
