"""The user guide, by labels alone, in Chromium, Firefox and WebKitGTK, with people who trust no page to last."""

from tests.end_to_end.people import World
from tests.end_to_end.told.guide import Guide
from tests.end_to_end.told.reader import Reader
from tests.end_to_end.told.window import Window


def test_the_guide_is_told_with_back_reload_and_lost_sessions_at_every_step(window: Window, told_world: World) -> None:
    reader = Reader(window, told_world.platform.url, restless=True)
    Guide(reader, told_world, forgetful=True).tell("fois")
