"""Long proofs: `make test` runs their short form, `make prove` the full one."""
