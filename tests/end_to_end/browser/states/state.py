"""What a state is, and the picture that shows it."""

from dataclasses import dataclass

from tests.end_to_end.browser.stage import NOBODY
from tests.end_to_end.browser.steps import Then

DESKTOP, PHONE = 1280, 390
BOTH = (DESKTOP, PHONE)


@dataclass(frozen=True)
class Picture:
    """How docs/pictures.md shows a state: the name of its files, what one sees, and at which widths in pixels."""

    name: str
    caption: str
    widths: tuple[int, ...] = (DESKTOP,)


@dataclass(frozen=True)
class State:
    """A page as somebody sees it. `place` as in `stage.absolute`; `then` is what he does there to reach the state."""

    name: str
    template: str
    place: str
    who: str = NOBODY
    status: int = 200
    then: Then | None = None
    picture: Picture | None = None
