"""The user guide, by labels alone, in Chromium, Firefox and WebKitGTK, with people who trust no page to last."""

from tests.end_to_end.delegation import BRUNO, CLAIRE
from tests.end_to_end.people import World
from tests.end_to_end.told.guide import CARD, Guide
from tests.end_to_end.told.reader import Reader
from tests.end_to_end.told.window import Window


def test_the_guide_is_told_with_back_and_reload_at_every_step(window: Window, told_world: World) -> None:
    Guide(Reader(window, told_world.platform.url, restless=True), told_world).tell("inquiet")


def test_the_guide_is_told_though_sessions_end_in_two_tabs_and_through_every_link_of_every_mail(
    window: Window, told_world: World
) -> None:
    reader = Reader(window, told_world.platform.url)
    guide = Guide(reader, told_world, forgetful=True)
    guide.tell("distrait")
    guide.uses_two_tabs("distrait")
    guide.follows_every_link(
        {CLAIRE.address: lambda: reader.signs_in_by_card(CARD), BRUNO: lambda: reader.signs_in(BRUNO)}
    )
