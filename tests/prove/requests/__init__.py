"""Requests made of the OpenAPI documents, valid and invalid, alone and one after the other (Schemathesis)."""
