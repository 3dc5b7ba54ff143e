"""The steps that bring a page into another state."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.end_to_end.browser import lens
from tests.end_to_end.browser.lens import follow
from tests.end_to_end.delegation import SAMPLE_PASSWORD
from tests.end_to_end.people import PASSWORD
from tests.whole import IS_WHOLE

Then = Callable[[Page], object]


def tick(box: Locator) -> None:
    """Tick a box that is not ticked, or choose of several."""
    lens.press(box)
    assert box.is_checked()


def press(name: str) -> Then:
    """Press a button."""
    return lambda page: follow(page.get_by_role("button", name=name, exact=True))


def send(**given: str) -> Then:
    """Fill in fields by name, and send their form, or the only form of the page."""

    def do(page: Page) -> None:
        for name, value in given.items():
            page.fill(f"#f-{name}", value)
        form = page.locator(f"form:has(#f-{next(iter(given))})") if given else page.locator("main form").first
        follow(form.get_by_role("button").last)

    return do


def tick_all_for(months: str) -> Then:
    """Tick every delegation of « Prolonger plusieurs délégations », and prolong each by so many months."""

    def do(page: Page) -> None:
        for box in page.locator("input[name=delegations]").all():
            tick(box)
        tick(page.locator(f"input[name=duree][value='{months}']"))
        press("Prolonger")(page)

    return do


def ask_for_address(address: str) -> Then:
    """Request another address, with the password if the sign-in was more than five minutes ago."""

    def do(page: Page) -> None:
        proof = {"actuel": SAMPLE_PASSWORD} if page.locator("#f-actuel").count() else {}
        send(adresse=address, **proof)(page)

    return do


def step_2(address: str, profil: str = "", *, sent: bool = False) -> Then:
    """Go through step 1, with the dialog of a known address, and choose a profil; `sent` sends its form unchanged."""

    def do(page: Page) -> None:
        page.fill("#f-adresse", address)
        press("Continuer")(page)
        if page.locator(".dialog").count():
            press("Oui")(page)
        if profil:
            follow(page.locator(f"button[name=choix][value={profil}]"))
        if sent:
            follow(page.locator("button[form=etape-2]"))

    return do


def locum(address: str, rpps: str, button: str) -> Then:
    """Delegate to a remplaçant, as far as the button that is pressed once the form is filled in."""

    def do(page: Page) -> None:
        step_2(address, "remplacant")(page)
        follow(page.locator("button[name=periode][value=trimestre]"))
        for name, value in (("categorie", "medecin"), ("specialite", "01")):
            page.select_option(f"#f-{name}", value)
        page.fill("#f-rpps_adeli", rpps)
        tick(page.locator("#f-toutes_structures"))
        press(button)(page)

    return do


def search(address: str, sought: str) -> Then:
    """Search the structures of a comptable's form."""

    def do(page: Page) -> None:
        step_2(address, "comptable")(page)
        page.fill("#f-cherche", sought)
        tick(page.locator("[name=structures]:visible").first)

    return do


def accept(page: Page) -> None:
    """Tick the box and accept."""
    tick(page.locator("#f-compris"))
    press("J’accepte la délégation")(page)


def open_account(page: Page) -> None:
    """Open the account that an invitation offers."""
    page.select_option("#f-civilite", "MME")
    for name, value in (("nom", "Nouvelle"), ("prenom", "Zoé"), ("mot_de_passe", PASSWORD), ("confirmation", PASSWORD)):
        page.fill(f"#f-{name}", value)
    tick(page.locator("#f-consentement"))
    press("Créer un compte amelipro")(page)


def too_often(times: int, **given: str) -> Then:
    """Send the same form once more than allowed, all but the last time without showing the answer."""

    def do(page: Page) -> None:
        form = page.locator(f"form:has(#f-{next(iter(given))})")
        action, fields = form.evaluate("one => [one.action, Object.fromEntries(new FormData(one))]")
        for _ in range(times - 1):
            page.request.post(action, form={**fields, **given}, headers={"Sec-Fetch-Site": "same-origin"})
        send(**given)(page)

    return do


def opened(summary: str) -> Then:
    """Open a part of the page, even one that is closed in a narrow window only."""
    return lambda page: page.locator("details", has=page.get_by_text(summary)).first.evaluate("one => one.open = true")


def card_again(national_id: str, then: Then | None = None) -> Then:
    """Sign in again by card where the page asks for it, after five minutes; then go on."""

    def do(page: Page) -> None:
        ask = page.get_by_role("link", name=re.compile("onnecter (par|avec ma) carte"))
        if ask.count():
            follow(ask)
            tick(page.locator(f"input[name=personne][value='{national_id}']"))
            press("Se connecter")(page)
        if then:
            then(page)

    return do


def ask_for_join_link(page: Page) -> None:
    """Request the link that proves another account."""
    page.fill("#f-adresse-lien", "autre.compte@essai.example")
    press("Recevoir le lien")(page)


def without_token(page: Page) -> None:
    """Send the form without its token, as another site would."""
    page.locator("main input[name=csrf]").evaluate("field => field.value = ''")
    follow(page.locator("main form").get_by_role("button").last)


def without_repetitions(page: Page) -> None:
    """Take out what is like the first two parts of a section; in `make prove` everything is left."""
    if not IS_WHOLE:
        page.evaluate("document.querySelectorAll('details:nth-of-type(n + 3)').forEach((one) => one.remove())")
