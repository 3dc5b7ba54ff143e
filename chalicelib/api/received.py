"""The JSON of delegations received, as the délégué sees them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.delegue_account import doubt_to_see
from chalicelib.acts.received import Received, find_received
from chalicelib.acts.show_dashboard import Line
from chalicelib.acts.show_received import order, show_received
from chalicelib.api.calls import LOOKING, Call
from chalicelib.api.catalogue import SERVICE
from chalicelib.api.cursors import page_of
from chalicelib.api.delegations import CURSOR, LIMIT
from chalicelib.api.longer import REQUEST, request_as_json
from chalicelib.api.shapes import (
    LIMITE,
    ORIGINE,
    PERIODE,
    PERSONNE,
    PROFIL,
    STATUT,
    VERSION,
    last_day,
    personne,
    profil_of,
    status_now,
    statut_of,
)
from chalicelib.domain.delegation import Delegation, Proposal
from chalicelib.domain.mails import attachment
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Structure
from chalicelib.domain.rules import ANSWERS, TO_PROLONG, Act, Actor, open_acts
from chalicelib.domain.statuses import Status
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Flag, Many, Maybe, Record, Text, Whole

ACTIONS: Mapping[str, frozenset[Act]] = {
    "accepter": frozenset({Act.ACCEPT, Act.ACCEPT_CHANGE}),
    "refuser": frozenset({Act.REFUSE, Act.REFUSE_CHANGE}),
    "ne_pas_connaitre": frozenset({Act.DISOWN}),
    "retirer": frozenset({Act.WITHDRAW}),
    "renoncer": frozenset({Act.GIVE_UP}),
    "demander_prolongation": frozenset({Act.ASK_LONGER}),
}

LIST = Record(
    name="DelegationsRecues",
    fields={
        "trouvees": Whole(),
        "delegations": Many(
            of=Record(
                name="LigneRecue",
                fields={
                    "id": Text(),
                    "delegant": PERSONNE,
                    "profil": PROFIL,
                    **PERIODE,
                    "nombre_structures": Whole(),
                    "origine": ORIGINE,
                    "statut": STATUT,
                    "reponse_attendue": Flag(),
                },
            )
        ),
        "suivant": Maybe(of=Text(longest=1000), description="Curseur de la page suivante\u00a0; null à la dernière."),
    },
)
OPENED = Record(
    name="StructureOuverte",
    fields={
        "nom": Text(longest=2000),
        "adresse": Text(longest=4000),
        "services": Many(of=SERVICE, description="Ce qu’elle ouvre maintenant\u00a0; vide hors de la période."),
    },
)
PROPOSED = Record(
    name="ModificationProposee",
    fields={**PERIODE, "structures": Many(of=Text(longest=2000)), "date_limite": LIMITE},
)
RECEIVED = Record(
    name="DelegationRecue",
    fields={
        "id": Text(),
        "delegant": PERSONNE,
        "profil": PROFIL,
        "rattachement": Text(longest=1000),
        **PERIODE,
        "structures": Many(of=OPENED),
        "connexion": Many(of=Choice(values=tuple(Mode)), description="Les modes de connexion qui l’ouvrent."),
        "origine": ORIGINE,
        "statut": STATUT,
        "date_limite": LIMITE,
        "modification": Maybe(of=PROPOSED),
        "prolongation_demandee": Maybe(of=REQUEST),
        "version": VERSION,
        "doute_numero": Maybe(
            of=Text(longest=1000),
            description="Pourquoi le numéro RPPS indiqué par le délégant ne semble pas être celui du délégué, qui "
            "doit le voir avant d’accepter.",
        ),
        "actions": Many(of=Choice(values=tuple(ACTIONS))),
    },
)


@operation(
    "listerDelegationsRecues",
    "Ce qui vous a été délégué, ce qui attend votre réponse d’abord",
    query={"limite": LIMIT, "curseur": CURSOR},
    content=LIST,
)
def list_received(call: Call) -> Reply:
    """Return the delegations received."""
    board = show_received(call.context, call.caller)
    lines, following = page_of(call, "recues", board.lines, order)
    return Reply({"trouvees": len(board.lines), "delegations": [_line(line) for line in lines], "suivant": following})


def _line(line: Line) -> dict[str, Any]:
    summary = line.summary
    return {
        "id": summary.id,
        "delegant": personne(summary.name),
        "profil": profil_of(summary.profil),
        "debut": summary.validity.start.isoformat(),
        "fin": summary.validity.end.isoformat(),
        "nombre_structures": summary.structures,
        "origine": summary.origin.value,
        "statut": statut_of(line.status),
        "reponse_attendue": bool(line.acts & ANSWERS),
    }


@operation(
    "lireDelegationRecue",
    "Lire une délégation reçue, avec les services ouverts",
    content=RECEIVED,
    refusals=LOOKING,
)
def read_received(call: Call) -> Reply:
    """Return one delegation received."""
    return Reply(_received(find_received(call.context, call.caller, call.delegation_id), call))


def _received(found: Received, call: Call) -> dict[str, Any]:
    delegation, now = found.delegation, call.context.now
    status, proposal = status_now(delegation, now), delegation.proposal_at(now)
    admission = call.context.admission(found.person.mode)
    opens, open_to_delegue = delegation.opens_to(admission, now), open_acts(delegation, Actor.SPACE, now)
    return {
        "id": delegation.id,
        "delegant": personne(delegation.delegant.name),
        "profil": profil_of(delegation.profil),
        "rattachement": attachment(delegation),
        "debut": delegation.terms.validity.start.isoformat(),
        "fin": delegation.terms.validity.end.isoformat(),
        "structures": [_opened(delegation, structure, opens) for structure in delegation.terms.structures],
        "connexion": [mode.value for mode in admission.modes_of(delegation.profil)],
        "origine": delegation.origin.value,
        "statut": statut_of(status),
        "date_limite": last_day(delegation, None, status is Status.EN_COURS),
        "modification": _proposed(delegation, proposal),
        "prolongation_demandee": request_as_json(delegation.end_request_at(now) if status in TO_PROLONG else None),
        "version": delegation.terms_version,
        "doute_numero": doubt_to_see(delegation, found.account, found.rpps_on_card, call.context) or None,
        "actions": [action for action, acts in ACTIONS.items() if acts & open_to_delegue],
    }


def _opened(delegation: Delegation, structure: Structure, opens: bool) -> dict[str, Any]:
    found = delegation.services_at(structure) if opens else ()
    return {
        "nom": structure.name,
        "adresse": structure.address,
        "services": [
            {"id": service.id, "libelle": service.label, "groupe": service.group, "paiement": service.payment}
            for service in found
        ],
    }


def _proposed(delegation: Delegation, proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {
        "debut": proposal.terms.validity.start.isoformat(),
        "fin": proposal.terms.validity.end.isoformat(),
        "structures": [structure.name for structure in proposal.terms.structures],
        "date_limite": last_day(delegation, proposal, True),
    }
