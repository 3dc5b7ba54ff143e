"""The reading of a request as its operation declares it. Anything else raises `Problem`."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.refusals import Code
from chalicelib.http import bodies
from chalicelib.http.bodies import Bounds
from chalicelib.http.operations import JSON, PATH_PARAMETERS, Operation
from chalicelib.http.problems import FieldError, HttpReason, Problem
from chalicelib.http.schema import Kind, readable
from chalicelib.http.visit import Visit

_ERRORS_SHOWN = 50


def path_of(visit: Visit) -> Mapping[str, str]:
    """Return the parameters of the path."""
    for name, value in visit.parameters.items():
        if _parameter_errors(PATH_PARAMETERS[name], value, name):
            raise Problem(HttpReason.NOWHERE)
    return visit.parameters


def query_of(visit: Visit, operation: Operation) -> Mapping[str, Any]:
    """Return the parameters of the query; raise `Problem` for an unknown one."""
    given = visit.query.values
    errors = [
        FieldError("Ce paramètre n’existe pas.", parameter=readable(name))
        for name in given.keys() - operation.query.keys()
    ]
    values: dict[str, Any] = {}
    for name, kind in operation.query.items():
        if name in given:
            values[name] = kind.read(list(visit.query.texts(name)))
            errors += _parameter_errors(kind, values[name], name)
    if errors:
        raise Problem(HttpReason.PARAMETER, errors=tuple(errors))
    return values


def headers_of(visit: Visit, operation: Operation) -> Mapping[str, str]:
    """Return the headers that the operation reads."""
    values: dict[str, str] = {}
    for name, (kind, missing) in operation.headers.items():
        sent = visit.request.headers.get(name.lower())
        if sent is None and not missing:
            continue
        value = (sent or "").strip()
        # `If-Match: *` would allow a change to a version that the caller has not seen.
        if missing and (not value or (name == "If-Match" and value == "*")):
            raise Problem(missing)
        errors = _parameter_errors(kind, value, name)
        if errors:
            raise Problem(HttpReason.PARAMETER, errors=tuple(errors))
        values[name] = value
    return values


def body_of(visit: Visit, kind: Kind, bounds: Bounds) -> Any:
    """Return the JSON of the body; raise `Problem` unless it is of the kind."""
    if visit.media_type != JSON:
        raise Problem(HttpReason.MEDIA_TYPE)
    value = bodies.json_of(visit.request, bounds)
    require(kind, value)
    return value


def require(kind: Kind, value: Any) -> None:
    """Raise `Problem`, with every fault at its place, unless `value` is of the kind."""
    errors: list[FieldError] = []
    kind.check(value, "#", lambda at, message: errors.append(FieldError(message, pointer=at)))
    if errors:
        raise Problem(Code.FORM, errors=tuple(errors[:_ERRORS_SHOWN]))


def _parameter_errors(kind: Kind, value: Any, name: str) -> list[FieldError]:
    errors: list[FieldError] = []
    kind.check(value, "", lambda _, message: errors.append(FieldError(message, parameter=name)))
    return errors
