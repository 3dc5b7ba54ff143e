"""The client of a question: a service with its credential, or a person signed in who asks for himself."""

from typing import NamedTuple

from chalicelib.acts import credentials
from chalicelib.acts.naming import Named
from chalicelib.domain.modes import Mode
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit


class Client(NamedTuple):
    """A client, and the services about which it may ask.

    `actor` is the person who asks for himself, and `mode` how he signed in.
    """

    name: str
    services: frozenset[str]
    actor: Named | None = None
    mode: Mode | None = None


def service_of(visit: Visit) -> Client:
    """Return the service that asks; raise `Problem` without a valid credential."""
    bearer = bearer_of(visit)
    caller = credentials.caller_of(visit.context, bearer) if bearer else None
    if caller is None:
        raise Problem(HttpReason.UNIDENTIFIED)
    return Client(caller.name, caller.services)


def bearer_of(visit: Visit) -> str:
    """Return the bearer token of the Authorization header (RFC 6750 §2.1); empty when there is none."""
    scheme, _, bearer = visit.header("authorization").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""
