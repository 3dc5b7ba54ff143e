"""The client of docs/api.md works against the application on a socket."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chalicelib import runtime
from chalicelib.identity import sessions
from tests.integration.scenes import CLAIRE, Scenes

_DOCS = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture
def client(scenes: Scenes, address: str) -> Iterator[Any]:
    """Return the client of the documentation, with Claire's session."""
    named: dict[str, Any] = {}
    (code,) = re.findall(r"```python\n(.*?)```", _DOCS.read_text(encoding="utf-8"), re.DOTALL)
    exec(code, named)  # noqa: S102 - the documentation's own lines
    context = runtime.context()
    cookie = sessions.write(scenes.session(CLAIRE), context.keys, context.now, context.settings)
    place = urlsplit(address)
    connection = HTTPConnection(place.netloc)
    yield named["Delegations"](connection, place.path, f"{sessions.cookie_name(context.settings)}={cookie}")
    connection.close()


def test_the_documented_client_creates_shortens_and_lists(client: Any, scenes: Scenes) -> None:
    today = scenes.today
    end = today + timedelta(days=30)
    terms = {"profil": "comptable", "debut": today.isoformat(), "fin": end.isoformat(), "structures": ["cabinet-1"]}
    found = client.delegate("paul@exemple.fr", **terms)
    assert client.shorten(found, today.isoformat())["statut"]["code"] == "en_cours"
    assert [line["id"] for line in client.every()] == [found]
    assert next(client.every())["fin"] == today.isoformat()
    with pytest.raises(RuntimeError, match="chevauchement"):
        client.delegate("paul@exemple.fr", **terms)
