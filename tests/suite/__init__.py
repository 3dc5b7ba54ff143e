"""`make test` and `make quick`: the tests in several processes, with their progress."""
