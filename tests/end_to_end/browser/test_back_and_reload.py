"""Back, Forward and Reload at each step, a session that ends, two tabs: a page of ours, with what was typed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.end_to_end.browser.clicks import press, says
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import BRUNO, HUGO, INES, LINA, SAMPLE_PASSWORD
from tests.end_to_end.people import Delegant
from tests.whole import IS_WHOLE

ADDRESS = "retour@essai.example"
MOVES: tuple[Callable[[Page], Response | None], ...] = (
    *((lambda page: page.reload(),) * IS_WHOLE),
    lambda page: page.go_back(),
    lambda page: page.go_forward(),
    lambda page: page.reload(),
)
"""What ends where it began; in `make prove` after a first reload too."""

WINDOWS = [True, False] if IS_WHOLE else [False]
"""With script on a desktop, without on a phone."""

CREATIONS = [(ADDRESS, False), (LINA, True), *([(ADDRESS, True), (LINA, False)] if IS_WHOLE else [])]
"""To whom, and whether there is script: each of both, and in `make prove` all pairs."""


@pytest.fixture
def hugo(stage: Stage) -> Delegant:
    """Return a délégant with a session of his own."""
    return stage.world.delegant(HUGO)


@pytest.fixture(params=WINDOWS, ids=lambda script: "script" if script else "no-script")
def window(stage: Stage, hugo: Delegant, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Yield the window of the délégant, with script on a desktop and without on a phone."""
    context = stage.context(1280, script=True) if request.param else stage.context(390, script=False)
    stage.enter(context, hugo.browser)
    yield context
    context.close()


def stays(page: Page, text: str) -> None:
    """Go back and forth and reload, and check that the page says this each time it is shown."""
    says(page, text)
    place = page.url
    for move in MOVES:
        answer = move(page)
        assert answer is not None
        assert answer.request.method == "GET"
        assert answer.headers["content-type"].startswith("text/html")
    assert page.url.partition("#")[0] == place.partition("#")[0]
    says(page, text)


def step_2(stage: Stage, page: Page, address: str, stays: Callable[[Page, str], None]) -> None:
    """Go to the form of a comptable, and do at each step what `stays` does."""
    page.goto(f"{stage.url}/delegations/nouvelle")
    page.fill("#f-adresse", "sans-arobase")
    press(page, "Continuer")
    stays(page, "doit comporter")
    page.fill("#f-adresse", address)
    press(page, "Continuer")
    if address == LINA:
        stays(page, "Vérification de compte")
        press(page, "Oui")
    stays(page, "Profil :")
    page.get_by_role("button", name="Choisir le profil Comptable").click()
    stays(page, "Veuillez sélectionner la ou les structure(s)")
    assert page.url.endswith("#conditions")


@pytest.mark.parametrize(("address", "window"), CREATIONS, indirect=["window"])
def test_no_step_of_a_creation_is_lost(stage: Stage, window: BrowserContext, address: str) -> None:
    page = window.new_page()
    step_2(stage, page, address, stays)
    page.locator("button[name=periode]").last.click()
    page.locator("input[name=structures]").first.check()
    page.fill("#f-fin", "31/02/2027")
    press(page, "Valider")
    stays(page, "n’est pas valable")
    expect(page.locator("#f-fin")).to_have_value("31/02/2027")
    expect(page.locator("input[name=structures]").first).to_be_checked()
    asked = stage.fresh(HUGO, address)
    page.fill("#f-debut", f"{asked.debut:%d/%m/%Y}")
    page.fill("#f-fin", f"{asked.fin:%d/%m/%Y}")
    press(page, "Valider")
    says(page, "La délégation a bien été créée.")
    page.go_back()
    says(page, "Ce formulaire a déjà été validé")
    page.go_back()
    assert page.url.startswith(stage.url)


