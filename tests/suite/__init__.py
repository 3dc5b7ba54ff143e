"""`make test` and `make quick`: the tests in several processes, which say how far they are."""
