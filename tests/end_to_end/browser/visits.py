"""The visit of a page in one of its states: each is made once, by whichever test comes first."""

from dataclasses import dataclass

from tests.end_to_end.browser.inspection import Seen
from tests.end_to_end.browser.stage import Stage, absolute
from tests.end_to_end.browser.states.state import State
from tests.end_to_end.browser.steps import without_repetitions


@dataclass(frozen=True)
class Visit:
    """What a page was made of, its status, and its faults."""

    status: int
    seen: Seen
    troubles: list[str]


_visits: dict[str, Visit] = {}


def visited(stage: Stage, state: State) -> Visit:
    """Return the visit of a state, made now if it was not yet."""
    return _visits.get(state.name) or visit(stage, state)


def visit(stage: Stage, state: State) -> Visit:
    """Go to a page as its person, bring it into the state, and inspect it; it stays open as it was."""
    watch = stage.tab(state.who)
    watch.forget()
    watch.page.goto(absolute(stage, state.place))
    if state.then:
        state.then(watch.page)
    if state.template == "api/documentation":
        without_repetitions(watch.page)
    seen = watch.seen()
    stage.html[state.name] = seen.html
    _visits[state.name] = Visit(watch.status, seen, watch.troubles())
    return _visits[state.name]
