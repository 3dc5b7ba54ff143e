"""The JSON of a delegation as its délégant sees it: a line of the list, and the whole."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.given import Given
from chalicelib.acts.show_dashboard import Line
from chalicelib.api.longer import REQUEST, request_as_json
from chalicelib.api.shapes import (
    IDENTIFIANTS,
    LIMITE,
    MOTIF,
    ORIGINE,
    PERIODE,
    PERSONNE,
    PROFIL,
    STATUT,
    STRUCTURE,
    last_day,
    motif_of,
    personne,
    profil_of,
    status_now,
    statut_of,
    structure_of,
)
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation, Proposal
from chalicelib.domain.mails import attachment
from chalicelib.domain.people import Identifiers
from chalicelib.domain.rules import TO_PROLONG, Act, may_prolong
from chalicelib.domain.statuses import CLOSED, WAITING, Status
from chalicelib.domain.transitions.by_delegant import offered
from chalicelib.http.schema import Choice, Day, Flag, Many, Maybe, Record, Text, Whole

ACTIONS: Mapping[str, Act | None] = {
    "valider": Act.VALIDATE,
    "completer": None,
    "modifier": Act.CHANGE,
    "prolonger": None,
    "accorder_prolongation": Act.GRANT_LONGER,
    "refuser_prolongation": Act.DECLINE_LONGER,
    "renvoyer": Act.RESEND,
    "corriger": Act.CORRECT,
    "refaire": None,
    "supprimer": Act.DELETE,
}
"""The actions that may be offered to the délégant. « completer » validates what was asked for, « prolonger » is a
change, and « refaire » another delegation."""

_UNDELIVERED = Flag(description="La demande n’est pas arrivée, et l’adresse est peut-être exacte.")

LIST = Record(
    name="DelegationsDonnees",
    fields={
        "trouvees": Whole(description="Nombre de délégations trouvées, sur toutes les pages."),
        "delegations": Many(
            of=Record(
                name="LigneDonnee",
                fields={
                    "id": Text(),
                    "delegue": PERSONNE,
                    "adresse": Text(longest=320),
                    "profil": PROFIL,
                    **PERIODE,
                    "nombre_structures": Whole(),
                    "origine": ORIGINE,
                    "statut": STATUT,
                    "motif": Maybe(of=MOTIF),
                    "adresse_introuvable": Flag(),
                    "non_remise": _UNDELIVERED,
                    "modification_en_attente": Flag(),
                    "prolongation_en_attente": Flag(description="Le délégué a demandé un dernier jour plus tardif."),
                    "gardee_le": Maybe(of=Day(), description="Dernière décision de la garder, lors d’une revue."),
                    "derniere_utilisation": Maybe(of=Day(), description="Null\u00a0: jamais utilisée, que l’on sache."),
                },
            )
        ),
        "suivant": Maybe(of=Text(longest=1000), description="Curseur de la page suivante\u00a0; null à la dernière."),
    },
)
MODIFICATION = Record(
    name="Modification",
    description="Des conditions plus larges, qui attendent l’acceptation du délégué.",
    fields={**PERIODE, "structures": Many(of=STRUCTURE), "date_limite": LIMITE},
)
DELEGATION = Record(
    name="Delegation",
    fields={
        "id": Text(),
        "delegue": PERSONNE,
        "adresse": Text(longest=320),
        "identifiants": IDENTIFIANTS,
        "identifiants_saisis": IDENTIFIANTS,
        "profil": PROFIL,
        "rattachement": Text(longest=1000),
        **PERIODE,
        "structures": Many(of=STRUCTURE),
        "origine": ORIGINE,
        "statut": STATUT,
        "motif": Maybe(of=MOTIF),
        "date_limite": LIMITE,
        "adresse_introuvable": Flag(),
        "non_remise": _UNDELIVERED,
        "modification": Maybe(of=MODIFICATION),
        "prolongation_demandee": Maybe(of=REQUEST),
        "actions": Many(of=Choice(values=tuple(ACTIONS)), description="Ce que le délégant peut faire maintenant."),
    },
)


def line_of(line: Line) -> dict[str, Any]:
    """Return a delegation as a line of the dashboard."""
    summary = line.summary
    return {
        "id": summary.id,
        "delegue": personne(summary.name),
        "adresse": summary.address,
        "profil": profil_of(summary.profil),
        "debut": summary.validity.start.isoformat(),
        "fin": summary.validity.end.isoformat(),
        "nombre_structures": summary.structures,
        "origine": summary.origin.value,
        "statut": statut_of(line.status),
        "motif": motif_of(summary.reason),
        "adresse_introuvable": summary.undeliverable and line.status is Status.EN_COURS,
        "non_remise": summary.undelivered and line.status is Status.EN_COURS,
        "modification_en_attente": line.is_proposed,
        "prolongation_en_attente": line.asks_longer,
        "gardee_le": line.kept_on.isoformat() if line.kept_on else None,
        "derniere_utilisation": line.used_on.isoformat() if line.used_on else None,
    }


def delegation_of(given: Given, context: Context) -> dict[str, Any]:
    """Return a delegation as its page shows it."""
    delegation = given.delegation
    status = status_now(delegation, context.now)
    proposal = delegation.proposal_at(context.now)
    return {
        "id": delegation.id,
        "delegue": personne(delegation.delegue.name),
        "adresse": given.account.address,
        "identifiants": _identifiers(delegation.delegue.identifiers),
        "identifiants_saisis": _identifiers(delegation.delegue.entered),
        "profil": profil_of(delegation.profil),
        "rattachement": attachment(delegation),
        "debut": delegation.terms.validity.start.isoformat(),
        "fin": delegation.terms.validity.end.isoformat(),
        "structures": [structure_of(structure) for structure in delegation.terms.structures],
        "origine": delegation.origin.value,
        "statut": statut_of(status),
        "motif": motif_of(delegation.reason),
        "date_limite": last_day(delegation, None, status in WAITING),
        "adresse_introuvable": delegation.undeliverable and status is Status.EN_COURS,
        "non_remise": delegation.undelivered and status is Status.EN_COURS,
        "modification": _modification(delegation, proposal),
        "prolongation_demandee": request_as_json(
            delegation.end_request_at(context.now) if status in TO_PROLONG else None
        ),
        "actions": _actions(delegation, status, context),
    }


def _identifiers(given: Identifiers) -> dict[str, str]:
    return {"rpps_adeli": given.rpps_adeli, "cpe": given.cpe}


def _modification(delegation: Delegation, proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    terms = proposal.terms
    return {
        "debut": terms.validity.start.isoformat(),
        "fin": terms.validity.end.isoformat(),
        "structures": [structure_of(structure) for structure in terms.structures],
        "date_limite": last_day(delegation, proposal, True),
    }


def _actions(delegation: Delegation, status: Status, context: Context) -> list[str]:
    acts = offered(delegation, context.policy, context.now)
    others = {
        "completer": delegation.is_wish and Act.VALIDATE in acts,
        "prolonger": may_prolong(delegation, context.now),
        "refaire": status in CLOSED,
    }
    acts -= {Act.VALIDATE} if delegation.is_wish else set()
    return [action for action, act in ACTIONS.items() if (act in acts if act else others[action])]
