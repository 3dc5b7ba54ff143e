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
