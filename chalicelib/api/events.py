"""What happened to one delegation, and the mails that told of it."""

from chalicelib.acts.show_delegation import show_delegation
from chalicelib.api.operations import LOOKING, Answer, Call, Resource
from chalicelib.api.schema import Choice, Many, Maybe, Moment, Record, Text
from chalicelib.api.shapes import instant
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act
from chalicelib.texts.history import act_label, mail_label

resource = Resource("Délégations données")

EVENEMENT = Record(
    name="Evenement",
    fields={
        "le": Moment(),
        "acte": Choice(values=tuple(Act)),
        "libelle": Text(),
        "par": Maybe(of=Text(longest=2000), description="Null\u00a0: le service lui-même."),
    },
)
MAIL = Record(
    name="MailEnvoye",
    fields={"le": Moment(), "libelle": Text(), "a": Choice(values=tuple(Party)), "etat": Text()},
)
EVENTS = Record(
    name="Historique",
    fields={
        "evenements": Many(of=EVENEMENT, description="Du plus ancien au plus récent."),
        "mails": Many(of=MAIL, description="Du plus ancien au plus récent."),
    },
)


@resource.declare(
    "GET",
    "/delegations/{delegation_id}/events",
    "lireHistorique",
    "Ce qui est arrivé à une délégation, et ses e-mails",
    gives=EVENTS,
    refuses=LOOKING,
)
def events(call: Call) -> Answer:
    """Return the history and the mails with their delivery."""
    found = show_delegation(call.context, call.session, call.delegation_id)
    return Answer(
        {
            "evenements": [
                {"le": instant(one.at), "acte": one.act.value, "libelle": act_label(one), "par": one.by or None}
                for one in found.history
            ],
            "mails": [
                {
                    "le": instant(mail.written_at),
                    "libelle": mail_label(mail),
                    "a": mail.party.value,
                    "etat": mail.label,
                }
                for mail in found.mails
            ],
        }
    )
