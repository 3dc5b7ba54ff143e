"""The pages of a creation."""

from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import Then, locum, search, send, step_2
from tests.end_to_end.delegation import LINA


def _form(profil: str, *, sent: bool = False, picture: Picture | None = None) -> State:
    """Return the states of a profil's form: empty, and after it was sent empty."""
    return State(
        f"création, {profil}{', empty' if sent else ''}", "delegations/nouvelle-profil", "/delegations/nouvelle",
        "ines", status=400 if sent else 200, then=step_2("a@essai.example", profil, sent=sent), picture=picture,
    )  # fmt: skip


EXCLUSIVE, LIBERAL = "99900001076", "99900001068"
"""RPPS of two sample people: an exclusive locum, and a doctor who has his own cabinet."""


def _locum(name: str, then: Then, picture: Picture, status: int = 200) -> State:
    """The form of a remplaçant, after something is said of his number."""
    page, place = "delegations/nouvelle-profil", "/delegations/nouvelle"
    return State(name, page, place, "ines", status=status, then=then, picture=picture)


STATES = (
    State(
        "création",
        "delegations/nouvelle",
        "/delegations/nouvelle",
        "claire",
        picture=Picture("nouvelle", "Step 1, the address", BOTH),
    ),
    State("création, not eligible", "delegations/nouvelle", "/delegations/nouvelle", "nora"),
    State("création, no profil open", "delegations/nouvelle", "/delegations/nouvelle", "eve"),
    State("création, without address", "delegations/nouvelle", "/delegations/nouvelle", "alexandre"),
    State("création, without card", "delegations/nouvelle", "/delegations/nouvelle", "without_card"),
    State("création, wrong", "delegations/nouvelle", "/delegations/nouvelle", "claire", 400, send(adresse="x")),
    State(
        "création, mistyped",
        "delegations/nouvelle",
        "/delegations/nouvelle",
        "claire",
        status=400,
        then=send(adresse="a@gmial.com"),
        picture=Picture("nouvelle-faute", "A mistyped domain is asked about once", BOTH),
    ),
    State(
        "création, known",
        "delegations/verification",
        "/delegations/nouvelle",
        "claire",
        then=send(adresse=LINA),
        picture=Picture("verification", "A known address: « Vérification de compte »", BOTH),
    ),
    State(
        "création, known, profils",
        "delegations/nouvelle-profil",
        "/delegations/nouvelle",
        "claire",
        then=step_2(LINA),
        picture=Picture("profils", "Step 2: the profils, what each opens, and why one is closed"),
    ),
    State(
        "création, profils",
        "delegations/nouvelle-profil",
        "/delegations/nouvelle",
        "ines",
        then=step_2("a@essai.example"),
    ),
    _form("remplacant", picture=Picture("profil-remplacant", "Remplaçant", BOTH)),
    _form("remplacant", sent=True),
    _locum(
        "création, number verified",
        locum("a@essai.example", EXCLUSIVE, "Vérifier ce numéro"),
        Picture("numero-verifie", "Whom the RPPS names, by the national directory", BOTH),
    ),
    _locum(
        "création, number of a liberal doctor",
        locum("a@essai.example", LIBERAL, "Vérifier ce numéro"),
        Picture("numero-liberal", "Somebody who is no exclusive locum"),
    ),
    _locum(
        "création, number of another",
        locum(LINA, EXCLUSIVE, "Valider"),
        Picture("numero-autre", "A number that is not the account's, at « Valider »"),
        status=409,
    ),
    _form("comptable", picture=Picture("profil-comptable", "Comptable")),
    _form("comptable", sent=True, picture=Picture("profil-erreurs", "Errors, in a summary and at their fields", BOTH)),
    State(
        "création, structures searched",
        "delegations/nouvelle-profil",
        "/delegations/nouvelle",
        "solene",
        then=search("a@essai.example", "sante"),
    ),
    _form("assistant_medical", picture=Picture("profil-assistant", "Assistant médical")),
    _form("assistant_medical", sent=True),
    State("création, anew", "delegations/nouvelle", "{refusee}/refaire", "claire"),
)
