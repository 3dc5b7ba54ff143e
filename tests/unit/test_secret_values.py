"""Printing a value does not print its secrets."""

from typing import NamedTuple

import pytest

from chalicelib.context import Context
from chalicelib.http.cookies import Cookies
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.web.forms import Form
from chalicelib.web.visit import Visit
from tests.builders import NOW

SECRET = "never-to-be-seen"
KEYS = Keyring(links=(SECRET,), sessions=(SECRET,), lookup=SECRET, psc_client_secret=SECRET)
CONTEXT = Context(NOW, Settings(), KEYS)
FORM = Form({"mot_de_passe": SECRET})
COOKIES = Cookies((f"session={SECRET}",))


@pytest.mark.parametrize(
    "value",
    [
        KEYS,
        CONTEXT,
        FORM,
        COOKIES,
        Visit(CONTEXT, "GET", f"/lien/accepter/{SECRET}", FORM, FORM, COOKIES, None, "192.0.2.1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_holds_secrets_is_printed_without_them(value: NamedTuple) -> None:
    assert SECRET not in repr(value)
