"""Nightly loads of the directory, in a world with Claire and a locum who have cards."""

from collections.abc import Iterable

from chalicelib import runtime
from chalicelib.acts.follow_directory import Followed, load_and_follow
from infra.local.extraction import Line, rpps_of
from tests.integration.cards import ALEXANDRES, CLAIRES, Cards
from tests.integration.directory.files import Files, sample_lines

LOCUM = Line(ALEXANDRES, "REMPLAÇANT", "ALEXANDRE", civilite="M")
"""A doctor's locum: liberal, and no place."""

OWN_CABINET = LOCUM._replace(place="R99900009999", genre="GENR01")
"""The same, liberal at a place of his own."""

CLAIRE = [Line(CLAIRES, "EXEMPLE", "CLAIRE", place=f"R9990000010{number}") for number in (1, 2, 3)]
CLAIRE.append(Line(CLAIRES, "EXEMPLE", "CLAIRE", place="F639900017", mode="S"))

OTHERS = sample_lines(60)


class Nights:
    """Loads the given people and sixty others, once a night."""

    def __init__(self, cards: Cards, files: Files) -> None:
        self.cards, self.world, self._files = cards, cards.world, files
        self._number = 0

    def file(self, lines: Iterable[Line]) -> str:
        """Write an extraction of these people and the others."""
        self._number += 1
        return self._files.of([*OTHERS, *lines], f"extraction-{self._number}.txt")

    def load(self, *lines: Line) -> Followed:
        """Load an extraction now."""
        return load_and_follow(runtime.context(), self.file(lines), lambda *_: None)

    def next(self, *lines: Line) -> Followed:
        """Load an extraction a day later."""
        self.world.pass_time(days=1)
        return self.load(*lines)

    def notifications(self, account_id: str) -> str:
        """Return the text of a person's page of notifications, after a new sign-in."""
        return self.world.signed_in(account_id).get("/notifications").text


def stranger(number: int = 7_000) -> Line:
    """Return a person without an account, with a liberal activity at his own place."""
    return Line(f"8{rpps_of(number)}", "INCONNUE", "ANNE", place="R7000")
