"""Mutants: guards, conditions and checks broken one at a time, to see whether a test notices (`make mutants`).

`operators.py` says how code is broken, `targets.py` where and which tests look, `run.py` runs them in forked
processes, `explained.py` says why each survivor may live, `report.py` writes the table of `docs/proofs.md`.
"""
