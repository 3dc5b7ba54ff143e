"""`python -m infra.deploy STAGE`: infrastructure, application, and what Chalice cannot set (docs/operations.md)."""
