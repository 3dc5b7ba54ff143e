"""The budget of each form."""

from chalicelib.domain.mails import Purpose
from tests.integration.budgets.costs import (
    ACT,
    DRAFT,
    LIMITED,
    NONE,
    NOTED,
    READ,
    TWO_READS,
    UNHINTED,
    together,
)
from tests.integration.budgets.forms_of_accounts import SENDING_OF_ACCOUNTS
from tests.integration.budgets.lines import DETAIL, LINK, ONE, RECEIVED, Line
from tests.integration.budgets.plays import (
    asking_by_address,
    choosing_a_profil,
    correcting,
    creating,
    deciding,
    looking_up,
    opening_a_service,
    opening_by_asking,
    prolonging_several,
    sending_a_demand,
    sending_a_demand_unticked,
    submitting,
    validating_without_hints,
)
from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD

OPENING = {
    "civilite": "MME",
    "nom": "Nouvelle",
    "prenom": "Zoé",
    "mot_de_passe": PASSWORD,
    "confirmation": PASSWORD,
    "consentement": "oui",
}
UNDERSTOOD = {"compris": "oui"}
LATER = "2026-12-31"
_PROLONGING = (f"{DETAIL}/prolonger", "/prolonger")
_ASK_LINK = ("/delegations/lien-de-demande", "/lien-de-demande")
_asked = Scenes.open_ask_link
_DECISION = "/recues/{delegation_id}/{decision}"