def test_back_to_a_first_page_shows_what_was_typed_to_the_same_person_alone(stage: Stage, hugo: Delegant) -> None:
    context = stage.context(1280, script=True)
    stage.enter(context, hugo.browser)
    page = context.new_page()
    page.goto(f"{stage.url}/delegations/nouvelle")
    page.fill("#f-adresse", "sans-arobase")
    press(page, "Continuer")
    says(page, "doit comporter")
    page.go_back()
    expect(page).to_have_url(f"{stage.url}/delegations/nouvelle")
    expect(page.locator("#f-adresse")).to_have_value("sans-arobase")
    context.clear_cookies()
    stage.enter(context, stage.world.delegant(INES).browser)
    page.reload()
    expect(page.locator("#f-adresse")).to_have_value("")
    context.close()


def test_the_dialogs_no_keeps_the_address(stage: Stage, window: BrowserContext) -> None:
    page = window.new_page()
    for leave in ("Non, je vérifie la saisie", "Fermer sans confirmer", "Retour à la saisie de l’adresse"):
        page.goto(f"{stage.url}/delegations/nouvelle")
        page.fill("#f-adresse", LINA)
        press(page, "Continuer")
        page.get_by_role("link", name=leave).click()
        expect(page.locator("#f-adresse")).to_have_value(LINA)


def sign_in_by_card(page: Page, national_id: str) -> None:
    """Sign in by card where the page of the sign-in offers it."""
    page.get_by_role("link", name="Vous connecter par carte CPS").click()
    page.check(f"input[name=personne][value='{national_id}']")
    page.get_by_role("button", name="Se connecter").click()


def test_a_session_that_ends_before_valider_loses_nothing(stage: Stage, hugo: Delegant, window: BrowserContext) -> None:
    page = window.new_page()
    step_2(stage, page, "fin.de.session@essai.example", says)
    asked = stage.fresh(HUGO, "fin.de.session@essai.example")
    page.fill("#f-debut", f"{asked.debut:%d/%m/%Y}")
    page.fill("#f-fin", f"{asked.fin:%d/%m/%Y}")
    page.locator("input[name=structures]").first.check()
    hugo.browser.submit(hugo.browser.get("/compte"), "/deconnexion")
    press(page, "Valider")
    stays(page, "Votre saisie est conservée pendant une heure")
    sign_in_by_card(page, HUGO.national_id)
    stays(page, "Votre saisie a été conservée.")
    expect(page.locator("#f-fin")).to_have_value(f"{asked.fin:%d/%m/%Y}")
    press(page, "Valider")
    says(page, "La délégation a bien été créée.")


def test_a_wrong_password_and_two_tabs_end_signed_in_on_the_page_asked_for(stage: Stage) -> None:
    context = stage.context()
    first, second, third = (context.new_page() for _ in range(3))
    first.goto(f"{stage.url}/recues")
    second.goto(f"{stage.url}/notifications")
    third.goto(f"{stage.url}/compte/e-mail")
    first.get_by_label("E-mail").fill(LINA)
    first.locator("#f-mot_de_passe").fill("Autre-Chose-12")
    press(first, "Vous connecter")
    stays(first, "incorrect")
    for page, path in ((first, "/recues"), (second, "/notifications"), (third, "/compte/e-mail")):
        page.get_by_label("E-mail").fill(LINA)
        page.locator("#f-mot_de_passe").fill(SAMPLE_PASSWORD)
        press(page, "Vous connecter")
        expect(page).to_have_url(f"{stage.url}{path}")
    context.close()


def test_the_answer_to_a_link_is_not_lost(stage: Stage, hugo: Delegant) -> None:
    context = stage.context(390, script=False)
    page = context.new_page()
    page.goto(hugo.asks(stage.fresh(HUGO, BRUNO)).link("J’accepte la délégation"))
    press(page, "J’accepte la délégation")
    stays(page, "Cochez cette case")
    page.check("#f-compris")
    press(page, "J’accepte la délégation")
    says(page, "La délégation a bien été acceptée.")
    page.reload()
    says(page, "La délégation a bien été acceptée.")
    page.go_back()
    says(page, "Demande déjà traitée")
    page.go_forward()
    says(page, "La délégation a bien été acceptée.")
    context.close()
