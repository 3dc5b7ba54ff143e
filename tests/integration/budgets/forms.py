"""The budget of each form."""

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from tests.integration.budgets.costs import (
    ACT,
    DELETED,
    DRAFT,
    FAILED,
    GUESSED,
    LIMITED,
    NONE,
    NOTED,
    QUERY,
    READ,
    SESSION,
    TWO_READS,
    UNHINTED,
    WRITE,
    together,
)
from tests.integration.budgets.lines import DETAIL, LINK, ONE, RECEIVED, Line
from tests.integration.budgets.plays import (
    asking_by_address,
    choosing_a_profil,
    correcting,
    creating,
    deciding,
    deciding_account,
    looking_up,
    opening_a_notification,
    opening_a_service,
    opening_by_asking,
    prolonging_several,
    sending_a_demand,
    sending_a_demand_unticked,
    submitting,
    validating_without_hints,
)
from tests.integration.budgets.plays_of_accounts import (
    answering_an_invitation,
    asking_for_a_password,
    asking_to_join,
    failing_to_sign_in,
    joining_by_link,
    joining_by_password,
    signing_in,
)
from tests.integration.budgets.plays_of_passkeys import (
    adding_a_passkey,
    failing_with_a_wrong_signature,
    failing_with_an_unknown_passkey,
    naming_a_passkey,
    removing_a_passkey,
    signing_in_by_passkey,
)
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD

OPENING = {
    "civilite": "MME",
    "nom": "Nouvelle",
    "prenom": "Zoé",
    "mot_de_passe": PASSWORD,
    "confirmation": PASSWORD,
    "consentement": "oui",
}
CHOSEN = {"mot_de_passe": PASSWORD, "confirmation": PASSWORD}
UNDERSTOOD = {"compris": "oui"}
LATER = "2026-12-31"
_JOIN = together(ACT, QUERY, QUERY, QUERY, READ, DELETED)
_PROLONGING = (f"{DETAIL}/prolonger", "/prolonger")
_ASK_LINK = ("/delegations/lien-de-demande", "/lien-de-demande")
_asked = Scenes.open_ask_link
COMPLETING = submitting(Scenes.wish, f"{DETAIL}/valider", "/valider", structures="cabinet-1")
_DECISION = "/recues/{delegation_id}/{decision}"

