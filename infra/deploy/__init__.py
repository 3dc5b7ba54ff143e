"""`python -m infra.deploy STAGE`: infrastructure, application, and what Chalice cannot say (docs/operations.md)."""
