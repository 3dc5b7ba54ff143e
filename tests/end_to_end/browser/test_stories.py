"""The stories by clicks, in the narrowest window without script; in `make prove` in the widest with it too.

Those that the user guide tells on a phone without script (tests/end_to_end/told) are told here in `make prove` alone,
two of them in every window (specification §3). With script test_keyboard.py tells nearly all of them.
"""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.end_to_end.browser.clicks import Scene, creates, given, press, row, says
from tests.end_to_end.browser.inspection import MEDIUM, NARROW, WIDE
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LINA, LUC, PAUL, comptable
from tests.end_to_end.people import NOT_YET, PASSWORD, opens_account
from tests.whole import with_others


@pytest.fixture
def scene(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """Return the windows of a story."""
    width, script = request.param
    found = Scene(stage, width, script, [])
    yield found
    for context in found.contexts:
        context.close()


def an_unknown_address_becomes_an_account_that_is_validated(scene: Scene) -> None:
    stage, address = scene.stage, scene.unique("zoe")
    asked = stage.fresh(CLAIRE, address)
    claire = scene.person("claire")
    creates(claire, asked, known=False)

    zoe = scene.visitor()
    zoe.goto(stage.world.mailbox.read(Mail.INVITATION, asked).link("Je crée un compte amelipro"))
    press(zoe, "Créer un compte amelipro")
    says(zoe, "Le formulaire comporte")
    zoe.get_by_label("Civilité").select_option("MME")
    zoe.get_by_label("Nom", exact=False).first.fill("Nouvelle")
    zoe.get_by_label("Prénom").fill("Zoé")
    zoe.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    zoe.get_by_label("Confirmer mot de passe").fill(PASSWORD)
    zoe.get_by_label("J’autorise l’Assurance Maladie").check()
    press(zoe, "Créer un compte amelipro")
    says(zoe, "Votre compte a bien été créé.")
    says(zoe, NOT_YET)

    claire.goto(f"{stage.url}/delegations")
    claire.locator(row(claire, address)).get_by_role("link", name="Valider").click()
    says(claire, "NOUVELLE")
    press(claire, "Valider")
    says(claire, "La délégation a bien été validée.")

    zoe.goto(f"{stage.url}/connexion")
    zoe.get_by_label("E-mail").fill(address)
    zoe.get_by_label("Mot de passe").fill(PASSWORD)
    press(zoe, "Vous connecter")
    zoe.get_by_role("link", name="Mes délégations reçues").click()
    says(zoe, "Mme Claire EXEMPLE")


def a_person_with_an_account_accepts_by_mail(scene: Scene) -> None:
    asked = scene.stage.fresh(PAUL, BRUNO)
    creates(scene.person("paul"), asked, known=True)
    page = scene.visitor()
    page.goto(scene.stage.world.mailbox.read(Mail.DEMANDE, asked).link("J’accepte la délégation"))
    press(page, "J’accepte la délégation")
    says(page, "Cochez cette case pour accepter la délégation.")
    page.get_by_label("J’ai compris que j’agirai").check()
    press(page, "J’accepte la délégation")
    says(page, "La délégation a bien été acceptée.")


def a_person_with_an_account_refuses_by_mail(scene: Scene) -> None:
    _, link = given(scene, INES, LINA)
    page = scene.visitor()
    page.goto(link)
    press(page, "Je refuse la délégation")
    says(page, "La délégation a bien été refusée.")


def a_person_disowns_the_delegant(scene: Scene) -> None:
    _, link = given(scene, INES, LINA)
    page = scene.visitor()
    page.goto(link)
    press(page, "Je ne travaille pas avec ce praticien")
    says(page, "Merci, votre demande a bien été prise en compte.")


def the_delegant_changes_then_deletes(scene: Scene) -> None:
    stage, address = scene.stage, scene.unique("court")
    asked = stage.fresh(LUC, address)
    opens_account(stage.world, stage.world.delegant(LUC).invites(asked), asked)
    page = scene.person("luc", "/delegations")
    page.locator(row(page, address)).get_by_role("link", name="Modifier").click()
    page.fill("#f-fin", asked.debut.isoformat())
    press(page, "Valider")
    says(page, "La délégation a bien été mise à jour.")
    says(page, f"au {asked.debut:%d/%m/%Y}")
    press(page, "Supprimer")
    says(page, "Suppression de délégation - Confirmation")
    press(page, "Confirmer")
    says(page, "La délégation a bien été supprimée.")


def a_delegue_answers_and_gives_up_in_his_space(scene: Scene) -> None:
    asked, _ = given(scene, HUGO, BRUNO)
    page = scene.person("bruno", "/recues")
    line = f'tbody tr:has-text("{asked.debut:%d/%m/%Y}")'
    page.locator(line).get_by_role("link", name=HUGO.name).click()
    page.get_by_label("J’ai compris que j’agirai").check()
    press(page, "J’accepte la délégation")
    says(page, "La délégation a bien été acceptée.")
    says(page, f"Accès ouvert à partir du {asked.debut:%d/%m/%Y}")
    press(page, "Renoncer à la délégation")
    press(page, "Confirmer")
    says(page, "Vous avez renoncé à la délégation.")


def a_forgotten_password_is_replaced(scene: Scene) -> None:
    stage, address = scene.stage, scene.unique("oubli")
    asked = comptable(HUGO, address, stage.world.platform.today())
    hugo = stage.world.delegant(HUGO)
    opens_account(stage.world, hugo.invites(asked), asked)
    hugo.validates(asked)
    page = scene.visitor()
    page.goto(f"{stage.url}/connexion")
    page.get_by_role("link", name="Mot de passe oublié").click()
    page.get_by_label("Adresse e-mail").fill(address)
    press(page, "Recevoir le lien")
    says(page, "Consultez votre messagerie")
    page.goto(stage.next_link(address, "nouveau-mot-de-passe"))
    page.get_by_label("Nouveau mot de passe").fill("Jardin-Fane-28")
    page.get_by_label("Confirmer mot de passe").fill("Jardin-Fane-28")
    press(page, "Valider")
    says(page, "Votre mot de passe a bien été modifié.")
    says(page, "Mon compte")


def an_address_changes(scene: Scene) -> None:
    stage, former, address = scene.stage, scene.unique("avant"), scene.unique("apres")
    asked = comptable(HUGO, former, stage.world.platform.today())
    hugo = stage.world.delegant(HUGO)
    opens_account(stage.world, hugo.invites(asked), asked)
    hugo.validates(asked)
    page = scene.visitor()
    stage.enter(page.context, stage.world.delegue(former, PASSWORD).browser)
    page.goto(f"{stage.url}/compte")
    page.get_by_role("link", name="Modifier mon e-mail").click()
    page.get_by_label("Nouvelle adresse e-mail").fill(address)
    press(page, "Recevoir le lien")
    says(page, "Un lien de confirmation vient d’être envoyé")
    page.goto(stage.next_link(address, "confirmer-adresse"))
    press(page, "Je confirme mon adresse e-mail")
    says(page, f"L’adresse {address} est maintenant celle de votre compte amelipro.")
    page.goto(stage.next_link(former, "ce-n-est-pas-moi"))
    press(page, "Fermer toutes les sessions")
    says(page, "Appelez sans attendre l’assistance technique")


def _signed_in_anew(scene: Scene, address: str) -> Page:
    """Return a browser not seen before, in which somebody has signed in who knows the password."""
    page = scene.visitor()
    page.goto(f"{scene.stage.url}/connexion")
    page.locator("#f-adresse").fill(address)
    page.locator("#f-mot_de_passe").fill(PASSWORD)
    press(page, "Vous connecter")
    says(page, "Mon compte")
    return page


def a_stranger_with_the_password_is_thrown_out(scene: Scene) -> None:
    stage, address = scene.stage, scene.unique("evenements")
    asked = comptable(INES, address, stage.world.platform.today())
    ines = stage.world.delegant(INES)
    opens_account(stage.world, ines.invites(asked), asked)
    ines.validates(asked)
    forgotten, stranger = _signed_in_anew(scene, address), _signed_in_anew(scene, address)
    stranger.get_by_role("link", name="Consulter mes derniers événements").click()
    says(stranger, "Connexion par mot de passe, depuis Chrome sous Linux")
    stranger.get_by_role("button", name="Déconnecter la session du").first.click()
    says(stranger, "La session est fermée.")
    forgotten.reload()
    says(forgotten, "Votre session a pris fin.")
    owner = scene.visitor()
    owner.goto(stage.next_link(address, "connexion-inconnue", after=1))
    press(owner, "Ce n’est pas moi, fermer toutes les sessions")
    says(owner, "Toutes vos sessions sont fermées.")
    stranger.reload()
    says(stranger, "Votre session a pris fin.")
    owner.goto(stage.next_link(address, "nouveau-mot-de-passe"))
    owner.get_by_label("Nouveau mot de passe").fill("Jardin-Fane-28")
    owner.get_by_label("Confirmer mot de passe").fill("Jardin-Fane-28")
    press(owner, "Valider")
    says(owner, "Votre mot de passe a bien été modifié.")


UTMOST = [(NARROW, False), (WIDE, True)]
"""The narrowest window without script, the widest with."""
EVERY = [*UTMOST, (NARROW, True), (MEDIUM, False)]
"""Every width, with and without script; not every pair, which would tell little more."""
ACCOUNTS = (
    a_delegue_answers_and_gives_up_in_his_space,
    a_forgotten_password_is_replaced,
    an_address_changes,
    a_stranger_with_the_password_is_thrown_out,
)
ANSWERS = (
    a_person_with_an_account_accepts_by_mail,
    a_person_with_an_account_refuses_by_mail,
    a_person_disowns_the_delegant,
)
"""Stories that the user guide tells too."""
FORMS = (an_unknown_address_becomes_an_account_that_is_validated, the_delegant_changes_then_deletes)
"""The same, through forms that change with the width."""


@pytest.mark.parametrize(
    ("story", "scene"),
    with_others(
        product(ACCOUNTS, UTMOST[:1]),
        [*product(ACCOUNTS, UTMOST[1:]), *product(ANSWERS, UTMOST), *product(FORMS, EVERY)],
    ),
    indirect=["scene"],
    ids=lambda given: getattr(given, "__name__", str(given)),
)
def test_a_story_is_told_by_clicks(story: Callable[[Scene], None], scene: Scene) -> None:
    story(scene)