SENDING = [
    # The counts of the name, the network and the account; a right password takes them back.
    Line(
        "/connexion",
        "POST",
        "",
        together(TWO_READS, GUESSED, LIMITED, DELETED, DELETED, SESSION),
        signing_in,
    ),
    *(
        Line("/connexion", "POST", what, together(find, READ, GUESSED, FAILED, DRAFT), failing_to_sign_in(name))
        for what, name, find in (
            ("wrong password", KNOWN[PAUL], READ),
            ("unknown address", "x@exemple.fr", READ),
            ("a number of several", "631000001", QUERY),
            ("unknown number", "639999999", QUERY),
        )
    ),
    # A known and an unknown address must cause the same calls.
    *(
        Line(
            "/mot-de-passe-oublie",
            "POST",
            address,
            together(TWO_READS, WRITE, LIMITED, LIMITED),
            asking_for_a_password(address),
        )
        for address in (KNOWN[PAUL], "x@exemple.fr")
    ),
    Line(
        "/nouveau-mot-de-passe/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DELETED, DELETED, DRAFT),
        deciding_account(AccountPurpose.NEW_PASSWORD, **CHOSEN),
    ),
    Line(
        "/confirmer-adresse/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, QUERY, DELETED, DRAFT),
        deciding_account(AccountPurpose.CONFIRM_ADDRESS),
    ),
    # Each delegation that follows is an act of its own.
    Line(
        "/confirmer-adresse/{token}",
        "POST",
        "two delegations follow",
        together(TWO_READS, WRITE, QUERY, DELETED, ACT, ACT, DRAFT),
        deciding_account(AccountPurpose.CONFIRM_ADDRESS, (Scenes.demand, Scenes.validated)),
    ),
    # A join: both accounts, one transaction, the lines, notifications and events of the account that is left, its mark.
    Line(
        "/compte/rattacher",
        "POST",
        "",
        together(READ, TWO_READS, GUESSED, LIMITED, DELETED, DELETED, _JOIN),
        joining_by_password(KNOWN[LEA]),
    ),
    *(
        Line(
            "/compte/rattacher",
            "POST",
            f"wrong password of {address}",
            together(READ, TWO_READS, GUESSED, FAILED, DRAFT),
            joining_by_password(address, "Autre-Chose-12"),
        )
        for address in (KNOWN[LEA], "x@exemple.fr")
    ),
    *(
        Line(
            "/compte/rattacher/lien",
            "POST",
            address,
            together(READ, TWO_READS, LIMITED, WRITE),
            asking_to_join(address),
        )
        for address in (KNOWN[LEA], "x@exemple.fr")
    ),
    Line("/rattacher-compte/{token}", "POST", "", together(READ, TWO_READS, _JOIN), joining_by_link),
    Line("/invitation-par-carte/{token}", "POST", "", together(TWO_READS, _JOIN, ACT, READ), answering_an_invitation),
    Line(
        "/ce-n-est-pas-moi/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DRAFT),
        deciding_account(AccountPurpose.NOT_ME),
    ),
    Line(
        "/connexion-inconnue/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DRAFT),
        deciding_account(AccountPurpose.NOT_MY_SIGN_IN),
    ),
    Line(
        "/compte/evenements",
        "POST",
        "all other sessions",
        ACT,
        submitting(Scenes.demand, "/compte/evenements", "/compte/evenements", PAUL, session="autres"),
    ),
    Line(
        "/compte/evenements",
        "POST",
        "a session that is not open",
        READ,
        submitting(Scenes.demand, "/compte/evenements", "/compte/evenements", PAUL, session="autre"),
    ),
    Line(
        "/compte/mot-de-passe",
        "POST",
        "",
        ACT,
        submitting(Scenes.demand, "/compte/mot-de-passe", "/mot-de-passe", **CHOSEN),
    ),
    Line("/compte/cles-acces", "POST", "", together(READ, DRAFT), naming_a_passkey),
    Line("/compte/cles-acces/nouvelle", "POST", "", ACT, adding_a_passkey),
    Line("/compte/cles-acces/{passkey_id}", "POST", "", together(READ, ACT), removing_a_passkey),
    # The use of the challenge, the passkey, the use of it, the session.
    Line(
        "/connexion/cle-acces",
        "POST",
        "",
        together(TWO_READS, WRITE, LIMITED, SESSION),
        signing_in_by_passkey,
    ),
    # A wrong signature and an unknown passkey must cause the same calls.
    *(
        Line("/connexion/cle-acces", "POST", case, together(TWO_READS, WRITE, FAILED, DRAFT), play)
        for case, play in (
            ("wrong signature", failing_with_a_wrong_signature),
            ("unknown passkey", failing_with_an_unknown_passkey),
        )
    ),
    Line(
        "/compte/e-mail",
        "POST",
        "",
        together(READ, WRITE, LIMITED, DRAFT),
        submitting(Scenes.demand, "/compte/e-mail", "/e-mail", PAUL, adresse="paul.autre@exemple.fr"),
    ),
    Line("/deconnexion", "POST", "", SESSION, submitting(Scenes.demand, "/compte", "/deconnexion")),
    Line(
        "/notifications",
        "POST",
        "",
        together(READ, QUERY, WRITE),
        submitting(Scenes.refused, "/notifications", "/notifications", CLAIRE),
    ),
    Line("/notifications", "POST", "one", together(TWO_READS, WRITE), opening_a_notification),
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
    Line(
        "/compte/configuration",
        "POST",
        "",
        ACT,
        submitting(Scenes.validated, "/compte/configuration", "/configuration", fin_proche="non"),
    ),
    # The account is read twice, the delegations received once for their numbers.
    Line(
        "/compte/fermer",
        "POST",
        "nothing to end",
        together(QUERY, QUERY, READ, WRITE),
        submitting(Scenes.refused, "/compte/fermer", "/fermer", PAUL, compris="oui"),
    ),
    # Each delegation ends by itself, and then the account is looked at again.
    Line(
        "/compte/fermer",
        "POST",
        "",
        together(QUERY, QUERY, QUERY, READ, UNHINTED, WRITE),
        submitting(Scenes.validated, "/compte/fermer", "/fermer", PAUL, compris="oui"),
    ),
    Line(
        "/compte/fermer", "POST", "not ticked", DRAFT, submitting(Scenes.validated, "/compte/fermer", "/fermer", PAUL)
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
