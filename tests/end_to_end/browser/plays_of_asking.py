"""Somebody asks by a délégant's link, for the pages that both then see."""

from datetime import date, timedelta
from urllib.parse import urlencode

from tests.end_to_end.browser.places import below
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import LINA

STRANGER = "ama.neuve@essai.example"


def asked_by_link(stage: Stage) -> None:
    """Let Inès open her link, Lina ask by it, and a stranger type an address."""
    ines, lina = stage.signed_in["ines"], stage.signed_in["lina"]
    opened = ines.submit(ines.get("/delegations/lien-de-demande"), "/lien-de-demande")
    link = below(opened.link("/demande/"))
    start = stage.world.platform.today() + timedelta(days=200)
    wish = urlencode({"profil": "comptable", "debut": start, "fin": start + timedelta(days=9)})
    stage.places |= {"lien_de_demande": link, "souhait": wish}
    sent = lina.submit(lina.get(f"{link}/envoyer?{wish}"), "/envoyer", compris="oui")
    stage.places["a_completer"] = below(sent.url).partition("?")[0].replace("/recues/", "/delegations/")
    _refused(stage, link, start + timedelta(days=20))
    visitor = stage.world.platform.browser()
    visitor.submit(visitor.get(f"{link}/adresse?{wish}"), "/adresse", adresse=STRANGER)
    stage.places["demande_par_adresse"] = stage.next_link(STRANGER, "demande-par-adresse")
    stage.next_link(LINA, "lien")


def _refused(stage: Stage, link: str, day: date) -> None:
    """Let Lina ask for one day more, which Inès refuses."""
    ines, lina = stage.signed_in["ines"], stage.signed_in["lina"]
    wish = urlencode({"profil": "comptable", "debut": day, "fin": day})
    sent = lina.submit(lina.get(f"{link}/envoyer?{wish}"), "/envoyer", compris="oui")
    given = below(sent.url).partition("?")[0].replace("/recues/", "/delegations/")
    ines.submit(ines.get(f"{given}/supprimer"), "/supprimer")
