"""One emulated account: it is deployed to, looked at, and operated by the lines of docs/operations.md."""
