"""A délégué asks for a prolongation, and the délégant answers."""

from typing import Any

from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.terms import AskedTerms
from chalicelib.api.calls import ACTING, BY_DELEGANT, IF_MATCH, ONCE, Call
from chalicelib.api.etags import etag_of, seen_in
from chalicelib.api.lookups import NUMBER_REMOVED
from chalicelib.api.shapes import DONE, done
from chalicelib.domain.delegation import Delegation, EndRequest
from chalicelib.domain.refusals import Code
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Day, Maybe, Record

REQUEST = Record(
    name="DemandeDeProlongation",
    description="Ce que le délégué a demandé, et qui attend la réponse du délégant.",
    fields={
        "debut": Maybe(of=Day(), description="Le premier jour demandé d’une délégation terminée\u00a0; null sinon."),
        "fin": Day(description="Le dernier jour demandé, inclus."),
    },
)
ASKED = Record(
    name="ProlongationDemandee",
    fields={
        "fin": Day(description="Le dernier jour souhaité, inclus."),
        "debut": Day(description="Le premier jour souhaité d’une délégation terminée, qui l’exige."),
    },
    optional=frozenset({"debut"}),
)
GRANTED = Record(
    name="ProlongationAccordee",
    fields={"fin": Day(description="Le dernier jour accordé\u00a0: celui qui est demandé, ou plus tôt.")},
)
_ETAG = {"ETag": "La délégation après l’action."}


def request_as_json(request: EndRequest | None) -> dict[str, Any] | None:
    """Return a request as JSON."""
    if request is None:
        return None
    return {"debut": request.start.isoformat() if request.start else None, "fin": request.end.isoformat()}


@operation(
    "demanderProlongation",
    "Demander à prolonger une délégation reçue",
    description="Dans ses 60 derniers jours, ou dans les 30 jours après sa fin. Une nouvelle demande remplace la "
    "précédente. Rien ne change avant la réponse du délégant.",
    body=ASKED,
    headers=ONCE,
    content=DONE,
    refusals=(*ACTING, Code.LIMIT),
)
def ask_prolongation(call: Call) -> Reply:
    """Ask for a later last day."""
    asked = AskedTerms(call.body.get("debut", ""), call.body["fin"])
    delegation = ask_longer(call.context, call.caller, call.delegation_id, asked, call.key)
    return Reply(done(delegation, call.context.now))


@operation("accorderProlongation",
    "Accorder la prolongation demandée, ou une plus courte",
    description="Elle vaut aussitôt, puisque le délégué l’a demandée. Une délégation terminée est validée à nouveau. "
    "numero_retire\u00a0: comme pour valider.",
    body=GRANTED,
    query={"numero_retire": NUMBER_REMOVED},
    headers=IF_MATCH | ONCE,
    content=DONE,
    reply_headers=_ETAG,
    refusals=(
        *BY_DELEGANT, Code.OVERLAP, Code.TERMS_CHANGED, Code.NOT_EXCLUSIVE, Code.NOT_ELIGIBLE, Code.PROFIL_CLOSED,
        Code.TOO_MANY_DELEGATIONS, Code.NUMBER_OF_ANOTHER,
    ),
)  # fmt: skip
def grant_prolongation(call: Call) -> Reply:
    """Grant the request, in the state that the ETag names."""
    seen, fin = seen_in(call.headers["If-Match"]), call.body["fin"]
    version = seen.terms_version
    found = grant_longer(
        call.context,
        call.caller,
        call.delegation_id,
        seen.hint,
        version,
        fin,
        call.key,
        without_number="numero_retire" in call.query,
        expected=seen,
    )
    return _done(call, found)


@operation(
    "refuserProlongation",
    "Refuser la prolongation demandée",
    description="La délégation reste comme elle est.",
    headers=IF_MATCH | ONCE,
    content=DONE,
    reply_headers=_ETAG,
    refusals=BY_DELEGANT,
)
def decline_prolongation(call: Call) -> Reply:
    """Decline the request, in the state that the ETag names."""
    seen = seen_in(call.headers["If-Match"])
    return _done(
        call, decline_longer(call.context, call.caller, call.delegation_id, seen.hint, call.key, expected=seen)
    )


def _done(call: Call, delegation: Delegation) -> Reply:
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})
