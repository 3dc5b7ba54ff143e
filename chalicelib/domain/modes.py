"""The modes of sign-in, as the catalogue and sessions name them (specification §1)."""

from collections.abc import Mapping
from enum import StrEnum


class Mode(StrEnum):
    """How a person signed in. `PSC` is Pro Santé Connect by a means that the stage does not know."""

    CARTE = "carte"
    MOBILE = "mobile"
    PSC = "psc"
    MOT_DE_PASSE = "mot_de_passe"
    PASSKEY = "passkey"

    @property
    def label(self) -> str:
        """« par carte CPS ou CPE », after a verb."""
        return _LABELS[self]


_LABELS: Mapping[Mode, str] = {
    Mode.CARTE: "par carte CPS ou CPE",
    Mode.MOBILE: "avec l’application e-CPS",
    Mode.PSC: "par Pro Santé Connect",
    Mode.MOT_DE_PASSE: "par mot de passe",
    Mode.PASSKEY: "avec une clé d’accès",
}

EVERY_MODE = frozenset(Mode)

CARD = "CARD"
"""The `authMode` with which Pro Santé Connect states that the card itself was used."""