SENDING = [
    *SENDING_OF_ACCOUNTS,
    Line(
        "/delegations/nouvelle",
        "POST",
        "unknown",
        together(READ, LIMITED, NOTED, DRAFT),
        looking_up("nouvelle@exemple.fr"),
    ),
    Line("/delegations/nouvelle", "POST", "known", together(TWO_READS, LIMITED, NOTED, DRAFT), looking_up(KNOWN[PAUL])),
    Line("/delegations/nouvelle", "POST", "malformed", DRAFT, looking_up("nouvelle")),
    Line("/delegations/nouvelle/profil", "POST", "", DRAFT, choosing_a_profil),
    Line("/delegations/nouvelle/valider", "POST", "unknown", together(ACT, LIMITED), creating("nouvelle@exemple.fr")),
    Line("/delegations/nouvelle/valider", "POST", "known", together(ACT, LIMITED), creating(KNOWN[PAUL])),
    Line("/delegations/nouvelle/valider", "POST", "again", READ, creating(KNOWN[PAUL], again=True)),
    Line("/delegations/nouvelle/valider", "POST", "with errors", together(READ, DRAFT), creating(KNOWN[PAUL], fin="")),
    Line(f"{ONE}/valider", "POST", "", ACT, submitting(Scenes.to_validate, f"{DETAIL}/valider", "/valider")),
    Line(
        f"{ONE}/valider",
        "POST",
        "asked for",
        ACT,
        submitting(Scenes.wish, f"{DETAIL}/valider", "/valider", structures="cabinet-1"),
    ),
    Line(f"{ONE}/valider", "POST", "without hints", UNHINTED, validating_without_hints),
    *(
        Line(f"{ONE}/supprimer", "POST", name, ACT, submitting(build, f"{DETAIL}/supprimer", "/supprimer"))
        for name, build in (
            ("invitation", Scenes.invitation),
            ("to validate", Scenes.to_validate),
            ("asked for", Scenes.wish),
            ("validated", Scenes.validated),
            ("refused", Scenes.refused),
            ("ended", Scenes.ended),
        )
    ),
    Line(
        f"{ONE}/corriger", "POST", "unknown", together(TWO_READS, ACT, LIMITED, NOTED), correcting("juste@exemple.fr")
    ),
    Line(f"{ONE}/corriger", "POST", "known", together(READ, TWO_READS, LIMITED, NOTED, DRAFT), correcting(KNOWN[PAUL])),
    Line(f"{ONE}/corriger/valider", "POST", "", ACT, correcting(KNOWN[PAUL], "/corriger/valider")),
    Line(f"{ONE}/renvoyer", "POST", "", ACT, submitting(Scenes.demand, DETAIL, "/renvoyer")),
    *(
        Line(f"{ONE}/modifier", "POST", name, ACT, submitting(build, f"{DETAIL}/modifier", "/modifier", fin=LATER))
        for name, build in (("demand", Scenes.demand), ("validated", Scenes.validated))
    ),
    Line(
        f"{ONE}/modifier",
        "POST",
        "with errors",
        together(READ, DRAFT),
        submitting(Scenes.demand, f"{DETAIL}/modifier", "/modifier", fin=""),
    ),
    # The page is made of lines, which do not name the délégué.
    Line(
        f"{ONE}/garder",
        "POST",
        "",
        together(TWO_READS, LIMITED),
        submitting(Scenes.validated, "/delegations/acces", "/garder"),
    ),
    Line(f"{ONE}/prolonger", "POST", "", ACT, submitting(Scenes.validated, *_PROLONGING, fin=LATER)),
    Line(
        f"{ONE}/prolonger",
        "POST",
        "with errors",
        together(READ, DRAFT),
        submitting(Scenes.validated, *_PROLONGING, fin=""),
    ),
    Line(
        "/recues/{delegation_id}/prolonger",
        "POST",
        "",
        together(ACT, LIMITED),
        submitting(Scenes.validated, f"{RECEIVED}/prolonger", "/prolonger", PAUL, fin=LATER),
    ),
    Line(
        "/recues/{delegation_id}/prolonger",
        "POST",
        "with errors",
        together(READ, DRAFT),
        submitting(Scenes.validated, f"{RECEIVED}/prolonger", "/prolonger", PAUL, fin=""),
    ),
    *(
        Line(
            f"{ONE}/prolongation",
            "POST",
            answer,
            ACT,
            submitting(Scenes.asked_longer, f"{DETAIL}/prolongation", "/prolongation", reponse=answer),
        )
        for answer in ("valider", "refuser")
    ),
    # Each by itself, without hints, and the row of the mail about all.
    Line("/delegations/prolonger", "POST", "", together(UNHINTED, READ, DRAFT), prolonging_several(duree="1")),
    Line("/delegations/prolonger", "POST", "with errors", DRAFT, prolonging_several(duree="")),
    Line(_DECISION, "POST", "accepter", ACT, submitting(Scenes.demand, RECEIVED, "/accepter", PAUL, compris="oui")),
    Line(_DECISION, "POST", "accepter, not ticked", DRAFT, submitting(Scenes.demand, RECEIVED, "/accepter", PAUL)),
    Line(
        _DECISION,
        "POST",
        "accepter a change",
        ACT,
        submitting(Scenes.proposal, RECEIVED, "/accepter", PAUL, compris="oui"),
    ),
    Line(_DECISION, "POST", "refuser a change", ACT, submitting(Scenes.proposal, RECEIVED, "/refuser", PAUL)),
    Line(_DECISION, "POST", "refuser", ACT, submitting(Scenes.demand, RECEIVED, "/refuser", PAUL)),
    Line(_DECISION, "POST", "inconnu", ACT, submitting(Scenes.demand, RECEIVED, "/inconnu", PAUL)),
    Line(
        "/recues/{delegation_id}/renoncer",
        "POST",
        "",
        ACT,
        submitting(Scenes.validated, f"{RECEIVED}/renoncer", "/renoncer", PAUL),
    ),
    Line(
        "/recues/{delegation_id}/retirer",
        "POST",
        "",
        ACT,
        submitting(Scenes.accepted_unseen, f"{RECEIVED}/retirer", "/retirer", PAUL),
    ),
    *(
        Line("/delegations/lien-de-demande", "POST", how, UNHINTED, submitting(_asked, *_ASK_LINK, geste=how))
        for how in ("renouveler", "fermer")
    ),
    Line("/delegations/lien-de-demande", "POST", "", DRAFT, submitting(_asked, *_ASK_LINK)),
    # A known and an unknown address must cause the same calls.
    *(
        Line(
            "/demande/{ask_token}/adresse",
            "POST",
            address,
            together(TWO_READS, TWO_READS, ACT, LIMITED, LIMITED),
            asking_by_address(address),
        )
        for address in (KNOWN[PAUL], "x@exemple.fr")
    ),
    Line("/demande/{ask_token}/adresse", "POST", "malformed", together(TWO_READS, DRAFT), asking_by_address("x")),
    Line(
        "/demande-par-adresse/{token}",
        "POST",
        "",
        together(TWO_READS, TWO_READS, ACT, DRAFT),
        opening_by_asking(**OPENING),
    ),
    Line("/demande/{ask_token}/envoyer", "POST", "", together(TWO_READS, ACT), sending_a_demand),
    Line("/demande/{ask_token}/envoyer", "POST", "not ticked", together(TWO_READS, DRAFT), sending_a_demand_unticked),
    Line("/pour-le-compte/{delegation_id}", "POST", "", READ, opening_a_service),
    Line(LINK, "POST", "creer-un-compte", ACT, deciding(Scenes.invitation, Purpose.OPEN_ACCOUNT, **OPENING)),
    Line(
        LINK, "POST", "creer-un-compte, empty", together(READ, DRAFT), deciding(Scenes.invitation, Purpose.OPEN_ACCOUNT)
    ),
    Line(LINK, "POST", "deja-un-compte", ACT, deciding(Scenes.invitation, Purpose.OTHER_ACCOUNT)),
    Line(LINK, "POST", "praticien-inconnu", ACT, deciding(Scenes.invitation, Purpose.DISOWN)),
    Line(LINK, "POST", "accepter", ACT, deciding(Scenes.demand, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(LINK, "POST", "accepter, not ticked", DRAFT, deciding(Scenes.demand, Purpose.ACCEPT)),
    Line(
        LINK,
        "POST",
        "accepter, à activer",
        ACT,
        deciding(lambda scenes: scenes.demand(LEA), Purpose.ACCEPT, **UNDERSTOOD),
    ),
    Line(LINK, "POST", "accepter a change", ACT, deciding(Scenes.proposal, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(LINK, "POST", "refuser", ACT, deciding(Scenes.demand, Purpose.REFUSE)),
    Line(LINK, "POST", "refuser a change", ACT, deciding(Scenes.proposal, Purpose.REFUSE)),
    Line(LINK, "POST", "retirer", ACT, deciding(Scenes.to_validate, Purpose.WITHDRAW)),
    Line(LINK, "POST", "deleted", READ, deciding(Scenes.deleted, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(
        LINK, "POST", "forged", NONE, lambda scenes, _: scenes.send(scenes.browser(), "/lien/refuser/abc.def.ghi", {})
    ),
]
