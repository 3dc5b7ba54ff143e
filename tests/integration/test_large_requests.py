"""Every route refuses a huge request with a short answer and little work.

Work is counted in function calls, Python's and C's, so that the result is the same on every machine.
"""

import cProfile
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from app import app
from chalicelib import runtime
from chalicelib.acts.credentials import create_credential
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.http import bodies
from chalicelib.identity import sessions
from chalicelib.settings import settings
from tests.integration import gateway
from tests.integration.refused_input import lasting_items
from tests.integration.scenes import HELENE, Scenes
from tests.integration.standing import standing_scenes
from tests.whole import IS_WHOLE, longer_in_prove

FORM, JSON = "application/x-www-form-urlencoded", "application/json"

MOST_CALLS = 150_000
"""A request may cost so many calls, those of the emulator of DynamoDB included: some thirty milliseconds. Reading
64 KiB of percent signs takes most of them; comparing a domain of 60 kB with those of the providers takes millions.
"""

HARMLESS = {"/deconnexion", "/notifications", "/access/v1/introspect"}
"""What takes a form whatever else stands in it, or says of anything that it is no token."""
WHO = ("stranger", "before sign-in", "signed in", "service")
STEPS = dict(zip(WHO, (9, 3, 6, 3), strict=True))
"""Each large request is tried on each n-th route that takes it. Those of a stranger end before most routes begin."""
LONG = 60_000
ROUTES = [(path, method) for path, methods in app.routes.items() for method in methods]
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}

FIELDS = (
    "adresse", "confirmee", "csrf", "etape", "profil", "debut", "fin", "structures", "nom", "prenom", "rpps_adeli",
    "cpe", "mot_de_passe", "confirmation", "actuel", "suite", "depuis", "cle", "version", "verification", "compris",
    "token", "grant_type", "subject_token", "scope", "subject", "evaluations",
)  # fmt: skip


