"""The pages of the links in a délégué’s mails."""

from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import accept, open_account, press, send

STATES = (
    State(
        "lien: account of a remplaçant",
        "liens/compte",
        "{compte_remplacant}",
        picture=Picture("lien-compte", "« Créer votre compte amelipro en tant que délégué(e) »", BOTH),
    ),
    State("lien: account, empty", "liens/compte", "{compte_remplacant}", status=400, then=send()),
    State("lien: account of an assistant", "liens/compte", "{compte_assistant}"),
    State(
        "lien: answer with a card",
        "compte/carte-demandee",
        "{par_carte}",
        picture=Picture("lien-par-carte", "An invitation answered with one’s card"),
    ),
    State(
        "lien: has another account",
        "liens/decision",
        "{deja_un_compte}",
        picture=Picture("lien-deja-un-compte", "« J’ai déjà un compte amelipro »"),
    ),
    State("lien: does not know", "liens/decision", "{inconnu}"),
    State(
        "lien: accept",
        "liens/decision",
        "{accepter}",
        picture=Picture("lien-decision", "« J’accepte la délégation », by the link of the demand", BOTH),
    ),
    State("lien: accept, box not ticked", "liens/decision", "{accepter}", status=400, then=send()),
    State("lien: refuse", "liens/decision", "{refuser}"),
    State("lien: does not know, has an account", "liens/decision", "{inconnu_connu}"),
    State(
        "lien: accept a change",
        "liens/decision",
        "{accepter_modification}",
        picture=Picture("lien-modification", "A change to accept or refuse", BOTH),
    ),
    State("lien: refuse a change", "liens/decision", "{refuser_modification}"),
    State(
        "lien: withdraw", "liens/retirer", "{retirer}", picture=Picture("lien-retrait", "« Je retire mon acceptation »")
    ),
    State(
        "lien: account opened",
        "liens/confirmation",
        "{to_open}",
        then=open_account,
        picture=Picture("lien-compte-cree", "Account created"),
    ),
    State(
        "lien: other account told",
        "liens/confirmation",
        "{to_end}",
        then=press("J’ai déjà un compte amelipro"),
        picture=Picture("lien-autre-compte", "What to do then"),
    ),
    State(
        "lien: accepted",
        "liens/confirmation",
        "{to_accept}",
        then=accept,
        picture=Picture("lien-acceptee", "Accepted", BOTH),
    ),
    State(
        "lien: refused",
        "liens/confirmation",
        "{to_refuse}",
        then=press("Je refuse la délégation"),
        picture=Picture("lien-refusee", "Refused"),
    ),
    State(
        "lien: disowned",
        "liens/confirmation",
        "{to_disown}",
        then=press("Je ne travaille pas avec ce praticien"),
        picture=Picture("lien-inconnu", "« Je ne travaille pas avec ce praticien »"),
    ),
    State(
        "lien: expired",
        "errors/erreur",
        "{expired}",
        status=410,
        picture=Picture("lien-expire", "A link that came too late"),
    ),
    State(
        "lien: used",
        "errors/erreur",
        "{used}",
        status=409,
        picture=Picture("lien-traite", "A link that was used already", BOTH),
    ),
    State("lien: replaced", "errors/erreur", "{outdated}", status=409),
    State("lien: altered", "errors/erreur", "{forged}", status=404),
    State("lien: for something else", "errors/erreur", "{other_purpose}", status=400),
    State("lien: deleted", "errors/erreur", "{deleted}", status=410),
    State("lien: withdrawn", "errors/erreur", "{withdrawn}", status=410),
)
