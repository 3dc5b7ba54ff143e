"""Stories of accounts and of links: dead links, links about an account, cards, and a whole life."""

from datetime import timedelta

from tests.end_to_end.browser.places import by_card
from tests.end_to_end.browser.stage import SECONDS_TO_ARRIVE, VICTOR, Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LINA, PAUL, Delegation, comptable, remplacant
from tests.end_to_end.local_platform import until
from tests.end_to_end.mailbox import Received
from tests.end_to_end.people import PASSWORD, World, decides, opens_account

JEANNE, MAYA = "899900001159", "899900001126"
"""Two with a card, and an account from an invitation before they used it."""


def dead_links(stage: Stage) -> None:
    """Play replaced links, and links of gone delegations."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    paul, ines = world.delegant(PAUL), world.delegant(INES)
    asked = comptable(INES, "remplace@essai.example", today)
    places["outdated"] = ines.invites(asked).link("Je crée un compte amelipro")
    ines.resends(asked)
    asked = comptable(PAUL, "egare@essai.example", today)
    again = paul.invites(asked)
    places["forged"] = again.link("Je crée un compte amelipro")[:-3] + "xyz"
    places["other_purpose"] = again.link("Je crée un compte amelipro").replace("/lien/c/", "/lien/t/")
    paul.deletes(asked)
    places["deleted"] = again.link("Je crée un compte amelipro")
    asked = comptable(PAUL, "retire@essai.example", today)
    confirmation = opens_account(world, paul.invites(asked), asked)
    places["withdrawn"] = confirmation.link("Je retire mon acceptation")
    decides(world, places["withdrawn"])


def account_links(stage: Stage) -> None:
    """Play links about accounts: another password, another address, a join."""
    visitor = stage.world.platform.browser()
    visitor.submit(visitor.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=LINA)
    stage.places["nouveau_mot_de_passe"] = stage.next_link(LINA, "nouveau-mot-de-passe")
    bruno, address = stage.signed_in["bruno"], "bruno@nouvelle.example"
    bruno.submit(bruno.get("/compte/e-mail"), "/compte/e-mail", adresse=address)
    stage.places["confirmer_adresse"] = stage.next_link(address, "confirmer-adresse")
    stage.places["pas_moi"] = stage.next_link(BRUNO, "ce-n-est-pas-moi")
    stage.places["connexion_inconnue"] = stage.next_link(BRUNO, "connexion-inconnue")
    victor = by_card(stage, VICTOR, "CARD")
    victor.submit(victor.get("/compte/rattacher"), "/compte/rattacher/lien", adresse=BRUNO)
    stage.places["rattacher"] = stage.next_link(BRUNO, "rattacher-compte")


def cards_of_people_known_before(stage: Stage) -> None:
    """Play two first card sign-ins of people with an account: one proves it, the other's number was only typed."""
    world, today = stage.world, stage.world.platform.today()
    hugo, claire, address = world.delegant(HUGO), world.delegant(CLAIRE), "jeanne@essai.example"
    asked = comptable(HUGO, address, today)
    opens_account(world, hugo.invites(asked), asked)
    hugo.validates(asked)
    jeanne = by_card(stage, JEANNE, "CARD")
    jeanne.submit(jeanne.get("/compte/rattacher"), "/compte/rattacher", adresse=address, mot_de_passe=PASSWORD)
    asked = remplacant(CLAIRE, "numero@essai.example", today, MAYA[1:])
    opens_account(world, claire.invites(asked), asked, rpps_adeli=MAYA[1:], numero_vu=MAYA[1:])
    claire.validates(asked)
    by_card(stage, MAYA, "CARD")
    _wait_for("viennent d’être réunis", world)
    _wait_for("Il est donc retiré de la délégation", world)


def _wait_for(text: str, world: World) -> None:
    """Wait for a mail with this text, across line ends."""
    until(lambda: [one for one in world.mailbox.all() if text in " ".join(one.text.split())], SECONDS_TO_ARRIVE, text)


def a_whole_life(stage: Stage) -> None:
    """Play a life for its mails: validation, change, new address, new password, giving up, the end."""
    world, today, address = stage.world, stage.world.platform.today(), "eli@essai.example"
    hugo, asked = world.delegant(HUGO), comptable(HUGO, address, today)
    decides(world, hugo.invites(comptable(HUGO, "erreur@essai.example", today)).link("cliquant ici"))
    opens_account(world, hugo.invites(asked), asked)
    hugo.validates(asked)
    longer, longest, shorter = (asked.ending(asked.fin + timedelta(days=days)) for days in (30, 60, 10))
    hugo.changes(asked, longer)
    decides(world, _proposal(stage, longer).link("J’accepte la modification"), compris="oui")
    world.mailbox.read(Mail.PROPOSITION_ACCEPTEE, longer)
    hugo.changes(longer, longest)
    decides(world, _proposal(stage, longest).link("Je refuse la modification"))
    world.mailbox.read(Mail.PROPOSITION_REFUSEE, longer)
    hugo.changes(longer, shorter)
    eli = world.delegue(address, PASSWORD)
    eli.gives_up(shorter)
    eli.browser.submit(
        eli.browser.get("/compte/mot-de-passe"),
        "/compte/mot-de-passe",
        actuel=PASSWORD, mot_de_passe="Jardin-Fane-28", confirmation="Jardin-Fane-28",
    )  # fmt: skip
    eli.browser.submit(eli.browser.get("/compte/e-mail"), "/compte/e-mail", adresse="eli@nouvelle.example")
    link = stage.next_link("eli@nouvelle.example", "confirmer-adresse")
    eli.browser.submit(eli.browser.get(link), link.rsplit("/", 1)[1])
    sent = "the mail about the new address never came"
    until(lambda: [one for one in world.mailbox.all() if "Les prochains e-mails" in one.text], SECONDS_TO_ARRIVE, sent)
    eli = world.delegue("eli@nouvelle.example", "Jardin-Fane-28")
    eli.browser.submit(eli.browser.get("/compte/fermer"), "/compte/fermer", compris="oui")
    _wait_for("Cette adresse sera effacée", world)


def _proposal(stage: Stage, about: Delegation) -> Received:
    return stage.world.mailbox.read(Mail.PROPOSITION_DELEGUE, about)
