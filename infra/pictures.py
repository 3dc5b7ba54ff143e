"""Takes the pictures of docs/: plays a small story on the local platform, in Debian's Chromium, and photographs it."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PARIS = ZoneInfo("Europe/Paris")
PICTURES = ROOT / "docs" / "pictures"

DESKTOP, PHONE = 1280, 390
TALLEST: Mapping[int, int] = {DESKTOP: 1100, PHONE: 1400}
TALLEST_MAIL: Mapping[int, int] = {DESKTOP: 920, PHONE: 1300}
"""Pixels. What lies below is cut off, so that no picture weighs too much; mails are nothing but text, which does."""

MOST_FILES, MOST_BYTES = 24, 150_000

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SECONDS_TO_START = 60.0
_SECONDS_TO_ARRIVE = 20.0

CLAIRE = "899900001019"
BRUNO, LINA, AGATHE = (
    "bruno.comptable@gestion.example",
    "lina.fictive@assistance.example",
    "agathe.attente@gestion.example",
)
ZOE = "zoe.remplacante@essai.example"
SAMPLE_PASSWORD = "Tournesol-42!"  # noqa: S105 - of the sample people
NEW_PASSWORD = "Jardin-Fleuri-27"  # noqa: S105 - of somebody invented


class NotTaken(Exception):
    """The pictures could not be taken; the message says why."""


@dataclass(frozen=True)
class Mail:
    """One mail of the mailbox."""

    id: int
    to: str
    subject: str
    text: str

    def link(self, purpose: str) -> str:
        """Return the link of the text part for a purpose; raises `NotTaken` when there is none."""
        found = re.search(rf"\S+/lien/{purpose}/\S+", self.text)
        if found is None:
            raise NotTaken(f"« {self.subject} » has no link « {purpose} »")
        return found[0]


class Studio:
    """The platform, a browser, and the pictures taken so far."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.taken: list[Path] = []
        self._faults: list[str] = []
        self._browser = browser

    def page(self) -> Page:
        """Open a window in which nobody is signed in."""
        context = self._browser.new_context(viewport={"width": DESKTOP, "height": 800}, locale="fr-FR")
        context.set_default_timeout(10_000)
        context.on("response", self._note)
        return context.new_page()

    def _note(self, response: Response) -> None:
        if response.status >= 500:
            self._faults.append(f"{response.status} from {response.url}")

    def go(self, page: Page, path: str) -> None:
        """Open a page of the service."""
        page.goto(f"{self.url}{path}")

    def take(
        self,
        page: Page,
        name: str,
        widths: Sequence[int] = (DESKTOP, PHONE),
        tallest: Mapping[int, int] = TALLEST,
    ) -> None:
        """Photograph what `page` shows, at each width, from its top; raises `NotTaken` when the service has failed."""
        if self._faults:
            raise NotTaken(f"{name}: {self._faults[0]}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            page.mouse.move(0, 0)
            page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
            height = min(page.evaluate("document.documentElement.scrollHeight"), tallest[width])
            path = PICTURES / f"{name}-{width}.png"
            clip: Any = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")
            self.taken.append(path)
        page.set_viewport_size({"width": DESKTOP, "height": 800})

    def mail(self, to: str, subject: str) -> Mail:
        """Wait for a mail, and return the newest that fits."""
        deadline = time.monotonic() + _SECONDS_TO_ARRIVE
        reader = self.page()
        while time.monotonic() < deadline:
            for found in reader.request.get(f"{self.url}/local/mails.json").json():
                if found["to"] == to and found["subject"].startswith(subject):
                    reader.context.close()
                    return Mail(found["id"], found["to"], found["subject"], found["text"])
            time.sleep(0.1)
        raise NotTaken(f"« {subject} » never reached {to}")

    def take_mail(self, mail: Mail, name: str, widths: Sequence[int] = (DESKTOP, PHONE)) -> None:
        """Photograph the HTML part of a mail."""
        page = self.page()
        self.go(page, f"/local/mails/{mail.id}/html")
        self.take(page, name, widths, TALLEST_MAIL)
        page.context.close()


class Delegant:
    """Mme Claire EXEMPLE, signed in by card."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.page = studio.page()
        studio.go(self.page, "/connexion/carte")
        self.page.check(f'input[name="personne"][value="{CLAIRE}"]')
        self.page.click("button:not([name])")
        self.page.wait_for_url("**/compte")

    def invites(self, address: str, profil: str, days: int) -> None:
        """Create a delegation for so many days from today."""
        page = self.page
        self._studio.go(page, "/delegations/nouvelle")
        page.fill("#f-adresse", address)
        page.click("text=Continuer")
        if page.locator("text=Vérification de compte").count():
            page.click("button:has-text('Oui')")
        page.click(f'button[name="profil"][value="{profil}"]')
        self.fill_terms(profil, days)
        page.click("button[form=conditions]")
        page.wait_for_url("**/delegations?fait=creee")

    def fill_terms(self, profil: str, days: int) -> None:
        """Fill in step 2."""
        page, today = self.page, datetime.now(PARIS).date()
        page.fill("#f-debut", today.isoformat())
        page.fill("#f-fin", (today + timedelta(days=days - 1)).isoformat())
        if profil == "remplacant":
            page.select_option("#f-categorie", "medecin")
            page.select_option("#f-specialite", "01")
            page.fill("#f-rpps_adeli", "99900007777")
            page.check("#f-toutes_structures")
        else:
            page.locator('input[name="structures"]').first.check()

    def row(self, address: str) -> str:
        """Return the path of the delegation of an address."""
        self._studio.go(self.page, "/delegations")
        link = self.page.locator(f'tr:has-text("{address}") th a').first
        return str(link.get_attribute("href"))


def play(studio: Studio) -> None:
    """Play the story: invitations, answers, validation, and photograph what people see on the way."""
    visitor = studio.page()
    studio.go(visitor, "/connexion")
    studio.take(visitor, "connexion")
    claire = Delegant(studio)
    studio.take(claire.page, "compte", [DESKTOP])
    claire.invites(AGATHE, "comptable", days=30)
    claire.invites(LINA, "comptable", days=60)
    claire.invites(BRUNO, "comptable", days=365)
    claire.invites(ZOE, "remplacant", days=15)
    _take_creation(studio, claire)
    _answer_by_mail(studio, visitor)
    _open_account(studio, visitor)
    _look_at_delegations(studio, claire)
    _look_as_delegue(studio)


def _take_creation(studio: Studio, claire: Delegant) -> None:
    """Photograph the steps for a known address, up to « Valider », which nobody presses: they create nothing."""
    page = claire.page
    studio.go(page, "/delegations/nouvelle")
    page.fill("#f-adresse", BRUNO)
    studio.take(page, "nouvelle", [DESKTOP])
    page.click("text=Continuer")
    studio.take(page, "verification", [DESKTOP])
    page.click("button:has-text('Oui')")
    page.click('button[name="profil"][value="remplacant"]')
    claire.fill_terms("remplacant", days=15)
    studio.take(page, "profil")


def _answer_by_mail(studio: Studio, visitor: Page) -> None:
    """Lina refuses and Bruno accepts, by the links of their mails."""
    visitor.goto(studio.mail(LINA, "Création").link("refuser"))
    visitor.click("text=Je refuse la délégation")
    demand = studio.mail(BRUNO, "Création")
    studio.take_mail(demand, "mail-demande", [PHONE])
    visitor.goto(demand.link("accepter"))
    studio.take(visitor, "lien-decision")
    visitor.check("#f-compris")
    visitor.click("button:has-text('J’accepte la délégation')")
    studio.take(visitor, "lien-confirmation", [PHONE])


def _open_account(studio: Studio, visitor: Page) -> None:
    """Zoé opens an account by the link of her invitation, then tries the link again."""
    invitation = studio.mail(ZOE, "Création")
    studio.take_mail(invitation, "mail-invitation")
    visitor.goto(invitation.link("creer-un-compte"))
    visitor.select_option("#f-civilite", "MME")
    visitor.fill("#f-nom", "Nouvelle")
    visitor.fill("#f-prenom", "Zoé")
    visitor.fill("#f-rpps_adeli", "99900008888")
    visitor.fill("#f-mot_de_passe", NEW_PASSWORD)
    visitor.fill("#f-confirmation", NEW_PASSWORD)
    visitor.check("#f-consentement")
    studio.take(visitor, "lien-compte")
    visitor.click("button:has-text('Créer un compte amelipro')")
    visitor.goto(invitation.link("creer-un-compte"))
    studio.take(visitor, "lien-traite", [PHONE])


def _look_at_delegations(studio: Studio, claire: Delegant) -> None:
    """Claire has something to validate."""
    page = claire.page
    to_claire = studio.mail("claire.exemple@cabinet.example", "Acceptation")
    studio.take_mail(to_claire, "mail-acceptation", [DESKTOP])
    studio.go(page, "/delegations")
    page.click("summary:has-text('Calendrier')")
    studio.take(page, "tableau")
    studio.go(page, claire.row(ZOE) + "/valider")
    studio.take(page, "valider", [DESKTOP])
    studio.go(page, claire.row(BRUNO))
    studio.take(page, "detail", [DESKTOP])
    studio.go(page, claire.row(BRUNO) + "/supprimer")
    studio.take(page, "suppression", [DESKTOP])
    studio.go(page, "/notifications")
    studio.take(page, "notifications", [PHONE])


def _look_as_delegue(studio: Studio) -> None:
    """Bruno finds what he was given."""
    page = studio.page()
    studio.go(page, "/connexion")
    page.fill("#f-adresse", BRUNO)
    page.fill("#f-mot_de_passe", SAMPLE_PASSWORD)
    page.click("button:has-text('Vous connecter')")
    studio.go(page, "/recues")
    page.click("main table a")
    studio.take(page, "recue", [DESKTOP])


@contextmanager
def _platform() -> Iterator[str]:
    """Run the local platform on a free port and give its address, until the end of the block."""
    command = [sys.executable, "-m", "infra.local", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield _address_said(process)
    finally:
        process.terminate()
        process.wait(_SECONDS_TO_START)


def _address_said(process: "subprocess.Popen[str]") -> str:
    """Read what the platform says until it gives its address; raises `NotTaken` when it ends before."""
    for line in process.stdout or ():
        found = re.search(r"(http://127\.0\.0\.1:\d+)/local\s", line)
        if found:
            return found[1]
    raise NotTaken("the local platform did not start")


def check(taken: Sequence[Path]) -> None:
    """Raise `NotTaken` when the pictures would weigh on whoever clones the repository."""
    if len(taken) > MOST_FILES:
        raise NotTaken(f"{len(taken)} pictures: keep to {MOST_FILES}")
    for path in taken:
        if path.stat().st_size > MOST_BYTES:
            raise NotTaken(f"{path.name} weighs {path.stat().st_size} bytes: keep to {MOST_BYTES}")


def main() -> None:
    """Take every picture anew."""
    chromium = shutil.which("chromium") or _CHROMIUM
    if not Path(chromium).exists():
        raise NotTaken("Chromium is missing. To install it: sudo apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _platform() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        studio = Studio(url, browser)
        play(studio)
        browser.close()
    for old in set(PICTURES.glob("*.png")) - set(studio.taken):
        old.unlink()
    check(studio.taken)
    for path in studio.taken:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    try:
        main()
    except NotTaken as reason:
        sys.exit(str(reason))
