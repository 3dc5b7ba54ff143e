"""Several delegations prolonged by one request, as the page does: each by itself."""

from datetime import date
from typing import Any

from chalicelib.acts.prolong_several import MOST_AT_ONCE, Outcome, Ticked, prolong_several
from chalicelib.api.calls import ONCE, Call
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Day, Many, Maybe, Record, Text, Whole

_LONGEST = 120
"""Months."""

PROLONGATIONS = Record(
    name="Prolongations",
    description="«\u00a0mois\u00a0» ou «\u00a0fin\u00a0», et non les deux.",
    fields={
        "delegations": Many(
            of=Record(
                name="AProlonger",
                fields={
                    "id": Text(longest=64, shortest=1),
                    "fin": Day(description="Le dernier jour qui a été lu\u00a0; un autre est refusé."),
                },
            ),
            most=MOST_AT_ONCE,
        ),
        "mois": Whole(least=1, most=_LONGEST, description="Le nombre de mois après le dernier jour de chacune."),
        "fin": Day(description="Le nouveau dernier jour, le même pour toutes."),
    },
    optional=frozenset({"mois", "fin"}),
)
RESULTS = Record(
    name="ResultatsDeProlongation",
    fields={
        "resultats": Many(
            of=Record(
                name="ResultatDeProlongation",
                fields={
                    "id": Text(),
                    "fin": Maybe(of=Day(), description="Le dernier jour demandé\u00a0; null après un refus."),
                    "refus": Maybe(of=Text(longest=2000), description="Pourquoi elle n’a pas été prolongée."),
                },
            ),
            description="Dans l’ordre de la demande.",
        )
    },
)


@operation(
    "prolongerDelegations",
    "Prolonger plusieurs délégations",
    description="Chacune pour elle-même\u00a0: un refus n’arrête pas les autres. Un seul e-mail les annonce toutes au "
    "délégant. Une demande interrompue reprend quand elle est renvoyée sous la même clé.",
    body=PROLONGATIONS,
    headers=ONCE,
    content=RESULTS,
    refusals=(Code.NO_CARD, Code.NO_ADDRESS),
)
def prolong_delegations(call: Call) -> Reply:
    """Ask each délégué for a later last day, and reply with what came of each."""
    body = call.body
    if ("mois" in body) == ("fin" in body):
        raise Refused(Code.FORM, fields={"mois": "Indiquez un nombre de mois ou une date de fin."})
    asked = {one["id"]: Ticked(one["id"], date.fromisoformat(one["fin"])) for one in body["delegations"]}
    if not asked:
        raise Refused(Code.FORM, fields={"delegations": "Indiquez au moins une délégation."})
    ticked, months = tuple(asked.values()), body.get("mois", 0)
    outcomes = prolong_several(call.context, call.caller, ticked, months, body.get("fin", ""), call.key)
    return Reply({"resultats": [_result(one) for one in outcomes]})


def _result(one: Outcome) -> dict[str, Any]:
    return {"id": one.id, "fin": one.end.isoformat() if one.end else None, "refus": one.refusal or None}
