"""Two délégants invite one person under different spellings of one address (specification §1, §3)."""

from chalicelib.domain.people import Name
from chalicelib.identity.sessions import Mode
from tests.builders import a_practice
from tests.integration.test_story import PASSWORD, create_comptable, link_of
from tests.integration.world import World

ADDRESS = "zoe.nouvelle@exemple.fr"


def test_two_delegants_delegate_to_one_account_and_each_validates_his_own(world: World) -> None:
    world.delegant()
    world.person("paula", "paula@cabinet.example", Name("MME", "Paula", "Autre"), practice=a_practice(), liberal=True)
    claire, paula = world.signed_in("claire"), world.signed_in("paula")
    create_comptable(world, claire, "Zoe.Nouvelle@Exemple.FR")
    create_comptable(world, paula, " zoe.nouvelle@exemple.fr ")
    first, second = [mail for mail in world.deliver() if mail.to == ADDRESS]
    assert len(world.of_kind("alias")) == 3

    browser = world.browser()
    page = browser.get(link_of(first, "creer-un-compte"))
    browser.submit(
        page,
        page.forms[0].action.rsplit("/", 1)[1],
        civilite="MME", nom="Nouvelle", prenom="Zoé", mot_de_passe=PASSWORD, confirmation=PASSWORD, consentement="oui",
    )  # fmt: skip
    # The address now has an account: the other invitation asks for the answer, not for a second account.
    page = browser.get(link_of(second, "creer-un-compte"))
    accepting = next(form.action for form in page.forms if "/accepter/" in form.action)
    browser.submit(page, accepting.rsplit("/", 1)[1], compris="oui")
    assert world.of_kind("grant") == []

    board = claire.get("/delegations")
    claire.submit(claire.get(board.link("Valider")), "/valider")
    assert len(world.of_kind("grant")) == 1
    zoe = world.signed_in(world.of_kind("grant")[0]["pk"]["S"].split("#")[1], Mode.MOT_DE_PASSE)
    received = zoe.get("/recues").text
    assert "Mme Claire EXEMPLE" in received and "Mme Paula AUTRE" in received
    assert "À valider" in received

    board = paula.get("/delegations")
    paula.submit(paula.get(board.link("Valider")), "/valider")
    assert len(world.of_kind("grant")) == 2
    assert len({grant["pk"]["S"] for grant in world.of_kind("grant")}) == 1
