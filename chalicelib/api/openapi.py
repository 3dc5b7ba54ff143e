"""The OpenAPI 3.1 document of the API."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.api import problems
from chalicelib.domain.refusals import Code
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.openapi import Description, Shape, content, document
from chalicelib.http.operations import KEY, PROBLEM_JSON, Operation
from chalicelib.http.problems import HttpReason, Reason
from chalicelib.http.routes import API
from chalicelib.http.schema import Many, Record, Text, Whole

_ABOUT = (
    "Ce que font les pages, en JSON, pour un front du portail. La session est celle du portail\u00a0; toute requête "
    "qui modifie porte le jeton X-CSRF-Token de GET /api/v1/session. Les jours sont ceux de Paris, bornes "
    "incluses\u00a0; les instants sont en UTC. Un champ ou un paramètre inconnu est refusé. Toute erreur est un "
    "problème (RFC 9457) dont le type est stable."
)
_FAULT = Record(
    name="Erreur",
    description="Ce qui ne va pas\u00a0: à un endroit du contenu (pointeur JSON) ou dans un paramètre.",
    fields={"detail": Text(longest=2000), "pointer": Text(longest=4000), "parameter": Text(longest=200)},
    optional=frozenset({"pointer", "parameter"}),
)
PROBLEM = Record(
    name="Probleme",
    fields={
        "type": Text(longest=500, format="uri", description="Stable\u00a0: un par raison, détaillé sur cette page."),
        "title": Text(),
        "status": Whole(least=400, most=599),
        "detail": Text(longest=4000),
        "code": Text(description="La raison, sans l’adresse."),
        "errors": Many(of=_FAULT),
    },
    optional=frozenset({"errors"}),
)


_BY_HEADER: Mapping[str, tuple[Reason, ...]] = {
    "If-Match": (Code.STALE,),
    KEY: (Code.KEY_REUSED, Code.CONFLICT),
}


@cache
def api_document() -> dict[str, Any]:
    """Return the whole document."""
    return document(Description("Délégation d’accès à amelipro", _ABOUT, API, (PROBLEM,), _problems))


def _problems(endpoint: Endpoint, operation: Operation) -> Shape:
    by_status: dict[int, list[Reason]] = {}
    for reason in reasons_of(endpoint, operation):
        by_status.setdefault(problems.status_of(reason), []).append(reason)
    return {str(status): _problem(status, reasons) for status, reasons in sorted(by_status.items())}


def reasons_of(endpoint: Endpoint, operation: Operation) -> tuple[Reason, ...]:
    """Return every reason for which an operation may fail: those of the rules and those of HTTP."""
    public = endpoint.proof is Proof.NONE
    reasons: list[Reason] = [] if public else [HttpReason.UNIDENTIFIED, HttpReason.SITE, HttpReason.UNAVAILABLE]
    if endpoint.changes:
        reasons.append(HttpReason.CSRF)
    if "{" in endpoint.path:
        reasons.append(HttpReason.NOWHERE)
    if not public:
        reasons.append(HttpReason.PARAMETER)
    if "curseur" in operation.query:
        reasons.append(HttpReason.CURSOR)
    reasons += [header.missing for header in operation.headers.values() if header.missing]
    if operation.body:
        reasons += [HttpReason.MEDIA_TYPE, HttpReason.TOO_LONG, HttpReason.UNREADABLE]
    reasons += operation.refusals
    reasons += [reason for name, more in _BY_HEADER.items() if name in operation.headers for reason in more]
    if operation.body:
        reasons.append(Code.FORM)
    return tuple(dict.fromkeys(reasons))


def _problem(status: int, reasons: list[Reason]) -> Shape:
    described = " ; ".join(f"{problems.title_of(reason)} ({reason.value})" for reason in reasons)
    shape: dict[str, Any] = {"description": described, "content": content(PROBLEM_JSON, PROBLEM)}
    # The limit of a delegation's re-sends may never end, so a 429 may come without Retry-After.
    header = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}.get(status)
    if header:
        always = status != 429 or Code.TOO_MANY_RESENDS not in reasons
        shape["headers"] = {header: {"required": always, "schema": {"type": "string"}}}
    return shape
