"""The pages of a délégant's personal link: his own, and those of whoever opens it."""

from tests.end_to_end.browser.states.state import BOTH, PHONE, Picture, State
from tests.end_to_end.browser.steps import press, send

_PAGE = "/delegations/lien-de-demande"

STATES = (
    State("lien de demande, closed", "delegations/lien-de-demande", _PAGE, "luc"),
    State(
        "lien de demande",
        "delegations/lien-de-demande",
        _PAGE,
        "ines",
        picture=Picture("lien-de-demande", "« Mon lien de demande », with its sheet to print", BOTH),
    ),
    State(
        "lien de demande, nothing chosen",
        "delegations/lien-de-demande",
        _PAGE,
        "ines",
        status=400,
        then=press("Confirmer"),
    ),
    State("lien de demande, without card", "delegations/lien-de-demande", _PAGE, "without_card"),
    State(
        "souhait",
        "demande/souhait",
        "{lien_de_demande}",
        picture=Picture("demande", "Somebody opens a délégant's link", BOTH),
    ),
    State("souhait, empty", "demande/souhait", "{lien_de_demande}?suite=oui", status=400),
    State("souhait, of the délégant himself", "demande/souhait", "{lien_de_demande}", "ines"),
    State("souhait, dead link", "errors/erreur", "/demande/aaaaaaaaaaaaaaaaaaaaaaaaaa", status=404),
    State(
        "qui",
        "demande/qui",
        "{lien_de_demande}/qui?{souhait}",
        picture=Picture("demande-qui", "Who asks", (PHONE,)),
    ),
    State(
        "demande à envoyer",
        "demande/envoyer",
        "{lien_de_demande}/envoyer?{souhait}",
        "bruno",
        picture=Picture("demande-envoyer", "What is asked for, by somebody signed in", (PHONE,)),
    ),
    State("demande à envoyer, without address", "demande/envoyer", "{lien_de_demande}/envoyer?{souhait}", "alexandre"),
    State(
        "demande, address",
        "demande/adresse",
        "{lien_de_demande}/adresse?{souhait}",
        picture=Picture("demande-adresse", "The address of somebody without an account"),
    ),
    State(
        "demande, address wrong",
        "demande/adresse",
        "{lien_de_demande}/adresse?{souhait}",
        status=400,
        then=send(adresse="x"),
    ),
    State(
        "demande par adresse",
        "demande/compte",
        "{demande_par_adresse}",
        picture=Picture("demande-compte", "The account that is opened by asking", BOTH),
    ),
    State("demande à compléter, detail", "delegations/detail", "{a_completer}", "ines"),
    State(
        "demande à compléter",
        "delegations/completer",
        "{a_completer}/valider",
        "ines",
        picture=Picture("demande-completer", "« Valider » of what somebody asks for", BOTH),
    ),
)
