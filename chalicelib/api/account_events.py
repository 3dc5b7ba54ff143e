"""The events of the account of the person signed in."""

from chalicelib.acts.show_events import show_events
from chalicelib.api.calls import Call
from chalicelib.api.shapes import instant
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Many, Maybe, Moment, Record, Text, Whole
from chalicelib.texts.account_events import sentence

EVENEMENT = Record(
    name="EvenementDuCompte",
    fields={
        "le": Moment(description="Des échecs d’un même jour\u00a0: le dernier."),
        "genre": Text(description="Par exemple\u00a0: «\u00a0connexion\u00a0», «\u00a0connexion_echouee\u00a0»."),
        "phrase": Text(longest=2000),
        "mode": Maybe(of=Text(), description="D’une connexion\u00a0: son mode."),
        "navigateur": Maybe(of=Text()),
        "nombre": Whole(least=1, description="Les échecs de connexion d’un même jour ne font qu’un événement."),
    },
)
EVENEMENTS = Record(
    name="EvenementsDuCompte",
    fields={
        "evenements": Many(of=EVENEMENT, description="Les plus récents d’abord."),
        "suivant": Text(description="À reporter dans «\u00a0avant\u00a0» pour les plus anciens\u00a0; vide à la fin."),
    },
)


@operation(
    "listerEvenements",
    "Ce qui est arrivé à son compte, le plus récent d’abord",
    query={"avant": Text(description="Ceux d’avant ce repère, donné par « suivant ».")},
    content=EVENEMENTS,
)
def list_account_events(call: Call) -> Reply:
    """Return a page of the events of the account."""
    own = show_events(call.context, call.caller, call.query.get("avant", ""))
    events = [
        {
            "le": instant(event.at),
            "genre": event.event,
            "phrase": sentence(event),
            "mode": event.where.mode or None,
            "navigateur": event.where.browser or None,
            "nombre": event.times,
        }
        for event in own.events
    ]
    return Reply({"evenements": events, "suivant": own.following})