def _forms() -> Iterator[tuple[str, str]]:
    yield "a domain of 60 kB", urlencode({"adresse": "a@" + "x" * LONG})
    yield "a domain of 15 kB", urlencode({"adresse": "a@" + "x" * 15_000})
    yield "a domain of 15 kB in accents", urlencode({"adresse": "a@" + "é" * 2_500})
    yield "60 kB in one field after another", urlencode(dict.fromkeys(FIELDS, "9" * (LONG // len(FIELDS))))
    yield "percent signs", "adresse=" + "%" * LONG
    yield "many fields", "&".join(f"champ{number}=x" for number in range(8_000))
    yield "five megabytes", "adresse=" + "x" * 5_000_000


def _texts() -> Iterator[tuple[str, str]]:
    yield "a domain of 60 kB", json.dumps({"adresse": "a@" + "x" * LONG})
    yield "a domain of 15 kB", json.dumps({"adresse": "a@" + "x" * 15_000})
    yield "every field long", json.dumps(dict.fromkeys(FIELDS, "x" * (LONG // len(FIELDS))))
    yield "deep lists", "[" * LONG
    yield "deep objects", '{"adresse":' * (LONG // 11)
    yield "many fields", json.dumps(dict.fromkeys((f"champ{number}" for number in range(4_000)), 1))
    yield "many numbers", json.dumps({"structures": [1] * 20_000})
    yield "a number of 60,000 digits", '{"version": ' + "9" * LONG + "}"
    yield "five megabytes", json.dumps({"adresse": "x" * 5_000_000})


LARGE_FORMS, LARGE_TEXTS = tuple(_forms()), tuple(_texts())
"""Made once: to write five megabytes takes longer than to refuse them."""


@dataclass(frozen=True)
class Sender:
    """A sender of requests: his proof, and the beginning of his forms."""

    headers: Mapping[str, str]
    fields: str = ""
    interfaces: tuple[str, ...] = ("/",)

    def routes(self) -> list[tuple[str, str]]:
        """Return the routes that accept his proof; for the others he is a stranger."""
        return [(path, method) for path, method in ROUTES if path.startswith(self.interfaces)]


@dataclass(frozen=True)
class Answered:
    """An answer, and its number of function calls."""

    status: int
    content_type: str
    body: str
    calls: int


@dataclass(frozen=True)
class Large:
    """A large request; its kind says what is large, and where. Its body is joined when sent: some have 5 MB."""

    kind: tuple[str | bool, ...]
    path: str
    method: str
    address: str
    headers: Mapping[str, str]
    parts: tuple[str, ...]
    is_refused: bool = False


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Yield the people, without any delegation."""
    with standing_scenes() as built:
        yield built


def _senders(scenes: Scenes) -> dict[str, Sender]:
    """Return every kind of sender."""
    context = runtime.context()
    pre_session = sessions.random_token()
    own = scenes.browser(HELENE)
    session = sessions.cookie_name(settings())
    token = scenes.forms_token(own)
    _, bearer = create_credential(context, "portail", frozenset(SERVICES_BY_ID), timedelta(days=1))
    return {
        "stranger": Sender({}),
        "before sign-in": Sender(
            {"Cookie": f"{sessions.cookie_name(settings(), sessions.PRE_SESSION)}={pre_session}"},
            f"csrf={sessions.csrf_token(pre_session, context.keys)}&",
            ("/connexion", "/mot-de-passe-oublie"),
        ),
        "signed in": Sender({"Cookie": f"{session}={own.cookies[session]}", "X-CSRF-Token": token}, f"csrf={token}&"),
        "service": Sender({"Authorization": f"Bearer {bearer}"}, interfaces=("/access/",)),
    }


def _is_json(path: str) -> bool:
    return path.startswith(("/api/", "/access/", "/.well-known"))


def _path(path: str, value: str = "x") -> str:
    return re.sub(r"\{\w+\}", value, path)


def _typed(path: str, method: str) -> Mapping[str, str]:
    return {"Content-Type": JSON if _is_json(path) else FORM} if method in CHANGING else {}


def _ask(method: str, path: str, headers: Mapping[str, str], body: str = "") -> Answered:
    profile = cProfile.Profile()
    profile.enable()
    try:
        answer = gateway.answer(method, path, headers, body.encode())
    finally:
        profile.disable()
    calls = sum(entry.callcount for entry in profile.getstats())
    return Answered(answer.status_code, str(answer.headers.get("Content-Type", "")), answer.body.decode(), calls)


def _bodies(path: str) -> Iterator[tuple[str, str, str]]:
    """Yield every kind of large body for a route: its name, its type, its content."""
    if not _is_json(path) or path in {"/access/v1/token", "/access/v1/introspect"}:
        for name, body in LARGE_FORMS:
            yield name, FORM, body
    if _is_json(path):
        for name, body in LARGE_TEXTS:
            yield name, JSON, body


def _faults(found: Answered, path: str, refused: bool) -> list[str]:
    """Return the defects of the answer to a large request."""
    faults = [f"{found.calls} calls"] if found.calls > MOST_CALLS else []
    without_psc = found.status == 503 and path.startswith("/connexion/")
    if found.status >= 500 and not without_psc:
        faults.append(f"status {found.status}")
    if refused and found.status < 400 and found.status != 303:
        faults.append(f"taken with {found.status}")
    if found.status >= 400 and _is_json(path) and "json" not in found.content_type:
        faults.append(f"told as {found.content_type}")
    if found.status >= 400 and not _is_json(path) and "<main" not in found.body:
        faults.append("no page")
    return faults


_warmed: set[str] = set()


def _warmed_for(who: str, scenes: Scenes) -> Sender:
    """Return a sender whose pages have been opened."""
    sender = _senders(scenes)[who]
    if who not in _warmed:
        _warm(sender)
        _warmed.add(who)
    return sender


def _warm(sender: Sender) -> None:
    """Open every page once, so that imports on a first request are not counted."""
    for path, method in sender.routes():
        headers = {**_typed(path, method), **sender.headers}
        gateway.answer(method, _path(path), headers, sender.fields.encode())


HEADERS = ("X-CSRF-Token", "Authorization", "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-ID", "Accept")
QUERY = "&".join([
    urlencode(dict.fromkeys(("nom", "suite", "depuis", "fait", "page", "curseur", "code", "state"), "x" * 1_000)),
    *(f"q{number}=1" for number in range(1_000)),
    "statut=" + "%" * 4_000,
])  # fmt: skip


def _routes(who: str, sender: Sender, methods: set[str]) -> list[tuple[str, str]]:
    """Return the routes that a sender is asked about; the end of his session would make him a stranger."""
    kept = {"/deconnexion"} if who == "signed in" else set()
    return [(path, method) for path, method in sender.routes() if method in methods and path not in kept]


def _large_bodies(who: str, sender: Sender) -> Iterator[Large]:
    for path, method in _routes(who, sender, CHANGING):
        for name, content_type, body in _bodies(path):
            headers = {"Content-Type": content_type, **sender.headers}
            parts = (sender.fields, body) if content_type == FORM else (body,)
            kind = (name, content_type, _is_json(path))
            yield Large(kind, path, method, _path(path), headers, parts, path not in HARMLESS)


def _large_heads(who: str, sender: Sender) -> Iterator[Large]:
    """Yield requests with a long query, path, and headers."""
    cookies = "; ".join([*(f"c{number}={{}}" for number in range(1_000)), sender.headers.get("Cookie", "")])
    headers = {**dict.fromkeys(HEADERS, "Bearer " + "x" * 8_000), **sender.headers, "Cookie": cookies}
    for path, method in _routes(who, sender, {"GET", *CHANGING}):
        long = [("query", f"{_path(path)}?{QUERY}", sender.headers), ("headers", _path(path), headers)]
        if "{" in path:
            long.append(("path", _path(path, "x" * 8_000), sender.headers))
        for name, address, given in long:
            kind = (name, method in CHANGING, _is_json(path))
            yield Large(kind, path, method, address, {**_typed(path, method), **given}, (sender.fields,))


def _some(who: str, asked: list[Large]) -> list[Large]:
    """Return each n-th request of every kind, each kind from another route on; in the whole form, all."""
    step = 1 if IS_WHOLE else STEPS[who]
    kinds: dict[object, list[Large]] = {}
    for request in asked:
        kinds.setdefault(request.kind, []).append(request)
    begun = enumerate(kinds.values(), WHO.index(who))
    return [one for number, of_kind in begun for one in of_kind[number % min(step, len(of_kind)) :: step]]


def _wrong(requests: list[Large]) -> list[str]:
    """Send requests, and return those with a defect in their answers."""
    wrong = []
    for request in requests:
        found = _ask(request.method, request.address, request.headers, "".join(request.parts))
        if faults := _faults(found, request.path, request.is_refused):
            wrong.append(f"{request.method} {request.path}, {request.kind}: {faults}")
    return wrong


@longer_in_prove
@pytest.mark.parametrize("large", [_large_bodies, _large_heads])
@pytest.mark.parametrize("who", WHO, ids=WHO)
def test_a_large_request_costs_little_and_changes_nothing_on_any_route(
    scenes: Scenes, who: str, large: Callable[[str, Sender], Iterator[Large]]
) -> None:
    asked = list(large(who, _warmed_for(who, scenes)))
    sent, before = _some(who, asked), lasting_items(scenes.world)
    assert {request.kind for request in sent} == {request.kind for request in asked}
    assert not _wrong(sent)
    assert lasting_items(scenes.world) == before


def test_only_the_forms_before_the_sign_in_read_the_body_of_a_stranger(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    reader = bodies._bytes_of

    def noted(request: Any, bounds: bodies.Bounds) -> bytes:
        read.add(request.path)
        return reader(request, bounds)

    monkeypatch.setattr(bodies, "_bytes_of", noted)
    _warm(Sender({}))
    signed_in = {AccountPurpose.JOIN, AccountPurpose.CONFIRM_ADDRESS}
    of_account = {f"/{purpose}/{{token}}" for purpose in AccountPurpose if purpose not in signed_in}
    assert read == {"/lien/{purpose}/{token}", *of_account, "/deconnexion", "/sante"}


def test_these_tests_cover_every_interface() -> None:
    """The routes come from the application's own table."""
    walked = {path for path, _ in ROUTES}
    assert walked == set(app.routes)
    assert {path.split("/")[1] for path in walked if _is_json(path)} == {"api", "access", ".well-known"}
