"""Every page in each of its states, the way there, and its picture in docs/."""

from collections.abc import Mapping

from tests.end_to_end.browser.states import (
    about,
    account,
    answering,
    asking,
    coming_in,
    delegating,
    following,
    received,
)
from tests.end_to_end.browser.states.state import State

SECTIONS: Mapping[str, tuple[State, ...]] = {
    "Coming in": coming_in.STATES,
    "One's account": account.STATES,
    "A délégant delegates": delegating.STATES,
    "The délégué answers": answering.STATES,
    "A délégué asks": asking.STATES,
    "The délégant follows": following.STATES,
    "The délégué's space": received.STATES,
    "About the service": about.STATES,
}
"""As docs/pictures.md has them."""

STATES = tuple(state for states in SECTIONS.values() for state in states)

_ALSO = frozenset(
    {
        "connexion, wrong", "création, remplacant", "création, number of another", "création, comptable",
        "création, assistant_medical", "tableau, none", "tableau, calendar", "détail, introuvable",
        "détail, just validated", "lien: accept a change", "lien: expired", "reçue, with a change",
    }
)  # fmt: skip
"""States whose parts the first of their template has not: errors, notices, drawings, other fields."""


def _in_full() -> frozenset[str]:
    first: dict[str, str] = {}
    for state in sorted(STATES, key=lambda state: state.picture is None):
        first.setdefault(state.template, state.name)
    return frozenset(first.values()) | _ALSO


IN_FULL = _in_full()
"""The names of the states that `make test` inspects at every width, in the dark and zoomed: one of each template, with
a picture if there is one. `make prove` inspects all states so."""
