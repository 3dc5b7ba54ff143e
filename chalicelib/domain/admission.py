"""Which sign-ins open a delegation: a profil may ask for a card (specification §1)."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.modes import EVERY_MODE, Mode


class Admission(NamedTuple):
    """How a délégué signed in, and the modes that the stage admits.

    `mode` is None when it is not known: a service that asks has not said it. `narrowed` has the modes of each profil
    for which the stage admits fewer than the catalogue.
    """

    mode: Mode | None
    narrowed: Mapping[str, frozenset[str]]

    def modes_of(self, profil: ProfilId) -> tuple[Mode, ...]:
        """Return the modes that open a delegation of this profil."""
        admitted = PROFILS[profil].sign_in & self.narrowed.get(profil, EVERY_MODE)
        return tuple(mode for mode in Mode if mode in admitted)

    def opens(self, profil: ProfilId) -> bool:
        """Whether this sign-in opens a delegation of this profil. An unknown mode opens what every mode opens."""
        modes = self.modes_of(profil)
        return self.mode in modes or set(modes) == EVERY_MODE

    def missing(self, profil: ProfilId) -> tuple[Mode, ...]:
        """Return the modes, each of which would open a delegation of this profil; none when this sign-in opens it."""
        return () if self.opens(profil) else self.modes_of(profil)
