"""The commands of operations, on a table that the product filled."""
