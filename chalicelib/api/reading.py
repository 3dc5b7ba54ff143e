"""From a request of Chalice to what an operation takes; whatever is not as declared is a problem."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.operations import PATH_PARAMETERS, Call, Operation
from chalicelib.api.problems import Fault, Own, Problem, not_valid
from chalicelib.context import Context
from chalicelib.http import bodies
from chalicelib.http.schema import readable
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session

_FAULTS_SHOWN = 50
_OWN_SITE = frozenset({"same-origin", "none"})


def require_caller(operation: Operation, request: Any, context: Context, session: Session | None) -> None:
    """Raise `Problem` unless somebody is signed in, and, to change anything, proves that the request is his own."""
    if operation.public:
        return
    if session is None:
        raise signed_out()
    if request.headers.get("sec-fetch-site", "none") not in _OWN_SITE:
        raise Problem(Own.SITE)
    token = request.headers.get("x-csrf-token", "")
    if operation.changes and not sessions.csrf_matches(token, session.session_id, context.keys):
        raise Problem(Own.CSRF)


def signed_out() -> Problem:
    """Return the problem of whoever is not signed in."""
    return Problem(Own.SESSION, headers={"WWW-Authenticate": 'Cookie realm="amelipro"'})


def call_of(
    operation: Operation, request: Any, context: Context, session: Session | None, path: Mapping[str, str]
) -> Call:
    """Return the request as the operation takes it; raises `Problem`."""
    for name, value in path.items():
        PATH_PARAMETERS[name].check(value, "", _nowhere)
    return Call(
        context,
        session,
        path,
        {} if operation.public else _query(operation, request),
        _headers(operation, request),
        _body(operation, request) if operation.takes else {},
    )


def _nowhere(at: str, message: str) -> None:
    raise Problem(Own.NOWHERE)


def _query(operation: Operation, request: Any) -> Mapping[str, Any]:
    params = request.query_params
    given = {name: params.getlist(name) for name in params} if params else {}
    faults = [
        Fault("Ce paramètre n’existe pas.", parameter=readable(name)) for name in given.keys() - operation.query.keys()
    ]
    values: dict[str, Any] = {}
    for name, kind in operation.query.items():
        if name in given:
            values[name] = kind.read(given[name])
            _check(kind.check, values[name], name, faults)
    if faults:
        raise Problem(Own.PARAMETER, faults=tuple(faults))
    return values


def _check(check: Any, value: Any, name: str, faults: list[Fault]) -> None:
    check(value, "", lambda _, message: faults.append(Fault(message, parameter=name)))


def _headers(operation: Operation, request: Any) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for name, header in operation.headers.items():
        sent = request.headers.get(name.lower())
        if sent is None and not header.required:
            continue
        value = (sent or "").strip()
        # `If-Match: *` would let one change what one has not seen.
        if header.required and (not value or (name == "If-Match" and value == "*")):
            raise Problem(header.missing(name))
        faults: list[Fault] = []
        _check(header.kind.check, value, name, faults)
        if faults:
            raise Problem(Own.PARAMETER, faults=tuple(faults))
        values[name] = value
    return values


def _body(operation: Operation, request: Any) -> Mapping[str, Any]:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "") or "charset=utf-8"
    if media_type.strip().lower() != "application/json" or charset not in {"charset=utf-8", "charset=utf8"}:
        raise Problem(Own.MEDIA_TYPE)
    value = _json(request)
    faults: list[Fault] = []
    if operation.takes:
        operation.takes.check(value, "#", lambda at, message: faults.append(Fault(message, pointer=at)))
    if faults:
        raise not_valid(tuple(faults[:_FAULTS_SHOWN]))
    found: Mapping[str, Any] = value
    return found


def _json(request: Any) -> Any:
    try:
        return bodies.json_of(request, bodies.JSON_OF_SESSION)
    except bodies.TooMuch as error:
        raise Problem(Own.TOO_LONG) from error
    except bodies.Unreadable as error:
        raise Problem(Own.JSON) from error
