"""Prepares the platform of the browser tests: the delegations that the pages show, and every mail."""

from tests.end_to_end.browser.places import by_card, place
from tests.end_to_end.browser.plays_of_accounts import (
    a_whole_life,
    account_links,
    cards_of_people_known_before,
    dead_links,
)
from tests.end_to_end.browser.plays_of_asking import asked_by_link
from tests.end_to_end.browser.plays_of_delegations import (
    a_year,
    accepted_unseen,
    answers,
    changes,
    invitations,
    to_answer,
)
from tests.end_to_end.browser.plays_of_passkeys import passkeys_of_lina
from tests.end_to_end.browser.stage import SOLENE, VICTOR, Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LINA, LUC, PAUL, comptable
from tests.end_to_end.people import Delegant, accepts, opens_account

NORA, ALEXANDRE, EVE = "899900001050", "899900001076", "899900001092"
"""A salaried practitioner, who may not delegate; somebody with a card and no account yet; a liberal practitioner who
is no doctor, to whom no profil is open."""


def prepare(stage: Stage) -> None:
    """Play the stories behind the pages and send every mail: first those in which time passes, then the rest."""
    _play_the_past(stage)
    _sign_in_everybody(stage)
    for play in (
        invitations,
        answers,
        to_answer,
        changes,
        a_year,
        accepted_unseen,
        asked_by_link,
        passkeys_of_lina,
        dead_links,
        account_links,
        cards_of_people_known_before,
        a_whole_life,
    ):
        play(stage)


def _play_the_past(stage: Stage) -> None:
    """Play an account that nobody uses, an ended delegation, and the reminder and purge of those left alone."""
    world = stage.world
    world.platform.move_to_morning()
    _give_for_more_than_a_year(stage)
    today = world.platform.today()
    luc = world.delegant(LUC)
    over = comptable(LUC, BRUNO, today, days=2)
    accepts(world, luc.asks(over))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, over)
    invited, asked, opened = (
        comptable(LUC, address, today) for address in ("sans.reponse@essai.example", LINA, "sans.suite@essai.example")
    )
    stage.places["expired"] = luc.invites(invited).link("Je crée un compte amelipro")
    luc.asks(asked)
    opens_account(world, luc.invites(opened), opened)
    ending = comptable(HUGO, LINA, today, days=29)
    accepts(world, world.delegant(HUGO).asks(ending))
    # The first night tells that it ends soon; the mail about it leaves the next morning, as that about prolonging.
    to_monday = 7 - world.platform.today().weekday()
    luc.browser.submit(luc.browser.get("/compte/configuration"), "/configuration", resume="oui")
    world.platform.advance(to_monday)
    world.platform.advance(20 - to_monday)
    _prolong_all(world.delegant(HUGO))
    world.platform.advance(4)
    for mail, about in (
        (Mail.RAPPEL_INVITATION, invited),
        (Mail.RAPPEL_DEMANDE, asked),
        (Mail.RAPPEL_DELEGANT, opened),
    ):
        world.mailbox.read(mail, about)
    world.platform.advance(7)
    world.mailbox.read(Mail.PURGE_DELEGUE, opened)
    luc.sign_in()
    stage.places["terminee"] = place(luc, over)


def _give_for_more_than_a_year(stage: Stage) -> None:
    """Give an access that is open for a year without a review; twice its délégué comes back after half a year."""
    world = stage.world
    for_long = comptable(LUC, BRUNO, world.platform.today(), days=366)
    accepts(world, world.delegant(LUC).asks(for_long))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, for_long)
    for days in (170, 170, 25):
        world.platform.advance(days)
        world.delegue(BRUNO)
    world.platform.advance(5)


def _prolong_all(delegant: Delegant) -> None:
    """Prolong by a month, at once, all that the délégant has given."""
    delegant.sign_in()
    page = delegant.browser.get("/delegations/prolonger")
    boxes = [field.value for field in page.form("/delegations/prolonger").fields if field.name == "delegations"]
    delegant.browser.submit(page, "/delegations/prolonger", delegations=boxes, duree="1")


def _sign_in_everybody(stage: Stage) -> None:
    world = stage.world
    for name, card in (("claire", CLAIRE), ("paul", PAUL), ("ines", INES), ("luc", LUC), ("hugo", HUGO)):
        stage.signed_in[name] = world.delegant(card).browser
    for name, national_id, means in (
        ("nora", NORA, "CARD"),
        ("alexandre", ALEXANDRE, "CARD"),
        ("eve", EVE, "CARD"),
        ("victor", VICTOR, "CARD"),
        ("solene", SOLENE, "CARD"),
        ("without_card", PAUL.national_id, "MOBILE"),
    ):
        stage.signed_in[name] = by_card(stage, national_id, means)
    for name, address in (("bruno", BRUNO), ("lina", LINA)):
        stage.signed_in[name] = world.delegue(address).browser
