"""What runs without anybody asking: the table's stream, the schedule."""
