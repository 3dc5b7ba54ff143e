"""The guide told in less time: what one reader has told once happens beside his window when it comes again.

`make prove` tells the whole guide in three engines (`tests/prove/engines`).
"""

from dataclasses import dataclass
from typing import Any

from tests.end_to_end.delegation import CLAIRE, comptable
from tests.end_to_end.told.guide import Guide


@dataclass
class BriefGuide(Guide):
    """The guide, with one sign-in of the délégant and one creation each, for somebody with and without an account."""

    _session: Any = None
    """The cookies of the délégant, once he has signed in."""
    _created: tuple[bool, ...] = ()
    """Whether it was for somebody with an account, of each creation that was told."""

    def delegant_signs_in(self) -> None:
        if self._session:
            self.reader.window.bring_back(self._session)
        else:
            super().delegant_signs_in()
            self._session = self.reader.window.cookies()

    def creates(self, address: str, *, known: bool = False) -> None:
        if known in self._created:
            self.happens(address, known=known)
        else:
            super().creates(address, known=known)
            self._created += (known,)

    def happens(self, address: str, *, known: bool = False, days: int = 30) -> None:
        """Create a delegation without the window; `days` tells its row from those of other tests."""
        self._since = self.world.mailbox.last
        self.world.mailbox.pass_over()
        claire = self.world.delegant(CLAIRE)
        asked = comptable(CLAIRE, address, self.world.platform.today(), days)
        if known:
            claire.asks(asked)
        else:
            claire.invites(asked)

    def asks_for_another_address(self, address: str) -> None:
        super().delegant_signs_in()  # with a card that was read a short time ago
        super().asks_for_another_address(address)
