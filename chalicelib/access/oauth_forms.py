"""The forms of OAuth and their errors: exchange (RFC 8693) and introspection (RFC 7662)."""

from collections.abc import Mapping

from chalicelib.access.callers import Client, bearer_of, service_of
from chalicelib.access.forms import INVALID_CLIENT, KNOWN, TEMPORARILY_UNAVAILABLE
from chalicelib.access.problems import CHALLENGE, busy
from chalicelib.acts.exchange import Fault, NoToken
from chalicelib.acts.naming import ACCOUNT, Named
from chalicelib.acts.people import Person, SignedOut, person_of
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http import bodies
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.operations import Call, Operation, Reply
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import FORM, Visit
from chalicelib.identity import sessions
from chalicelib.store import keys
from chalicelib.store.calls import Busy
from chalicelib.store.table import read

_SESSION = "session"
"""The name of the client that is a délégué who asks for himself, from a page of the portal."""

_MAY_REPEAT = {"audience", "resource"}


def reply_to_form(visit: Visit, endpoint: Endpoint, operation: Operation) -> Reply:
    """Reply to a form, or with its error (RFC 6749 §5.2)."""
    try:
        client = _client_of(visit, endpoint.proof)
        return operation.view(Call(visit.context, client, {}, {}, {}, _form(visit, operation)))
    except Busy:
        return _error(busy())
    except (Problem, NoToken) as error:
        return _error(error)
    except Refused as refused:
        if refused.code is not Code.LIMIT:
            raise
        return _limited(refused)


def _client_of(visit: Visit, proof: Proof) -> Client:
    """Return the service that asks or, where the endpoint allows it, the person signed in who asks for himself."""
    if proof is not Proof.SERVICE_OR_SESSION or bearer_of(visit):
        return service_of(visit)
    person = _person_of(visit)
    return Client(_SESSION, frozenset(SERVICES_BY_ID), Named(ACCOUNT, person.id), person.mode)


def _person_of(visit: Visit) -> Person:
    """Return the person signed in. A header that other sites cannot set proves that our page sent the request."""
    session = visit.session
    if session is None or visit.header("sec-fetch-site", "same-origin") != "same-origin":
        raise Problem(HttpReason.UNIDENTIFIED)
    if not sessions.csrf_matches(visit.header("x-csrf-token"), session.session_id, visit.context.keys):
        raise Problem(HttpReason.UNIDENTIFIED)
    try:
        return person_of(session, read(keys.person(session.account_id)))
    except SignedOut as error:
        raise Problem(HttpReason.UNIDENTIFIED) from error


def _form(visit: Visit, operation: Operation) -> Mapping[str, list[str]]:
    """Return the parameters. Few of them may come twice; an empty one counts as absent (RFC 6749 §3.2)."""
    if visit.media_type != FORM:
        raise Problem(HttpReason.MEDIA_TYPE)
    parameters = bodies.form_of(visit.request, bodies.FORM_OF_SERVICES, keep_blank=False, errors="strict")
    if any(len(values) > 1 for name, values in parameters.items() if name not in _MAY_REPEAT):
        raise NoToken(Fault.INVALID_REQUEST, "a parameter comes twice")
    if operation.body:
        # The error names the first fault only, so the check stops there.
        operation.body.check({name: values[0] for name, values in parameters.items()}, "", _not_valid)
    return parameters


def _not_valid(at: str, message: str) -> None:
    """Raise the error of a missing or unknown parameter. `message` is in French, for people, and is not repeated."""
    name = at.removeprefix("/")
    if name == "grant_type":
        raise NoToken(Fault.UNSUPPORTED_GRANT_TYPE, "tokens are given in exchange only")
    raise NoToken(Fault.INVALID_REQUEST, f"{name if name in KNOWN else 'a parameter'} is missing or not valid")


def _limited(refused: Refused) -> Reply:
    """Return the error of too many questions about people who have given the délégué nothing."""
    content = {"error": TEMPORARILY_UNAVAILABLE, "error_description": "too many questions about others: ask later"}
    return Reply(content, 429, {"Retry-After": str(refused.retry_after)})


def _error(error: Problem | NoToken) -> Reply:
    """Return the error of a form. Its text is for the developers of a client."""
    if isinstance(error, NoToken):
        return Reply({"error": error.fault.value, "error_description": error.why}, 400)
    if error.reason is HttpReason.UNIDENTIFIED:
        return Reply({"error": INVALID_CLIENT}, 401, CHALLENGE)
    if error.reason is HttpReason.UNAVAILABLE:
        return Reply({"error": TEMPORARILY_UNAVAILABLE}, 503, error.headers)
    unreadable = error.reason is HttpReason.UNREADABLE
    why = "the form cannot be read" if unreadable else "the body must be a form of the usual length"
    return _error(NoToken(Fault.INVALID_REQUEST, why))
