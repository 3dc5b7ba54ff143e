"""A state of a page, and its picture."""

from dataclasses import dataclass

from tests.end_to_end.browser.stage import NOBODY
from tests.end_to_end.browser.steps import Then

DESKTOP, PHONE = 1280, 390
BOTH = (DESKTOP, PHONE)


@dataclass(frozen=True)
class Picture:
    """A picture of docs/pictures.md: the name of its files, its caption, its widths in pixels; in the dark too."""

    name: str
    caption: str
    widths: tuple[int, ...] = (DESKTOP,)
    dark: bool = False

    @property
    def shots(self) -> list[tuple[str, int, bool]]:
        """The name of each file without its suffix, its width, and whether it is dark."""
        shades = (("", False), ("-sombre", True)) if self.dark else (("", False),)
        return [(f"{self.name}-{width}{end}", width, dark) for width in self.widths for end, dark in shades]


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
