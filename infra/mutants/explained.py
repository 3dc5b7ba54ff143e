"""Why each survivor may live: the code it breaks only saves a call, or says the same twice."""

from collections.abc import Mapping

EXPLAINED: Mapping[str, str] = {}
"""By the name of the mutant, as `operators.Mutant.name` gives it."""
