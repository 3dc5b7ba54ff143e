"""Passkeys of people without a screen, made by a software authenticator for the local platform."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

from tests.authenticator import Credential, Said, registered
from tests.browser import Browser
from tests.end_to_end.local_platform import BASE_PATH

PASSKEYS = "/compte/cles-acces"


def add_passkey(browser: Browser, name: str) -> Credential:
    """Add a passkey to the account signed in a moment ago, and return it."""
    offer = browser.submit(browser.get(PASSKEYS), PASSKEYS, nom=name)
    found = re.search(r'data-options="([^"]*)"', offer.body)
    assert found, offer.text
    options = json.loads(unescape(found.group(1)))
    credential = Credential(options["user"]["id"])
    said = Said(options["challenge"], f"http://localhost:{urlsplit(offer.url).port}", "localhost")
    after = browser.submit(offer, f"{PASSKEYS}/nouvelle", reponse=registered(credential, said))
    assert "a bien été ajoutée" in after.text, after.text
    return credential


def remove_passkey(browser: Browser, name: str) -> None:
    """Remove the passkey of this name."""
    path = urlsplit(browser.get(PASSKEYS).link(name)).path
    after = browser.submit(browser.get(path.removeprefix(BASE_PATH)), path)
    assert "a bien été supprimée" in after.text, after.text
