"""`make pictures`: takes the pictures of docs/ from the running product."""
