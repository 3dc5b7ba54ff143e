"""Tokens to act in a délégant's name: exchange (RFC 8693) and introspection (RFC 7662).

Their profile of these RFCs is in docs/access.md.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.access.callers import Client
from chalicelib.access.forms import ACCESS_TOKEN, CODE, EXCHANGE, INTROSPECTION, ISSUED, STATE, TYPES
from chalicelib.access.signing import NoSigner, signer
from chalicelib.acts.exchange import Exchange, Fault, Issued, NoToken, exchange, introspect
from chalicelib.acts.naming import Named
from chalicelib.acts.service_code import exchange_code
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.modes import Mode
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.problems import HttpReason, Problem

Form = Mapping[str, list[str]]

_USES_TOKEN = {
    "interrogerJeton": {
        "operationId": "interrogerJeton",
        "description": "Le jeton donné, interrogé.",
        "requestBody": {"token": "$response.body#/access_token"},
    }
}


@operation(
    "echangerJeton",
    "Un jeton pour agir au nom d’un délégant (RFC 8693)",
    body=EXCHANGE,
    is_form=True,
    content=ISSUED,
    links=_USES_TOKEN,
)
def exchange_token(call: Call[Client]) -> Reply:
    """Exchange the identifiers of two people for a token with which one acts in the other's name (RFC 8693 §2.1)."""
    try:
        if _one(call.body, "subject_token_type") == CODE:
            return _given(_for_code(call))
        wanted = _exchange_of(call.body, call.caller)
        return _given(exchange(call.context, signer(), wanted))
    except NoSigner as error:
        raise Problem(HttpReason.UNAVAILABLE) from error


def _for_code(call: Call[Client]) -> Issued:
    """Exchange the code with which the space « pour le compte de … » opened a service. It fixes all the rest."""
    client = call.caller
    if client.actor or call.body.keys() & {"actor_token", "actor_mode", "scope", "audience", "resource"}:
        raise NoToken(Fault.INVALID_REQUEST, "a code is exchanged by its service, and alone says who acts and for what")
    return exchange_code(call.context, signer(), client.name, client.services, _one(call.body, "subject_token"))


def _given(issued: Issued) -> Reply:
    """Return the reply of RFC 8693 §2.2.1. It always has the scope, which may be narrower than the one asked for."""
    content = {
        "access_token": issued.token,
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(issued.scope),
    }
    return Reply(content, headers={"Pragma": "no-cache"})


def _exchange_of(form: Form, client: Client) -> Exchange:
    if "resource" in form:
        raise NoToken(Fault.INVALID_TARGET, "name the target by its audience")
    if (client.actor is None) is not ("actor_token" in form):
        raise NoToken(Fault.INVALID_REQUEST, "actor_token is for services, which must send it")
    if client.actor and "actor_mode" in form:
        raise NoToken(Fault.INVALID_REQUEST, "the session says how its owner signed in")
    return Exchange(
        client.name,
        client.actor or _named(form, "actor_token"),
        _named(form, "subject_token"),
        client.services,
        client.mode or _mode(form),
        _scope(form, client.services),
        tuple(dict.fromkeys(form.get("audience", ()))),
        in_session=client.actor is not None,
    )


def _named(form: Form, name: str) -> Named:
    kind = TYPES.get(_one(form, f"{name}_type"))
    if kind is None:
        raise NoToken(Fault.INVALID_REQUEST, f"{name}_type is missing")
    return Named(kind, _one(form, name))


def _mode(form: Form) -> Mode | None:
    """Return how the délégué signed in, by the service that speaks for him; None when it does not say so."""
    return Mode(_one(form, "actor_mode")) if "actor_mode" in form else None


def _scope(form: Form, allowed: frozenset[str]) -> frozenset[str]:
    scope = frozenset(_one(form, "scope").split())
    if scope - SERVICES_BY_ID.keys() or (scope and not scope & allowed):
        raise NoToken(Fault.INVALID_SCOPE, "the scope names services, of those that this client may ask for")
    return scope


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


@operation("interrogerJeton", "Ce qu’un jeton ouvre encore (RFC 7662)", body=INTROSPECTION, is_form=True, content=STATE)
def introspect_token(call: Call[Client]) -> Reply:
    """Reply with the services that a token still opens, to the service that was shown it (RFC 7662 §2)."""
    token = _one(call.body, "token")
    try:
        claims = introspect(call.context, signer(), token, call.caller.services)
    except NoSigner:
        claims = None
    content: Mapping[str, Any] = {"active": True, **claims} if claims else {"active": False}
    return Reply(content)
