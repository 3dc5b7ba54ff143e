"""The délégant’s pages about his delegations."""

from tests.end_to_end.browser.states.state import BOTH, PHONE, Picture, State
from tests.end_to_end.browser.steps import opened, press, send, tick_all_for
from tests.end_to_end.delegation import LINA

_BOARD = (
    State(
        "tableau",
        "delegations/tableau",
        "/delegations",
        "claire",
        picture=Picture("tableau", "« Tableau de bord », what waits first", BOTH, dark=True),
    ),
    State("tableau, created", "delegations/tableau", "/delegations?fait=creee", "claire"),
    State("tableau, page 2", "delegations/tableau", "/delegations?page=2", "claire"),
    State("tableau, found", "delegations/tableau", "/delegations?nom=introuvable&statut=en_cours", "claire"),
    State("tableau, nothing found", "delegations/tableau", "/delegations?nom=zzz", "claire"),
    State(
        "tableau, none",
        "delegations/tableau",
        "/delegations",
        "eve",
        picture=Picture("tableau-vide", "No delegation yet"),
    ),
    State(
        "tableau, search",
        "delegations/tableau",
        "/delegations",
        "claire",
        then=opened("Recherche"),
        picture=Picture("recherche", "« Recherche », closed on a phone until somebody opens it", (PHONE,)),
    ),
    State(
        "tableau, calendar",
        "delegations/tableau",
        "/delegations",
        "luc",
        then=opened("Calendrier"),
        picture=Picture("calendrier", "« Calendrier des validités » over a year, with a gap in cover", BOTH),
    ),
    State("tableau, sorted", "delegations/tableau", "/delegations?tri=-fin&lignes=25", "claire"),
    State("tableau, open today", "delegations/tableau", "/delegations?acces=ouverts", "claire"),
    State("tableau, none open today", "delegations/tableau", "/delegations?acces=ouverts&nom=zzz", "claire"),
)


def _detail(name: str, who: str, picture: Picture | None = None) -> State:
    """Return the state of a delegation's page in one of its statuses."""
    return State(f"détail, {name}", "delegations/detail", f"{{{name}}}", who, picture=picture)


_DELEGATION = (
    _detail("en_cours", "claire"),
    _detail("a_valider", "claire"),
    _detail("proposee", "claire"),
    _detail("validee", "paul", Picture("detail", "Detail, history and mails of a delegation", BOTH)),
    _detail("refusee", "claire"),
    _detail("non_aboutie", "claire"),
    _detail("terminee", "luc"),
    _detail(
        "introuvable",
        "claire",
        Picture("detail-introuvable", "An address that does not exist, and the way to mend it"),
    ),
    State(
        "détail, just validated",
        "delegations/detail",
        "{validee}?fait=validee",
        "paul",
        picture=Picture("et-maintenant", "« Et maintenant ? » after « Valider »", BOTH),
    ),
    State("détail, sent again", "delegations/detail", "{en_cours}?fait=renvoyee", "claire"),
    State("détail, of somebody else", "errors/erreur", "{validee}", "claire", status=404),
    State(
        "attestation",
        "delegations/attestation",
        "{validee}/attestation",
        "paul",
        picture=Picture("attestation", "« Attestation de délégation », to print", BOTH),
    ),
    State("attestation, en cours", "delegations/attestation", "{en_cours}/attestation", "claire"),
    State("attestation, non aboutie", "delegations/attestation", "{non_aboutie}/attestation", "claire"),
    State(
        "validation",
        "delegations/valider",
        "{a_valider}/valider",
        "claire",
        picture=Picture("valider", "« Valider », with what the délégué corrected", BOTH),
    ),
    State("validation, too early", "delegations/detail", "{en_cours}/valider", "claire"),
    State("modification, en cours", "delegations/modifier", "{en_cours}/modifier", "claire"),
    State(
        "modification, validée",
        "delegations/modifier",
        "{validee}/modifier",
        "paul",
        picture=Picture("modifier", "« Mise à jour d’une délégation »", BOTH),
    ),
    State(
        "modification, wrong",
        "delegations/modifier",
        "{validee}/modifier",
        "paul",
        status=400,
        then=send(fin="2020-01-01"),
    ),
    State(
        "prolongation",
        "delegations/prolonger",
        "{validee}/prolonger",
        "paul",
        picture=Picture("prolonger", "« Prolonger une délégation »: one button, or a date", BOTH),
    ),
    State("prolongation, while a change waits", "delegations/prolonger", "{proposee}/prolonger", "claire"),
    State(
        "prolongation, wrong",
        "delegations/prolonger",
        "{validee}/prolonger",
        "paul",
        status=400,
        then=send(fin="2020-01-01"),
    ),
    State("prolongation, too early", "delegations/detail", "{en_cours}/prolonger", "claire"),
    State(
        "access reviewed",
        "delegations/acces",
        "/delegations/acces",
        "luc",
        picture=Picture("acces", "« Qui a encore accès ? », what has served least first", BOTH),
    ),
    State("access reviewed, none open", "delegations/acces", "/delegations/acces", "victor"),
    State(
        "prolongation asked for",
        "delegations/prolongation",
        "{prolongation_demandee}/prolongation",
        "hugo",
        picture=Picture("demande-prolongation", "A délégué asks for more time: one « Valider »", BOTH),
    ),
    State(
        "prolongation asked for, wrong",
        "delegations/prolongation",
        "{prolongation_demandee}/prolongation",
        "hugo",
        status=400,
        then=send(fin="2020-01-01"),
    ),
    State(
        "prolongation of several",
        "delegations/prolonger-plusieurs",
        "/delegations/prolonger",
        "luc",
        picture=Picture("prolonger-plusieurs", "« Prolonger plusieurs délégations »", BOTH),
    ),
    State(
        "prolongation of several, without card",
        "delegations/prolonger-plusieurs",
        "/delegations/prolonger",
        "without_card",
    ),
    State("prolongation of several, none", "delegations/prolonger-plusieurs", "/delegations/prolonger", "victor"),
    State(
        "prolongation of several, wrong",
        "delegations/prolonger-plusieurs",
        "/delegations/prolonger",
        "luc",
        status=400,
        then=press("Prolonger"),
    ),
    State(
        "prolongation of several, done",
        "delegations/prolongees",
        "/delegations/prolonger",
        "luc",
        then=tick_all_for("1"),
        picture=Picture("prolongees", "What came of each that was prolonged", BOTH),
    ),
    State("suppression, en cours", "delegations/supprimer", "{en_cours}/supprimer", "claire"),
    State(
        "suppression, validée",
        "delegations/supprimer",
        "{validee}/supprimer",
        "paul",
        picture=Picture("suppression", "« Suppression de délégation - Confirmation »", BOTH),
    ),
    State(
        "correction",
        "delegations/corriger",
        "{introuvable}/corriger",
        "claire",
        picture=Picture("corriger", "« Corriger l’adresse »"),
    ),
    State(
        "correction, wrong",
        "delegations/corriger",
        "{introuvable}/corriger",
        "claire",
        status=400,
        then=send(adresse="x"),
    ),
    State("correction, known", "delegations/verification", "{introuvable}/corriger", "claire", then=send(adresse=LINA)),
)

STATES = (*_BOARD, *_DELEGATION)
