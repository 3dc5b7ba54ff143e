"""The history of one delegation, and its mails."""

from chalicelib.acts.show_delegation import show_delegation
from chalicelib.api.calls import LOOKING, Call
from chalicelib.api.shapes import instant
from chalicelib.domain.decisions import Denial
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Day, Many, Maybe, Moment, Record, Text, Whole
from chalicelib.texts.denials import reason_label, service_label
from chalicelib.texts.history import act_label, delivery_label, mail_label

EVENEMENT = Record(
    name="Evenement",
    fields={
        "le": Moment(),
        "acte": Choice(values=tuple(Act)),
        "libelle": Text(),
        "par": Maybe(of=Text(longest=2000), description="Null\u00a0: le service lui-même."),
        "mode": Maybe(
            of=Choice(values=tuple(Mode)),
            description="Comment cette personne s’était connectée. Null\u00a0: par un lien, ou par personne.",
        ),
    },
)
MAIL = Record(
    name="MailEnvoye",
    fields={"le": Moment(), "libelle": Text(), "a": Choice(values=tuple(Party)), "etat": Text()},
)
REFUS = Record(
    name="AccesRefuse",
    fields={
        "le": Day(),
        "service": Text(),
        "motif": Choice(values=tuple(Denial)),
        "libelle": Text(),
        "nombre": Whole(least=1),
    },
)
EVENTS = Record(
    name="Historique",
    fields={
        "evenements": Many(of=EVENEMENT, description="Du plus ancien au plus récent."),
        "mails": Many(of=MAIL, description="Du plus ancien au plus récent."),
        "refus": Many(of=REFUS, description="Accès refusés au délégué en votre nom, du plus récent au plus ancien."),
    },
)


@operation(
    "lireHistorique",
    "Ce qui est arrivé à une délégation, et ses e-mails",
    content=EVENTS,
    refusals=LOOKING,
)
def list_events(call: Call) -> Reply:
    """Return the history, the mails with their delivery, and the access decisions that denied the délégué."""
    delegation = show_delegation(call.context, call.caller, call.delegation_id)
    return Reply(
        {
            "evenements": [
                {
                    "le": instant(one.at),
                    "acte": one.act.value,
                    "libelle": act_label(one),
                    "par": one.by or None,
                    "mode": one.mode.value if one.mode else None,
                }
                for one in delegation.history
            ],
            "mails": [
                {
                    "le": instant(mail.written_at),
                    "libelle": mail_label(mail),
                    "a": mail.party.value,
                    "etat": delivery_label(mail),
                }
                for mail in delegation.mails
            ],
            "refus": [
                {
                    "le": one.day.isoformat(),
                    "service": service_label(one),
                    "motif": one.access.denial.value,
                    "libelle": reason_label(one),
                    "nombre": one.count,
                }
                for one in delegation.refusals
            ],
        }
    )
