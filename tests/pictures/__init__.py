"""`make pictures`: takes the pictures of docs/ from the running product, in the states that the browser tests visit."""
