"""The délégant deletes: the mails, and the end of the access (user guide 4)."""

from datetime import timedelta

from tests.browser import Page
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, INES, LINA, LUC, PAUL, comptable
from tests.end_to_end.people import (
    NOT_YET,
    PASSWORD,
    World,
    accepts,
    decides,
    is_dead,
    opens_account,
    sign_in,
)


def says(dialog: Page, *, loses_access: bool, told: bool) -> bool:
    """Whether the dialog mentions the lost access and the délégué's mail exactly as given."""
    return ("n’accèdera plus à votre espace amelipro" in dialog.text) is loses_access and (
        "sera notifié(e) par e-mail" in dialog.text
    ) is told


def test_the_delegant_deletes_a_delegation_that_waits_for_its_delegue(world: World) -> None:
    ines = world.delegant(INES)
    asked = comptable(INES, "trop.tard@essai.example", world.platform.today())
    invitation = ines.invites(asked)

    dialog = ines.deletes(asked)
    assert says(dialog, loses_access=False, told=True)
    assert asked.address in dialog.text
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, asked)
    is_dead(world, invitation, 410, "Délégation supprimée")


def test_the_delegant_deletes_a_delegation_that_waits_for_him(world: World) -> None:
    paul = world.delegant(PAUL)
    asked = comptable(PAUL, "jamais.valide@essai.example", world.platform.today())
    confirmation = opens_account(world, paul.invites(asked), asked)

    dialog = paul.deletes(asked)
    assert says(dialog, loses_access=False, told=True)
    assert "Mme Zoé NOUVELLE" in dialog.text
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, asked)
    is_dead(world, confirmation, 410, "Délégation supprimée")
    assert NOT_YET in sign_in(world.platform.browser(), asked.address, PASSWORD).text


def test_the_delegant_deletes_a_validated_delegation(world: World) -> None:
    luc = world.delegant(LUC)
    asked = comptable(LUC, LINA, world.platform.today())
    accepts(world, luc.asks(asked))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
    lina = world.delegue(LINA)
    assert "Services ouverts pour le compte de" in lina.open(asked).text

    assert says(luc.deletes(asked), loses_access=True, told=True)
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, asked)
    assert lina.rows(asked) == []
    assert "a supprimé votre délégation (Comptable)" in lina.events()


def test_deleting_a_refused_delegation_sends_its_delegue_no_mail(world: World) -> None:
    claire = world.delegant(CLAIRE)
    asked = comptable(CLAIRE, LINA, world.platform.today())
    demand = claire.asks(asked)
    decides(world, demand.link("Je refuse la délégation"))
    world.mailbox.read(Mail.REFUS, asked)

    assert says(claire.deletes(asked), loses_access=False, told=False)
    is_dead(world, demand, 410, "Délégation supprimée")


def test_the_delegant_deletes_a_demand_to_an_account(world: World) -> None:
    paul = world.delegant(PAUL)
    asked = comptable(PAUL, BRUNO, world.platform.today() + timedelta(days=365))
    demand = paul.asks(asked)
    paul.deletes(asked)
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, asked)
    is_dead(world, demand, 410, "Délégation supprimée")
    assert world.delegue(BRUNO).rows(asked) == []
