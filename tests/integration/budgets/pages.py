"""The budget of each page, by GET and by HEAD."""

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from tests.builders import a_practice, a_structure
from tests.integration.budgets.costs import NONE, QUERY, READ, SESSION, TWO_READS, WRITE, together
from tests.integration.budgets.lines import DETAIL, LINK, ONE, RECEIVED, Line
from tests.integration.budgets.plays import (
    asking,
    following,
    following_account,
    leaving,
    looking,
    looking_again,
    looking_at,
    looking_at_a_mailed_link,
    looking_at_a_space,
    returning_again_from_card,
    returning_from_card,
)
from tests.integration.budgets.plays_of_accounts import looking_at_a_join, looking_at_an_invitation
from tests.integration.budgets.plays_of_passkeys import looking_at_a_passkey, looking_at_an_offer
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, UNKNOWN_ID, Scenes

HELP = ("aide", "a-propos", "configuration", "mentions-legales", "cgu", "accessibilite")
RUBRICS = ("informations-administratives", "coordonnees", "cpam", "lieux-exercice")
_ASK_LINK = "/delegations/lien-de-demande"

LOOKING = [
    *(Line(f"/{subject}", "GET", "", NONE, looking(f"/{subject}")) for subject in HELP),
    *(Line(f"/{subject}", "GET", "signed in", READ, looking(f"/{subject}", CLAIRE)) for subject in HELP),
    Line("/static/{name}", "GET", "style", NONE, looking("/static/style.css")),
    Line("/static/{name}", "GET", "unknown", NONE, looking("/static/autre.css")),
    Line("/", "GET", "nobody", NONE, looking("/")),
    Line("/", "GET", "signed in", NONE, looking("/", CLAIRE)),
    Line("/connexion", "GET", "", NONE, looking("/connexion")),
    Line("/connexion/carte", "GET", "", NONE, leaving("/connexion/carte")),
    Line(
        "/connexion/retour",
        "GET",
        "something new",
        together(TWO_READS, WRITE, SESSION),
        returning_from_card(PAUL, a_practice(structures=(a_structure(),), specialite="99", liberal=False)),
    ),
    Line("/connexion/retour", "GET", "nothing new", together(TWO_READS, SESSION), returning_again_from_card),
    # The facts of the card are applied to the delegations: one query, and one act for each affected one. What takes
    # something away looks once more when it is noted: something may have been given of it meanwhile.
    Line(
        "/connexion/retour",
        "GET",
        "a structure more",
        together(TWO_READS, WRITE, QUERY, SESSION),
        returning_from_card(HELENE, a_practice(structures=()), mode="L"),
    ),
    Line(
        "/connexion/retour",
        "GET",
        "a structure less",
        together(TWO_READS, WRITE, QUERY, QUERY, SESSION),
        returning_from_card(HELENE, a_practice(), mode="L"),
    ),
    Line("/compte", "GET", "", QUERY, looking("/compte", CLAIRE)),
    Line("/compte", "GET", "nobody", NONE, looking("/compte")),
    *(Line("/compte/{rubric}", "GET", name, READ, looking(f"/compte/{name}", CLAIRE)) for name in RUBRICS),
    Line("/compte/{rubric}", "GET", "unknown", READ, looking("/compte/autre", CLAIRE)),
    Line("/compte/configuration", "GET", "", READ, looking("/compte/configuration", CLAIRE)),
    Line("/compte/e-mail", "GET", "", READ, looking("/compte/e-mail", PAUL)),
    Line("/compte/fermer", "GET", "", QUERY, looking("/compte/fermer", PAUL)),
    Line("/compte/mot-de-passe", "GET", "", READ, looking("/compte/mot-de-passe", PAUL)),
    Line("/compte/cles-acces", "GET", "", READ, looking("/compte/cles-acces", PAUL)),
    Line("/compte/cles-acces/nouvelle", "GET", "no proof", NONE, looking("/compte/cles-acces/nouvelle", PAUL)),
    Line("/compte/cles-acces/nouvelle", "GET", "", TWO_READS, looking_at_an_offer),
    Line("/compte/cles-acces/{passkey_id}", "GET", "", READ, looking_at_a_passkey),
    Line("/connexion/cle-acces", "GET", "", NONE, looking("/connexion/cle-acces")),
    Line("/mot-de-passe-oublie", "GET", "", NONE, looking("/mot-de-passe-oublie")),
    Line("/nouveau-mot-de-passe/{token}", "GET", "", READ, following_account(AccountPurpose.NEW_PASSWORD)),
    Line("/confirmer-adresse/{token}", "GET", "", READ, following_account(AccountPurpose.CONFIRM_ADDRESS)),
    Line("/rattacher-compte/{token}", "GET", "nobody", READ, following_account(AccountPurpose.JOIN)),
    Line("/rattacher-compte/{token}", "GET", "", together(READ, TWO_READS), looking_at_a_join),
    Line("/invitation-par-carte/{token}", "GET", "nobody", READ, looking_at_an_invitation()),
    Line("/invitation-par-carte/{token}", "GET", "", TWO_READS, looking_at_an_invitation(PAUL)),
    Line("/compte/rattacher", "GET", "", READ, looking("/compte/rattacher", PAUL)),
    Line("/ce-n-est-pas-moi/{token}", "GET", "", READ, following_account(AccountPurpose.NOT_ME)),
    Line("/connexion-inconnue/{token}", "GET", "", READ, following_account(AccountPurpose.NOT_MY_SIGN_IN)),
    Line("/compte/evenements", "GET", "", together(READ, QUERY), looking("/compte/evenements", CLAIRE)),
    Line("/compte/evenements", "GET", "nobody", NONE, looking("/compte/evenements")),
    Line("/notifications", "GET", "", together(READ, QUERY), looking("/notifications", CLAIRE)),
    Line(
        "/notifications", "GET", "a page of lines", together(READ, QUERY), looking_at(Scenes.refused, "/notifications")
    ),
    Line("/delegations", "GET", "", QUERY, looking("/delegations", CLAIRE)),
    Line("/delegations", "GET", "searched", QUERY, looking("/delegations?nom=mod&statut=validee&page=2", CLAIRE)),
    Line("/delegations/export", "GET", "", QUERY, looking("/delegations/export", CLAIRE)),
    Line("/delegations/prolonger", "GET", "", QUERY, looking_at(Scenes.validated, "/delegations/prolonger")),
    Line("/delegations/acces", "GET", "", QUERY, looking_at(Scenes.validated, "/delegations/acces")),
    Line("/delegations/nouvelle", "GET", "", READ, looking("/delegations/nouvelle", CLAIRE)),
    *(
        Line(
            f"/delegations/nouvelle{step}",
            "GET",
            "without a draft",
            NONE,
            looking(f"/delegations/nouvelle{step}", CLAIRE),
        )
        for step in ("/compte", "/profil", "/valider")
    ),
    # A draft is one read more.
    Line("/delegations/nouvelle", "GET", "with a draft", TWO_READS, looking_again(KNOWN[PAUL])),
    Line("/delegations/nouvelle/compte", "GET", "", TWO_READS, looking_again(KNOWN[PAUL], "/compte")),
    Line("/delegations/nouvelle/profil", "GET", "", TWO_READS, looking_again(KNOWN[PAUL], "/profil")),
    Line(
        "/delegations/nouvelle/profil", "GET", "chosen", TWO_READS, looking_again(KNOWN[PAUL], "/profil", "comptable")
    ),
    Line(
        "/delegations/nouvelle",
        "GET",
        "asked anew",
        TWO_READS,
        looking_at(Scenes.refused, "/delegations/nouvelle?depuis={id}"),
    ),
    # Without a hint, the délégué is known only after the delegation is read.
    Line(ONE, "GET", "", together(TWO_READS, QUERY, QUERY, QUERY, QUERY), looking_at(Scenes.validated, DETAIL)),
    # The page of an error costs the read of whoever is signed in, for its header.
    Line(ONE, "GET", "another's", TWO_READS, looking_at(Scenes.validated, DETAIL, HELENE)),
    Line(ONE, "GET", "unknown", TWO_READS, looking(f"/delegations/{UNKNOWN_ID}", CLAIRE)),
    Line(f"{ONE}/attestation", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{DETAIL}/attestation")),
    Line(f"{ONE}/valider", "GET", "", TWO_READS, looking_at(Scenes.to_validate, f"{DETAIL}/valider")),
    Line(f"{ONE}/valider", "GET", "asked for", TWO_READS, looking_at(Scenes.wish, f"{DETAIL}/valider")),
    Line(f"{ONE}/supprimer", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{DETAIL}/supprimer")),
    Line(f"{ONE}/modifier", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{DETAIL}/modifier")),
    Line(f"{ONE}/prolonger", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{DETAIL}/prolonger")),
    Line(f"{ONE}/prolongation", "GET", "", TWO_READS, looking_at(Scenes.asked_longer, f"{DETAIL}/prolongation")),
    Line(
        "/recues/{delegation_id}/prolonger",
        "GET",
        "",
        READ,
        looking_at(Scenes.validated, f"{RECEIVED}/prolonger", PAUL),
    ),
    Line(f"{ONE}/corriger", "GET", "", TWO_READS, looking_at(Scenes.undeliverable, f"{DETAIL}/corriger")),
    Line(f"{ONE}/refaire", "GET", "", NONE, looking_at(Scenes.refused, f"{DETAIL}/refaire")),
    Line(f"{ONE}/garder", "GET", "", NONE, looking_at(Scenes.validated, f"{DETAIL}/garder")),
    Line(f"{ONE}/renvoyer", "GET", "", NONE, looking_at(Scenes.demand, f"{DETAIL}/renvoyer")),
    Line(f"{ONE}/corriger/valider", "GET", "", NONE, looking_at(Scenes.undeliverable, f"{DETAIL}/corriger/valider")),
    Line(
        "/recues/{delegation_id}/{decision}", "GET", "", NONE, looking_at(Scenes.demand, f"{RECEIVED}/accepter", PAUL)
    ),
    Line("/deconnexion", "GET", "", NONE, looking("/deconnexion", PAUL)),
    Line("/compte/rattacher/lien", "GET", "", NONE, looking("/compte/rattacher/lien", PAUL)),
    Line("/recues", "GET", "", QUERY, looking("/recues", PAUL)),
    Line("/recues/{delegation_id}", "GET", "", READ, looking_at(Scenes.demand, RECEIVED, PAUL)),
    Line(
        "/recues/{delegation_id}/attestation",
        "GET",
        "",
        READ,
        looking_at(Scenes.validated, f"{RECEIVED}/attestation", PAUL),
    ),
    Line(
        "/recues/{delegation_id}/renoncer", "GET", "", READ, looking_at(Scenes.validated, f"{RECEIVED}/renoncer", PAUL)
    ),
    Line(
        "/recues/{delegation_id}/retirer",
        "GET",
        "",
        READ,
        looking_at(Scenes.accepted_unseen, f"{RECEIVED}/retirer", PAUL),
    ),
    Line("/pour-le-compte/{delegation_id}", "GET", "", READ, looking_at_a_space),
    Line(
        "/pour-le-compte/{delegation_id}",
        "GET",
        "not open",
        TWO_READS,
        looking_at(Scenes.demand, "/pour-le-compte/{id}", PAUL),
    ),
    *(Line(LINK, "GET", f"invitation {purpose}", READ, following(Scenes.invitation, purpose)) for purpose in Purpose),
    *(Line(LINK, "GET", f"demand {purpose}", READ, following(Scenes.demand, purpose)) for purpose in Purpose),
    *(Line(LINK, "GET", f"proposal {purpose}", READ, following(Scenes.proposal, purpose)) for purpose in Purpose),
    Line(LINK, "GET", "retirer", READ, following(Scenes.to_validate, Purpose.WITHDRAW)),
    Line(LINK, "GET", "deleted", READ, following(Scenes.deleted, Purpose.ACCEPT)),
    Line(_ASK_LINK, "GET", "closed", together(READ, QUERY), looking(_ASK_LINK, HELENE)),
    Line(_ASK_LINK, "GET", "", together(TWO_READS, QUERY), looking_at(Scenes.open_ask_link, _ASK_LINK)),
    # An open link and a forged one must cause the same calls.
    Line("/demande/{ask_token}", "GET", "", TWO_READS, asking()),
    Line("/demande/{ask_token}", "GET", "forged", TWO_READS, looking("/demande/aaaaaaaaaaaaaaaaaaaaaaaaaa")),
    Line("/demande/{ask_token}/qui", "GET", "", TWO_READS, asking("/qui")),
    Line("/demande/{ask_token}/adresse", "GET", "", TWO_READS, asking("/adresse")),
    # The request, the délégant, the alias of the address and what it leads to.
    Line("/demande-par-adresse/{token}", "GET", "", together(TWO_READS, TWO_READS), looking_at_a_mailed_link),
    Line("/demande/{ask_token}/envoyer", "GET", "", TWO_READS, asking("/envoyer", PAUL)),
    Line("/demande/{ask_token}/envoyer", "GET", "nobody", NONE, asking("/envoyer")),
    Line(LINK, "GET", "forged", NONE, looking("/lien/accepter/abc.def.ghi")),
]
