"""The pages of the sign-in."""

from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import send, too_often
from tests.end_to_end.delegation import BRUNO

STATES = (
    State("connexion", "connexion", "/connexion", picture=Picture("connexion", "« Connexion »", BOTH, dark=True)),
    State("connexion, empty", "connexion", "/connexion", status=400, then=send(adresse="")),
    State(
        "connexion, wrong",
        "connexion",
        "/connexion",
        status=400,
        then=send(adresse=BRUNO, mot_de_passe="x"),
        picture=Picture("connexion-erreur", "A wrong address or password"),
    ),
    State(
        "connexion, too often",
        "connexion",
        "/connexion",
        status=429,
        then=too_often(11, adresse="verrou@essai.example", mot_de_passe="x"),
    ),
    State("connexion, signed out", "connexion", "/connexion?fait=deconnexion"),
    State("connexion, account closed", "connexion", "/connexion?fait=compte-ferme"),
    State("connexion, session over", "connexion", "/connexion?fait=session&suite=/delegations"),
    State("connexion, card refused", "errors/erreur", "/connexion/retour", status=400),
    State("aide", "help/aide", "/aide", picture=Picture("aide", "« Aide »", BOTH)),
    State(
        "mot de passe oublié",
        "mot-de-passe/oublie",
        "/mot-de-passe-oublie",
        picture=Picture("mot-de-passe-oublie", "« Mot de passe oublié »"),
    ),
    State(
        "mot de passe oublié, wrong", "mot-de-passe/oublie", "/mot-de-passe-oublie", status=400, then=send(adresse="x")
    ),
    State(
        "mot de passe oublié, sent",
        "liens/confirmation",
        "/mot-de-passe-oublie",
        then=send(adresse="x@essai.example"),
        picture=Picture("mot-de-passe-envoye", "The same page whether the address has an account or not"),
    ),
    State(
        "mot de passe oublié, too often",
        "errors/erreur",
        "/mot-de-passe-oublie",
        status=429,
        then=too_often(4, adresse="souvent@essai.example"),
    ),
    State(
        "nouveau mot de passe",
        "mot-de-passe/nouveau",
        "{nouveau_mot_de_passe}",
        picture=Picture("nouveau-mot-de-passe", "A new password, by the link of the mail"),
    ),
    State(
        "nouveau mot de passe, wrong",
        "mot-de-passe/nouveau",
        "{nouveau_mot_de_passe}",
        status=400,
        then=send(mot_de_passe="x", confirmation="y"),
    ),
)
