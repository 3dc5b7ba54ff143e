"""The records of the replies to services."""

from chalicelib.access.shapes import MOST_RESULTS
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.decisions import Denial
from chalicelib.domain.modes import Mode
from chalicelib.http.schema import Choice, Day, Flag, Kind, Many, Record, Text, Whole

_TOKEN = Text(longest=8000, description="Vide à la dernière page.")

_FAULT = Record(name="Faute", fields={"status": Whole(least=400, most=499), "message": Text(longest=4000)})
_WHY: dict[str, Kind] = {
    "delegation": Text(),
    "delegant": Text(),
    "delegue": Text(),
    "profil": Choice(values=tuple(ProfilId)),
    "jusqu_au": Day(description="Dernier jour, inclus (Europe/Paris)."),
    "structures": Many(of=Text()),
    "reason": Choice(values=tuple(Denial)),
    "modes": Many(of=Choice(values=tuple(Mode)), description="Ceux dont un seul en ferait un oui."),
    "reason_user": Record(name="MotifLisible", fields={"fr": Text()}),
    "error": _FAULT,
}
_CONTEXT = Record(
    name="ContexteDeDecision",
    description="D’un oui, par quelle délégation et jusqu’à quand\u00a0; d’un non, son motif.",
    fields=_WHY,
    optional=frozenset(_WHY),
)
DECISION = Record(name="Decision", fields={"decision": Flag(), "context": _CONTEXT})
DECISIONS = Record(
    name="Decisions",
    description="Pour un lot, «\u00a0evaluations\u00a0», dans son ordre\u00a0; sinon une décision.",
    fields={**DECISION.fields, "evaluations": Many(of=DECISION)},
    optional=frozenset({"decision", "context", "evaluations"}),
)


def _found(name: str, result: Record) -> Record:
    page = Record(name="PageRendue", fields={"next_token": _TOKEN, "count": Whole(most=MOST_RESULTS)})
    return Record(name=name, fields={"results": Many(of=result), "page": page})


SUBJECTS = _found("SujetsTrouves", Record(name="SujetTrouve", fields={"type": Text(), "id": Text()}))
RESOURCES = _found(
    "RessourcesTrouvees",
    Record(
        name="RessourceTrouvee",
        fields={
            "type": Text(),
            "id": Text(),
            "properties": Record(name="ProprietesTrouvees", fields={"delegant": Text()}),
        },
        optional=frozenset({"properties"}),
    ),
)
ACTIONS = _found("ServicesTrouves", Record(name="ServiceTrouve", fields={"name": Text()}))

PROBLEM = Record(
    name="Probleme",
    description="RFC 9457.",
    fields={
        "type": Text(format="uri"),
        "title": Text(),
        "status": Whole(least=400, most=599),
        "detail": Text(longest=100_000),
    },
)

_URL = Text(longest=2000, format="uri")
METADATA = Record(
    name="Configuration",
    fields=dict.fromkeys(
        (
            "policy_decision_point",
            "access_evaluation_endpoint",
            "access_evaluations_endpoint",
            "search_subject_endpoint",
            "search_resource_endpoint",
            "search_action_endpoint",
        ),
        _URL,
    ),
)
_KEY = Record(name="Cle", fields=dict.fromkeys(("kty", "n", "e", "kid", "use", "alg"), Text(longest=2000)))
KEYS = Record(name="Cles", fields={"keys": Many(of=_KEY, description="Celle qui signe d’abord, puis la suivante.")})
