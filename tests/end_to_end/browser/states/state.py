"""A state of a page, and its picture."""

from dataclasses import dataclass

from tests.end_to_end.browser.stage import NOBODY
from tests.end_to_end.browser.steps import Then

DESKTOP, PHONE = 1280, 390
BOTH = (DESKTOP, PHONE)


@dataclass(frozen=True)
class Picture:
    """A picture of docs/pictures.md: the name of its files, its caption, and its widths in pixels."""

    name: str
    caption: str
    widths: tuple[int, ...] = (DESKTOP,)


@dataclass(frozen=True)
class State:
    """A page as a person sees it. `place` as in `stage.absolute`; `then` are the steps there that reach the state."""

    name: str
    template: str
    place: str
    who: str = NOBODY
    status: int = 200
    then: Then | None = None
    picture: Picture | None = None
