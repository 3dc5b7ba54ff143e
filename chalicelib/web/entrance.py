"""The reasons why somebody cannot delegate yet, shown before he begins, each with a way out (specification §1)."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.refusals import Code


class Obstacle(NamedTuple):
    """The reason, and the label and path of the way out."""

    sentence: str
    label: str
    path: str


_OBSTACLES: Mapping[Code, Obstacle] = {
    Code.NOT_ELIGIBLE: Obstacle(
        "La délégation est ouverte aux professionnels de santé ayant au moins un cabinet libéral et aux directeurs "
        "d’établissement. D’après votre carte, ce n’est pas votre situation.",
        "Consulter mes lieux d’exercice",
        "/compte/lieux-exercice",
    ),
    Code.NO_CARD: Obstacle(
        "Pour créer une délégation, connectez-vous avec votre carte CPS.",
        "Vous connecter par carte CPS",
        "/connexion/carte",
    ),
    Code.NO_ADDRESS: Obstacle(
        "Pour créer une délégation, indiquez et confirmez d’abord votre adresse e-mail.",
        "Modifier mon e-mail",
        "/compte/e-mail",
    ),
}


def obstacle_of(code: Code | None) -> Obstacle | None:
    """Return the obstacle for a code with which acts of a délégant are refused; None for any other code."""
    return _OBSTACLES.get(code) if code else None


def way_out_of(code: Code) -> tuple[str, str] | None:
    """Return the label and the path of the way out of a refusal, where there is one of its own."""
    found = obstacle_of(code)
    return (found.label, found.path) if found else None
