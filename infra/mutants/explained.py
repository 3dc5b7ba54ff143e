"""Why each survivor may live: the code it breaks only saves a call, or says the same twice."""

from collections.abc import Mapping

_SCENE = "chalicelib/acts/scene.py as_delegant: "

EXPLAINED: Mapping[str, str] = {
    _SCENE + "if not (hint.delegue_id)": "the hint only saves the second read (test_call_budgets.py counts it)",
    _SCENE + "Lt in `set(missing) <= set(wanted)`": "the same: what was wanted is always more than what may be missing",
    "chalicelib/domain/transitions/by_account.py lose_structures: "
    "no `require(Act.LOSE_STRUCTURES, delegation, Actor.CARD, now)`": "the line before lets only what is live through, "
    "which is what the table of acts allows the card: it says the same twice",
    "chalicelib/identity/passwords.py : if not (TYPE_CHECKING)": "what is imported for types alone",
    "chalicelib/identity/psc/tokens.py : if not (TYPE_CHECKING)": "what is imported for types alone",
    "chalicelib/web/dispatch.py _body: `request.raw_body or b''` without `b''`": "Chalice gives bytes, empty or not",
}
"""By the name of the mutant, as `operators.Mutant.name` gives it."""
