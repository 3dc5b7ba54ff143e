"""Problems of services' questions (RFC 9457; codes of AuthZEN §10.1.2). A decision that says no is not one."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.refusals import Code
from chalicelib.http.operations import PROBLEM_JSON, Reply
from chalicelib.http.problems import FieldError, HttpReason, Problem, Reason
from chalicelib.http.statuses import RETRY_AFTER

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="delegation"'}
"""Whoever is not known is told how to say who he is (RFC 9110 §11.6.1)."""

_ERRORS_SHOWN = 20


class _Kind(NamedTuple):
    """A kind of problem; its code is stable, its title French."""

    status: int
    code: str
    title: str
    detail: str


def _bad_request(detail: str) -> _Kind:
    return _Kind(400, "requete", "Requête invalide", detail)


_KINDS: Mapping[Reason, _Kind] = {
    Code.FORM: _bad_request("La requête n’est pas bien formée."),
    HttpReason.MEDIA_TYPE: _bad_request("Le corps de la requête doit être de type application/json."),
    HttpReason.UNREADABLE: _bad_request("Le corps de la requête n’est pas un document JSON valable."),
    HttpReason.CURSOR: _bad_request("Le champ «\u00a0page.token\u00a0» n’est pas un jeton de cette recherche."),
    HttpReason.TOO_LONG: _Kind(
        400, "requete-trop-longue", "Requête trop longue", "La requête en demande trop à la fois."
    ),
    HttpReason.UNIDENTIFIED: _Kind(
        401,
        "identification",
        "Identification requise",
        "Présentez un jeton de service en vigueur (Authorization: Bearer).",
    ),
    HttpReason.FORBIDDEN: _Kind(
        403, "service-non-autorise", "Question non autorisée", "Ce jeton ne permet pas d’interroger sur ce service."
    ),
    HttpReason.METHOD: _Kind(405, "methode", "Méthode non admise", "Cette adresse n’admet pas cette méthode."),
    HttpReason.UNAVAILABLE: _Kind(
        503, "reessayer", "Service très sollicité", "Le service est très sollicité. Réessayez dans un instant."
    ),
    HttpReason.FAULT: _Kind(
        500,
        "indisponible",
        "Service momentanément indisponible",
        "Le service a rencontré une difficulté. Réessayez dans un instant.",
    ),
}


def busy() -> Problem:
    """Return the problem of what could not be done in time, and may be done by sending it again."""
    return Problem(HttpReason.UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})


def status_of(problem: Problem) -> int:
    """Return the HTTP status of a problem."""
    return _KINDS[problem.reason].status


def detail_of(problem: Problem) -> str:
    """Return the French sentence of a problem; that of a content at fault names every field."""
    return " ".join(map(_sentence, problem.errors[:_ERRORS_SHOWN])) or _KINDS[problem.reason].detail


def _sentence(error: FieldError) -> str:
    name = (error.pointer or "").removeprefix("#/").replace("/", ".")
    return f"«\u00a0{name if name != '#' else 'corps'}\u00a0»\u00a0: {error.detail}"


def problem_reply(problem: Problem, **more: str) -> Reply:
    """Return the problem details of a question that is not served."""
    kind = _KINDS[problem.reason]
    content = {
        "type": f"urn:amelipro:probleme:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail_of(problem),
        **more,
    }
    return Reply(content, kind.status, CHALLENGE if kind.status == 401 else problem.headers, PROBLEM_JSON)
