"""The délégué’s space."""

from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import press

STATES = (
    State("reçues", "recues/liste", "/recues", "bruno", picture=Picture("recues", "« Délégations reçues »", BOTH)),
    State("reçues, none", "recues/liste", "/recues", "nora"),
    State(
        "reçue, en cours",
        "recues/detail",
        "{recue_en_cours}",
        "bruno",
        picture=Picture("recue", "A delegation to answer", BOTH),
    ),
    State(
        "reçue, box not ticked",
        "recues/detail",
        "{recue_en_cours}",
        "bruno",
        status=400,
        then=press("J’accepte la délégation"),
    ),
    State("reçue, validée", "recues/detail", "{recue_validee}", "bruno"),
    State("attestation, reçue", "delegations/attestation", "{recue_validee}/attestation", "bruno"),
    State(
        "reçue, just accepted",
        "recues/detail",
        "{recue_validee}?fait=acceptee",
        "bruno",
        picture=Picture("recue-acceptee", "« Et maintenant ? » after an acceptance", BOTH),
    ),
    State(
        "reçue, with a change",
        "recues/detail",
        "{recue_proposee}",
        "bruno",
        picture=Picture("recue-modification", "A change to answer"),
    ),
    State(
        "pour le compte de",
        "recues/espace",
        "/pour-le-compte/{recue_validee_id}",
        "bruno",
        picture=Picture("espace", "The délégant's space, with the services that are open", BOTH),
    ),
    State(
        "reçue, asking to prolong",
        "recues/prolonger",
        "{recue_prolongation}/prolonger",
        "noa",
        picture=Picture("demander-prolongation", "« Demander à prolonger »: one button, or a date", BOTH),
    ),
    State(
        "renonciation",
        "recues/renoncer",
        "{recue_validee}/renoncer",
        "bruno",
        picture=Picture("renoncer", "« Renonciation à une délégation - Confirmation »"),
    ),
    State("reçue, à valider", "recues/detail", "{recue_a_valider}", "noa"),
    State(
        "retrait d’une acceptation",
        "recues/retirer",
        "{recue_a_valider}/retirer",
        "noa",
        picture=Picture("retirer-recue", "« Retrait d’une acceptation - Confirmation »"),
    ),
)
