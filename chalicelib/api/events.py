"""The history of one delegation, and its mails."""

from typing import Any

from chalicelib.acts.show_delegation import show_delegation
from chalicelib.api.calls import LOOKING, Call
from chalicelib.api.shapes import instant
from chalicelib.domain.catalogue import SERVICES, Service
from chalicelib.domain.decisions import Denial
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act
from chalicelib.domain.uses import Uses
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Day, Many, Maybe, Moment, Record, Text, Whole
from chalicelib.store.denials import DenialCount
from chalicelib.store.history import Entry
from chalicelib.store.mails import SentMail
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
UTILISATION = Record(
    name="Utilisation",
    fields={
        "service": Text(),
        "libelle": Text(),
        "jours": Many(of=Day(), description="Du plus ancien au plus récent, sur un an."),
    },
)
EVENTS = Record(
    name="Historique",
    fields={
        "evenements": Many(of=EVENEMENT, description="Du plus ancien au plus récent."),
        "mails": Many(of=MAIL, description="Du plus ancien au plus récent."),
        "refus": Many(of=REFUS, description="Accès refusés au délégué en votre nom, du plus récent au plus ancien."),
        "utilisations": Many(of=UTILISATION, description="Les services utilisés, dans l’ordre du catalogue."),
    },
)


@operation(
    "lireHistorique",
    "Ce qui est arrivé à une délégation, ses e-mails et ses utilisations",
    content=EVENTS,
    refusals=LOOKING,
)
def list_events(call: Call) -> Reply:
    """Return the history, the mails with their delivery, the denied access decisions, and the uses of a year."""
    delegation = show_delegation(call.context, call.caller, call.delegation_id)
    return Reply(
        {
            "evenements": [_act(one) for one in delegation.history],
            "mails": [_mail(one) for one in delegation.mails],
            "refus": [_denial(one) for one in delegation.refusals],
            "utilisations": [_use(service, delegation.uses) for service in SERVICES if delegation.uses.of(service.id)],
        }
    )


def _act(entry: Entry) -> dict[str, Any]:
    return {
        "le": instant(entry.at),
        "acte": entry.act.value,
        "libelle": act_label(entry),
        "par": entry.by or None,
        "mode": entry.mode.value if entry.mode else None,
    }


def _mail(mail: SentMail) -> dict[str, Any]:
    return {
        "le": instant(mail.written_at),
        "libelle": mail_label(mail),
        "a": mail.party.value,
        "etat": delivery_label(mail),
    }


def _use(service: Service, uses: Uses) -> dict[str, Any]:
    return {"service": service.id, "libelle": service.label, "jours": [day.isoformat() for day in uses.of(service.id)]}


def _denial(denials: DenialCount) -> dict[str, Any]:
    return {
        "le": denials.day.isoformat(),
        "service": service_label(denials),
        "motif": denials.access.denial.value,
        "libelle": reason_label(denials),
        "nombre": denials.count,
    }
