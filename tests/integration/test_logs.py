"""Logs have one line for each request, act and mail, and nothing personal (specification §7)."""

import base64
import io
import json
import logging
from collections.abc import Iterator
from quopri import encodestring
from urllib.parse import quote

import pytest

from chalicelib import runtime
from chalicelib.logs import JsonFormatter
from tests.integration.test_story import (
    PASSWORD,
)
from tests.integration.test_story import (
    test_an_unknown_address_is_invited_opens_an_account_and_is_validated as play_the_story,
)
from tests.integration.world import World

PLANTED = ("zoe.nouvelle@exemple.fr", "claire@cabinet.example", "Nouvelle", "Zoé", "Exemple", PASSWORD)


@pytest.fixture
def lines(anew: None) -> Iterator[io.StringIO]:
    """Yield the lines logged by the service and its libraries."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def encodings(text: str) -> set[str]:
    """Return the encodings in which a text could appear in a log."""
    raw = text.encode()
    return {
        text,
        quote(text),
        json.dumps(text)[1:-1],
        raw.hex(),
        base64.b64encode(raw).decode().rstrip("="),
        encodestring(raw).decode().strip(),
    }


def test_a_whole_story_logs_no_address_name_token_or_password(world: World, lines: io.StringIO) -> None:
    play_the_story(world)

    logged = lines.getvalue()
    tokens = {word.rsplit("/", 1)[1] for mail in world.mails() for word in mail.text.split() if "/lien/" in word}
    for planted in (*PLANTED, *tokens):
        for form in encodings(planted):
            assert form not in logged, f"{planted} as {form}"
    assert tokens


def test_each_request_act_and_mail_has_its_line(world: World, lines: io.StringIO) -> None:
    play_the_story(world)

    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    acts = [line["act"] for line in logged if line["event"] == "act"]
    assert acts == ["creation", "ouverture_compte", "validation"]
    told = [(line["mail"], line["state"]) for line in logged if line["event"] == "mail"]
    assert len(told) == len(world.mails()) == 5
    names = [f"{row['about']['S']}.{row['sk']['S'].replace('#', '.')}" for row in world.of_kind("mail")]
    assert sorted(told) == sorted((name, "envoye") for name in names), "by its row's name, a mail is found again"
    requests = [(line["method"], line["route"]) for line in logged if line["event"] == "request"]
    assert ("POST", "/lien/{purpose}/{token}") in requests
    assert all("{" in route or route.count("/") <= 3 for _, route in requests)


def test_an_error_is_logged_with_its_type_and_place_without_its_message(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("zoe.nouvelle@exemple.fr")

    monkeypatch.setattr(runtime, "context", fail)

    page = world.browser().get("/aide")

    assert page.status == 503
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines() if "no_context" in line]
    assert line["error"] == "RuntimeError"
    assert line["where"]
    assert "zoe" not in lines.getvalue()
