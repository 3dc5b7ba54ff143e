"""Printing a value does not print its secrets."""

from types import SimpleNamespace

import pytest

from chalicelib.context import Context
from chalicelib.http.cookies import Cookies
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from tests.builders import NOW

SECRET = "never-to-be-seen"
KEYS = Keyring(links=(SECRET,), sessions=(SECRET,), lookup=SECRET, psc_client_secret=SECRET)
CONTEXT = Context(NOW, Settings(), KEYS)
FORM = Form({"mot_de_passe": SECRET})
COOKIES = Cookies((f"session={SECRET}",))
REQUEST = SimpleNamespace(method="GET", path=f"/lien/accepter/{SECRET}")


@pytest.mark.parametrize(
    "value",
    [
        KEYS,
        CONTEXT,
        FORM,
        COOKIES,
        Visit(CONTEXT, REQUEST, FORM),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_holds_secrets_is_printed_without_them(value: object) -> None:
    assert SECRET not in repr(value)
