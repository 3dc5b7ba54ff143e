"""Between two patients: somebody asks by the code on a screen, and what ends soon is prolonged at once.

Both people have phones, without script; what the délégant does is counted in taps.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.browser.inspection import NARROW
from tests.end_to_end.browser.stage import SECONDS_TO_ARRIVE, Stage
from tests.end_to_end.delegation import INES, LINA, PAUL, SAMPLE_PASSWORD, Card, comptable
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import opens_account
from tests.whole import examples, with_others

LINAS_CPE = "3750100125/0000000042"
MANY = examples(3, 12)
"""More than the dashboard shows on a page, in `make prove`."""


class Phone:
    """A phone whose owner taps, and somebody counts."""

    def __init__(self, stage: Stage) -> None:
        self.page: Page = stage.context(NARROW, script=False).new_page()
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def press(self, name: str) -> None:
        self.tap(self.page.locator("main").get_by_text(name, exact=True).last)

    def says(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)


@pytest.fixture
def phones(stage: Stage) -> Iterator[list[Phone]]:
    """Return the phones of two people."""
    found = [Phone(stage), Phone(stage)]
    yield found
    for phone in found:
        phone.page.context.close()


def shown_code(stage: Stage, card: Card, who: str) -> str:
    """Show the code on the délégant's screen, and return the address that it holds."""
    context = stage.context(NARROW)
    stage.enter(context, stage.signed_in[who])
    page = context.new_page()
    page.goto(f"{stage.url}/delegations/lien-de-demande")
    if page.get_by_role("button", name="Ouvrir mon lien de demande").is_visible():
        page.get_by_role("button", name="Ouvrir mon lien de demande").click()
    expect(page.get_by_role("img", name="Code QR")).to_be_in_viewport()
    address = page.locator(".address a").get_attribute("href")
    context.close()
    assert address
    return address


def ask(phone: Phone, address: str, profil: str, fields: dict[str, str], start: str, end: str) -> str:
    """Follow the code, ask as Lina, and return the id of what she asks for."""
    page = phone.page
    page.goto(address)
    page.check(f"input[name=profil][value={profil}]")
    page.fill("#f-debut", start)
    page.fill("#f-fin", end)
    phone.press("Continuer")
    phone.press("Vous connecter")
    page.fill("#f-adresse", LINA)
    page.fill("#f-mot_de_passe", SAMPLE_PASSWORD)
    phone.press("Vous connecter")
    for name, value in fields.items():
        field = page.locator(f"#f-{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.check("input[name=compris]")
    phone.press("Envoyer ma demande")
    phone.says("Votre demande a bien été envoyée.")
    return page.url.partition("/recues/")[2].partition("?")[0]


@pytest.mark.parametrize(
    ("card", "who", "profil", "fields"),
    with_others(
        [(INES, "ines", "assistant_medical", {"cpe": LINAS_CPE})],
        [(PAUL, "paul", "remplacant", {"categorie": "medecin", "specialite": "01", "rpps_adeli": "99900007777"})],
    ),
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_asked_for_by_the_code_is_open_after_four_taps_and_the_card(
    stage: Stage, phones: list[Phone], card: Card, who: str, profil: str, fields: dict[str, str]
) -> None:
    asker, doctor = phones
    start = stage.world.platform.today() + timedelta(days=500)
    end = start + timedelta(days=6)
    asked = ask(asker, shown_code(stage, card, who), profil, fields, start.isoformat(), end.isoformat())
    mailed = until(
        lambda: [link for link in stage.links(card.address, "delegations") if asked in link],
        SECONDS_TO_ARRIVE,
        "the délégant is not told",
    )[-1]

    page = doctor.page
    doctor.taps += 1  # the button of the mail
    page.goto(mailed)
    doctor.tap(page.get_by_role("link", name="Vous connecter par carte CPS"))
    page.check(f"input[name=personne][value='{card.national_id}']")  # the card, in the stand-in
    page.get_by_role("button", name="Se connecter", exact=True).click()
    doctor.says("vous demande une délégation")
    doctor.tap(page.locator("input[name=toutes_structures]"))
    doctor.press("Valider")
    doctor.says("La délégation a bien été validée.")
    assert doctor.taps <= 4
    asker.page.reload()
    asker.says("Validée")


def test_many_delegations_that_end_are_prolonged_at_once(stage: Stage, phones: list[Phone]) -> None:
    paul, today = stage.world.delegant(PAUL), stage.world.platform.today()
    many = [comptable(PAUL, f"fin.{number}@essai.example", today, days=9) for number in range(MANY)]
    for one, invited in [(one, paul.invites(one)) for one in many]:
        opens_account(stage.world, invited, one)
        paul.validates(one)
    phone = phones[0]
    stage.enter(phone.page.context, stage.signed_in["paul"])
    phone.page.goto(f"{stage.url}/delegations/prolonger")
    phone.tap(phone.page.get_by_label("Toutes celles-ci"))
    phone.tap(phone.page.locator("input[name=duree][value='1']"))
    phone.press("Prolonger")
    results = phone.page.locator("tbody tr")
    assert results.count() >= MANY
    expect(phone.page.locator("tbody tr", has_text="Prolongation demandée jusqu’au")).to_have_count(results.count())
    assert phone.taps == 3
