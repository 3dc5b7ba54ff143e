"""Requests generated from the OpenAPI documents, valid and invalid, single and in sequence (Schemathesis)."""
