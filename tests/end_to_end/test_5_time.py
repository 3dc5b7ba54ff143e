"""Acts of time: reminders a week before, purges after thirty days, the end of the validity (specification §3).

These tests advance the clock of a separate platform, so no test may leave a waiting delegation to the next one.
"""

from datetime import timedelta

from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LUC, comptable
from tests.end_to_end.people import (
    PASSWORD,
    PROFILS,
    Delegant,
    World,
    accepts,
    decides,
    is_dead,
    opens_account,
    sign_in,
)


def passes(world: World, days: int, *people: Delegant) -> None:
    """Let days pass, and sign everybody in again, because the sessions have ended."""
    world.platform.advance(days)
    for person in people:
        assert "Votre session a pris fin" in person.browser.get("/delegations").text
        person.sign_in()


def test_an_unanswered_invitation_gets_a_reminder_and_is_purged(later_world: World) -> None:
    world = later_world
    claire = world.delegant(CLAIRE)
    asked = comptable(CLAIRE, "silence@essai.example", world.platform.today())
    invitation = claire.invites(asked)

    passes(world, 23, claire)
    assert "Rappel" not in claire.open(asked, "détail de la délégation").text
    passes(world, 1, claire)
    assert "Rappel de l’invitation" in claire.open(asked, "détail de la délégation").text
    reminder = world.mailbox.read(Mail.RAPPEL_INVITATION, asked)
    assert claire.status(asked) == "En cours"
    assert world.follow(invitation.link("Je crée un compte amelipro")).status == 200

    passes(world, 7, claire)
    purge = world.mailbox.read(Mail.PURGE_DELEGANT, asked)
    assert "n’a pas répondu dans le délai prévu" in purge.text
    assert claire.rows(asked) == []
    assert "est restée sans suite" in claire.events()
    is_dead(world, invitation, 410, "Lien expiré")
    is_dead(world, reminder, 410, "Lien expiré")


def test_an_unvalidated_delegation_gets_a_reminder_and_is_purged(later_world: World) -> None:
    world = later_world
    hugo = world.delegant(HUGO)
    asked = comptable(HUGO, "patience@essai.example", world.platform.today())
    invitation = hugo.invites(asked)
    passes(world, 10, hugo)
    confirmation = opens_account(world, invitation, asked)

    passes(world, 24, hugo)
    world.mailbox.read(Mail.RAPPEL_DELEGANT, asked)
    assert hugo.status(asked) == "Valider À valider"

    passes(world, 7, hugo)
    purge = world.mailbox.read(Mail.PURGE_DELEGANT, asked)
    assert "vous ne l’avez pas validée dans le délai prévu" in purge.text
    world.mailbox.read(Mail.PURGE_DELEGUE, asked)
    assert hugo.rows(asked) == []
    is_dead(world, confirmation, 410, "Lien expiré")

    # The account without a validation ends too, after the same delay: its address is unknown again.
    passes(world, 31, hugo)
    wrong = sign_in(world.platform.browser(), asked.address, PASSWORD)
    assert "L’adresse e-mail, le numéro ou le mot de passe est incorrect." in wrong.text
    assert "ne correspond à aucun compte amelipro" in hugo.step_1(asked.address).text


def test_the_links_of_a_reminder_answer_the_demand(later_world: World) -> None:
    world = later_world
    luc = world.delegant(LUC)
    asked = comptable(LUC, BRUNO, world.platform.today())
    demand = luc.asks(asked)

    passes(world, 24, luc)
    reminder = world.mailbox.read(Mail.RAPPEL_DEMANDE, asked)
    page = decides(world, reminder.link("Je refuse la délégation"))
    assert "La délégation a bien été refusée." in page.text
    world.mailbox.read(Mail.REFUS, asked)
    is_dead(world, demand, 409, "Demande déjà traitée")


def test_a_delegation_ends_after_its_last_day_and_can_be_repeated(later_world: World) -> None:
    world = later_world
    ines = world.delegant(INES)
    asked = comptable(INES, BRUNO, world.platform.today(), days=2)
    accepts(world, ines.asks(asked))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)

    passes(world, 2, ines)
    assert ines.status(asked) == "Validée"
    assert "Services ouverts pour le compte de" in world.delegue(BRUNO).open(asked).text

    passes(world, 1, ines)
    assert ines.status(asked) == "Terminée"
    bruno = world.delegue(BRUNO)
    assert bruno.status(asked) == "Terminée"
    assert "Services ouverts pour le compte de" not in bruno.open(asked).text
    assert "est terminée" in ines.events()
    assert "est terminée" in bruno.events()
    assert [mail.subject for mail in world.mailbox.unread()] == []

    dialog = ines.browser.submit(ines.open(asked, "Refaire une demande"), "/nouvelle")
    step_2 = ines.browser.submit(dialog, "/nouvelle/profil")
    assert ("profil", PROFILS[asked.profil]) in step_2.form("/nouvelle/valider").filled({})
    today = world.platform.today()
    period = {"debut": today.isoformat(), "fin": (today + timedelta(days=20)).isoformat()}
    assert "La délégation a bien été créée" in ines.browser.submit(step_2, "/nouvelle/valider", **period).text
    again = comptable(INES, BRUNO, today, days=20)
    world.mailbox.read(Mail.CREATION_DELEGANT, again)
    world.mailbox.read(Mail.DEMANDE, again)
    ines.deletes(again)
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, again)
