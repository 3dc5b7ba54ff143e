"""The pages of the account."""

from tests.end_to_end.browser.stage import VICTOR
from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import ask_for_address, ask_for_join_link, card_again, press, send

STATES = (
    State(
        "mon compte",
        "compte/compte",
        "/compte",
        "claire",
        picture=Picture("compte", "« Mon compte » of a délégant", BOTH),
    ),
    State("mon compte, of a délégué", "compte/compte", "/compte", "bruno"),
    State(
        "informations administratives",
        "compte/informations-administratives",
        "/compte/informations-administratives",
        "claire",
        picture=Picture("informations-administratives", "« Mes informations administratives »"),
    ),
    State(
        "coordonnées",
        "compte/coordonnees",
        "/compte/coordonnees",
        "claire",
        picture=Picture("coordonnees", "« Mes coordonnées »"),
    ),
    State("CPAM", "compte/cpam", "/compte/cpam", "claire", picture=Picture("cpam", "« Mes informations de CPAM »")),
    State("CPAM, unknown", "compte/cpam", "/compte/cpam", "bruno"),
    State(
        "lieux d’exercice",
        "compte/lieux-exercice",
        "/compte/lieux-exercice",
        "claire",
        picture=Picture("lieux-exercice", "« Mes lieux d’exercice »"),
    ),
    State("lieux d’exercice, none", "compte/lieux-exercice", "/compte/lieux-exercice", "bruno"),
    State(
        "configuration d’amelipro",
        "compte/configuration",
        "/compte/configuration",
        "claire",
        picture=Picture("configuration-amelipro", "« Configuration d’amelipro »"),
    ),
    State(
        "notifications",
        "compte/notifications",
        "/notifications",
        "claire",
        picture=Picture("notifications", "The notifications, by the bell of the header", BOTH),
    ),
    State("notifications, none", "compte/notifications", "/notifications", "nora"),
    State("notifications, read", "compte/notifications", "/notifications", "luc", then=press("Tout marquer comme lu")),
    State(
        "e-mail", "adresse/modifier", "/compte/e-mail", "claire", picture=Picture("e-mail", "« Modifier mon e-mail »")
    ),
    State("e-mail, none yet", "adresse/modifier", "/compte/e-mail", "alexandre"),
    State("e-mail, wrong", "adresse/modifier", "/compte/e-mail", "claire", status=400, then=send(adresse="x")),
    State(
        "e-mail, mistyped", "adresse/modifier", "/compte/e-mail", "claire", status=400, then=send(adresse="c@gmial.com")
    ),
    State(
        "e-mail, sent",
        "adresse/envoyee",
        "/compte/e-mail",
        "lina",
        then=ask_for_address("lina@nouvelle.example"),
        picture=Picture("e-mail-envoye", "The link of confirmation is on its way"),
    ),
    State(
        "adresse à confirmer",
        "adresse/confirmer",
        "{confirmer_adresse}",
        picture=Picture("adresse-a-confirmer", "The link of confirmation"),
    ),
    State(
        "ce n’est pas moi",
        "adresse/pas-moi",
        "{pas_moi}",
        picture=Picture("ce-n-est-pas-moi", "The link that calls a change of address off"),
    ),
    State(
        "connexion inconnue",
        "compte/connexion-inconnue",
        "{connexion_inconnue}",
        picture=Picture("connexion-inconnue", "The link that throws out whoever signed in"),
    ),
    State(
        "événements",
        "compte/evenements",
        "/compte/evenements",
        "bruno",
        picture=Picture("evenements", "« Consulter mes derniers événements »", BOTH),
    ),
    State("événements, of a délégant", "compte/evenements", "/compte/evenements", "claire"),
    State(
        "réunir mes comptes",
        "compte/rattacher",
        "/compte/rattacher",
        "victor",
        then=card_again(VICTOR),
        picture=Picture("reunir-mes-comptes", "« Réunir mes comptes », just signed in by card", BOTH),
    ),
    State("réunir mes comptes, later", "compte/rattacher", "/compte/rattacher", "bruno"),
    State(
        "réunir mes comptes, by link",
        "compte/rattachement",
        "{rattacher}",
        "victor",
        then=card_again(VICTOR),
        picture=Picture("reunir-par-lien", "The link that proves the other account"),
    ),
    State(
        "réunir mes comptes, sent",
        "compte/rattachement-envoye",
        "/compte/rattacher",
        "victor",
        then=card_again(VICTOR, ask_for_join_link),
        picture=Picture("reunir-lien-envoye", "The link of a join is on its way"),
    ),
    State(
        "répondre avec ma carte",
        "compte/invitation-par-carte",
        "{par_carte}",
        "victor",
        then=card_again(VICTOR),
        picture=Picture("repondre-par-carte", "An invitation that is answered with a card"),
    ),
    State(
        "mot de passe",
        "mot-de-passe/modifier",
        "/compte/mot-de-passe",
        "bruno",
        picture=Picture("mot-de-passe", "« Modifier mon mot de passe »"),
    ),
    State(
        "mot de passe, wrong",
        "mot-de-passe/modifier",
        "/compte/mot-de-passe",
        "bruno",
        status=400,
        then=send(mot_de_passe="x"),
    ),
    State("mot de passe, first", "mot-de-passe/modifier", "/compte/mot-de-passe", "claire"),
    State("mot de passe, without card", "mot-de-passe/modifier", "/compte/mot-de-passe", "without_card"),
)
