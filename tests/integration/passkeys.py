"""Passkeys in the browsers of the tests: what passkeys.js does, done with a software authenticator."""

import json
import re
from html import unescape
from typing import Any

from chalicelib.store import keys, passkeys
from chalicelib.store.passkeys import Passkey
from chalicelib.store.table import read
from chalicelib.store.writes import transact
from tests.authenticator import Credential, Said, asserted, registered
from tests.browser import Browser, Page
from tests.integration.world import LOOKUP

LIST, NEW, SIGN_IN = "/compte/cles-acces", "/compte/cles-acces/nouvelle", "/connexion/cle-acces"


def options_on(page: Page) -> dict[str, Any]:
    """Return the options that a page gives to the browser."""
    found = re.search(r'data-options="([^"]*)"', page.body)
    assert found, page.text
    options: dict[str, Any] = json.loads(unescape(found.group(1)))
    return options


def offered(browser: Browser, name: str = "Téléphone", **given: str) -> Page:
    """Name a new passkey, and return the page on which the browser makes it."""
    return browser.submit(browser.get(LIST), LIST, nom=name, **given)


def made_on(browser: Browser, page: Page) -> tuple[Credential, Page]:
    """Make the passkey that a page offers; return it, and the page to which that leads."""
    options = options_on(page)
    credential = Credential(options["user"]["id"])
    answer = registered(credential, Said(options["challenge"]))
    return credential, browser.submit(page, NEW, reponse=answer)


def added(browser: Browser, name: str = "Téléphone", **given: str) -> Credential:
    """Add a passkey to the account signed in in a browser, and return it."""
    credential, after = made_on(browser, offered(browser, name, **given))
    assert "a bien été ajoutée" in after.text, after.text
    return credential


def challenge_for(browser: Browser) -> str:
    """Return the challenge that « Connexion » gives to a browser."""
    return str(options_on(browser.get("/connexion"))["challenge"])


def answered(browser: Browser, answer: str, page: Page | None = None) -> Page:
    """Send an answer from « Connexion », and return the page to which it leads."""
    return browser.submit(page or browser.get("/connexion"), SIGN_IN, reponse=answer)


def signed_in_with(browser: Browser, credential: Credential) -> Page:
    """Sign in with a passkey, and return the page to which that leads."""
    page = browser.get("/connexion")
    return answered(browser, asserted(credential, Said(options_on(page)["challenge"])), page)


def passkeys_of(account_id: str) -> list[Passkey]:
    """Return the passkeys of an account as stored."""
    return passkeys.passkeys_of(read([keys.passkeys(account_id)]), account_id)


def give_passkey(account_id: str) -> str:
    """Give an account a passkey that nothing can sign with, and return its id."""
    added = Passkey(f"cle-{account_id}", f"credential-{account_id}", "", "0" * 40, "Téléphone", 0, added_at=1)
    transact(passkeys.addition_of(account_id, None, added, LOOKUP))
    return added.id
