"""What a délégué asks a délégant for by his link, and what becomes of it, for the tests of asking."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.complete import complete
from chalicelib.acts.given import Hint
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Refused
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, an_open_link, completed


def a_wish(scenes: Scenes, first: int = 0, last: int = 20, profil: str = "comptable") -> Wish:
    start, end = scenes.today + first * DAY, scenes.today + last * DAY
    return Wish(profil, start.isoformat(), end.isoformat(), Identifiers())


def ask_claire(scenes: Scenes, first: int = 0, last: int = 20, *, who: str = PAUL, link: str = "lien-1") -> str:
    return ask(
        runtime.context(), scenes.session(who), an_open_link(link), a_wish(scenes, first, last), f"cle-{first}-{last}"
    )


def refusal_of(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def completed_wish(scenes: Scenes, found: str, first: int = 0, last: int = 20) -> None:
    asked = completed(scenes.today + first * DAY, scenes.today + last * DAY)
    complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked)
