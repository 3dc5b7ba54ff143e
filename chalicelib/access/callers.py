"""Who asks: a service by its credential, or somebody who is signed in and asks for himself."""

from typing import NamedTuple

from chalicelib.acts import credentials
from chalicelib.acts.naming import Named
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit


class Client(NamedTuple):
    """Who asks, and the services that may be asked about; `actor` when somebody asks for himself."""

    name: str
    services: frozenset[str]
    actor: Named | None = None


def service_of(visit: Visit) -> Client:
    """Return the service that asks; raises `Problem` when no credential says so."""
    bearer = bearer_of(visit)
    caller = credentials.caller_of(visit.context, bearer) if bearer else None
    if caller is None:
        raise Problem(HttpReason.UNIDENTIFIED)
    return Client(caller.name, caller.services)


def bearer_of(visit: Visit) -> str:
    """Return the bearer of the Authorization header (RFC 6750 §2.1), empty when there is none."""
    scheme, _, bearer = visit.header("authorization").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""
