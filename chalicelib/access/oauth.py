"""Tokens to act in a délégant's name: exchange (RFC 8693) and introspection (RFC 7662). The profile: docs/access.md."""

from collections.abc import Mapping
from typing import Any

from chalicelib.access.endpoints import CHALLENGE, FORM, Answer, Ask, Endpoints
from chalicelib.access.forms import (
    ACCESS_TOKEN,
    EXCHANGE,
    INTROSPECTION,
    INVALID_CLIENT,
    ISSUED,
    KNOWN,
    STATE,
    TEMPORARILY_UNAVAILABLE,
    TYPES,
)
from chalicelib.access.signing import NoSigner, signer
from chalicelib.acts.credentials import caller_of
from chalicelib.acts.exchange import Exchange, Fault, Issued, NoToken, exchange, introspect
from chalicelib.acts.naming import ACCOUNT, Named
from chalicelib.acts.people import SignedOut, person_of
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.http import bodies
from chalicelib.http.cookies import cookies_of, session_of
from chalicelib.identity import sessions
from chalicelib.store import keys
from chalicelib.store.table import read

endpoints = Endpoints()

SESSION_CLIENT = "session"
"""The client of a délégué who asks for himself, from a page of the portal."""

_CSRF = "x-csrf-token"
_MAY_REPEAT = {"audience", "resource"}


class _Unknown(Exception):
    """Nobody who may ask: no credential in force, no session, or a session that another site used."""


@endpoints.post(
    "/access/v1/token",
    "echangerJeton",
    "Un jeton pour agir au nom d’un délégant (RFC 8693)",
    takes=EXCHANGE,
    gives=ISSUED,
    is_form=True,
    for_sessions=True,
)
def exchange_token(ask: Ask) -> Answer:
    """Exchange the names of two people for a token with which one acts in the other's name (RFC 8693 §2.1)."""
    try:
        client, actor, allowed = _client(ask)
        form = _form(ask)
        asked = _asked(form, client, actor, allowed)
        issued = exchange(ask.context, signer(), asked)
    except _Unknown:
        return _unknown()
    except NoToken as refused:
        return Answer({"error": refused.fault.value, "error_description": refused.why}, 400)
    except NoSigner:
        return Answer({"error": TEMPORARILY_UNAVAILABLE}, 503)
    return _given(issued)


def _given(issued: Issued) -> Answer:
    """Answer as RFC 8693 §2.2.1 does; the scope is always told, it may be narrower than what was asked."""
    content = {
        "access_token": issued.token,
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(issued.scope),
    }
    return Answer(content, headers={"Pragma": "no-cache"})


def _client(ask: Ask) -> tuple[str, Named | None, frozenset[str]]:
    """Return who asks, who acts when that is the same person, and the services that may be asked for."""
    if ask.bearer:
        caller = caller_of(ask.context, ask.bearer)
        if caller is None:
            raise _Unknown
        return caller.name, None, caller.services
    return SESSION_CLIENT, Named(ACCOUNT, _person_of(ask)), frozenset(SERVICES_BY_ID)


def _person_of(ask: Ask) -> str:
    """Return who is signed in. A header that other sites cannot set proves that the request is a page's of ours."""
    session = session_of(cookies_of(ask.request), ask.context)
    own = ask.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if session is None or not own:
        raise _Unknown
    if not sessions.csrf_matches(ask.headers.get(_CSRF, ""), session.session_id, ask.context.keys):
        raise _Unknown
    try:
        return person_of(session, read(keys.person(session.account_id))).id
    except SignedOut as error:
        raise _Unknown from error


def _form(ask: Ask) -> Mapping[str, list[str]]:
    """Return the parameters; none but audience may come twice (RFC 6749 §3.2), an empty one counts as left out."""
    if ask.content_type != FORM:
        raise NoToken(Fault.INVALID_REQUEST, "the body must be a form of the usual length")
    try:
        found = bodies.form_of(ask.request, bodies.FORM_OF_SERVICES, keep_blank=False, errors="strict")
    except bodies.TooMuch as error:
        raise NoToken(Fault.INVALID_REQUEST, "the body must be a form of the usual length") from error
    except bodies.Unreadable as error:
        raise NoToken(Fault.INVALID_REQUEST, "the form cannot be read") from error
    if any(len(values) > 1 for name, values in found.items() if name not in _MAY_REPEAT):
        raise NoToken(Fault.INVALID_REQUEST, "a parameter comes twice")
    if ask.takes:
        ask.takes.check({name: values[0] for name, values in found.items()}, "", _not_valid)
    return found


def _not_valid(at: str, message: str) -> None:
    """Refuse a parameter that is missing or not one of those described; the message is for people who read French."""
    name = at.removeprefix("/")
    if name == "grant_type":
        raise NoToken(Fault.UNSUPPORTED_GRANT_TYPE, "tokens are given in exchange only")
    raise NoToken(Fault.INVALID_REQUEST, f"{name if name in KNOWN else 'a parameter'} is missing or not valid")


def _asked(form: Mapping[str, list[str]], client: str, actor: Named | None, allowed: frozenset[str]) -> Exchange:
    if "resource" in form:
        raise NoToken(Fault.INVALID_TARGET, "name the target by its audience")
    if (actor is None) is not ("actor_token" in form):
        raise NoToken(Fault.INVALID_REQUEST, "actor_token is for services, which must send it")
    return Exchange(
        client,
        actor or _named(form, "actor_token"),
        _named(form, "subject_token"),
        allowed,
        _scope(form, allowed),
        tuple(dict.fromkeys(form.get("audience", ()))),
    )


def _named(form: Mapping[str, list[str]], name: str) -> Named:
    kind = TYPES.get(_one(form, f"{name}_type"))
    if kind is None:
        raise NoToken(Fault.INVALID_REQUEST, f"{name}_type is missing")
    return Named(kind, _one(form, name))


def _scope(form: Mapping[str, list[str]], allowed: frozenset[str]) -> frozenset[str]:
    scope = frozenset(_one(form, "scope").split())
    if scope - SERVICES_BY_ID.keys() or (scope and not scope & allowed):
        raise NoToken(Fault.INVALID_SCOPE, "the scope names services, of those that this client may ask for")
    return scope


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _unknown() -> Answer:
    """Answer whoever may not ask (RFC 6749 §5.2)."""
    return Answer({"error": INVALID_CLIENT}, 401, headers={"WWW-Authenticate": CHALLENGE})


@endpoints.post(
    "/access/v1/introspect",
    "interrogerJeton",
    "Ce qu’un jeton ouvre encore (RFC 7662)",
    takes=INTROSPECTION,
    gives=STATE,
    is_form=True,
)
def introspect_token(ask: Ask) -> Answer:
    """Say what a token still opens to the service that was shown it (RFC 7662 §2)."""
    caller = caller_of(ask.context, ask.bearer) if ask.bearer else None
    if caller is None:
        return _unknown()
    try:
        token = _one(_form(ask), "token")
        claims = introspect(ask.context, signer(), token, caller.services)
    except NoToken as refused:
        return Answer({"error": refused.fault.value, "error_description": refused.why}, 400)
    except NoSigner:
        claims = None
    content: Mapping[str, Any] = {"active": True, **claims} if claims else {"active": False}
    return Answer(content)
