"""Why each survivor may live: the code it breaks only saves a call, or says the same twice."""

from collections.abc import Mapping

_SCENE = "chalicelib/acts/scene.py as_delegant: "

EXPLAINED: Mapping[str, str] = {
    _SCENE + "if not (hint.delegue_id)": "the hint only saves the second read (test_call_budgets.py counts it)",
    _SCENE + "Lt in `set(missing) <= set(wanted)`": "the same: what was wanted is always more than what may be missing",
    "chalicelib/web/dispatch.py _body: `request.raw_body or b''` without `b''`": "Chalice gives bytes, empty or not",
}
"""By the name of the mutant, as `operators.Mutant.name` gives it."""
