"""Delegations, people and structures in JSON: the records, and the values that fill them."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIE_LABELS, SPECIALITES, categorie_label, specialite_label
from chalicelib.domain.delegation import Delegation, Proposal
from chalicelib.domain.people import Name, Structure
from chalicelib.domain.periods import last_day_before
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Origin, Reason, Status
from chalicelib.http.schema import Choice, Day, Flag, Maybe, Record, Text, Whole


def labelled(name: str, values: tuple[str, ...]) -> Record:
    """Return the record of a code among `values`, and its French label."""
    return Record(name=name, fields={"code": Choice(values=values), "libelle": Text()})


PROFIL = labelled("CodeProfil", tuple(ProfilId))
STATUT = labelled("CodeStatut", tuple(Status))
ORIGINE = Choice(
    values=tuple(Origin),
    description="«\u00a0demande\u00a0»\u00a0: le délégué l’a demandée par le lien du délégant. Tant qu’elle est "
    "à valider, ses structures restent à choisir (completerDelegation).",
)
MOTIF = labelled("CodeMotif", tuple(Reason))
CATEGORIE = labelled("CodeCategorie", tuple(CATEGORIE_LABELS))
SPECIALITE = labelled("CodeSpecialite", tuple(SPECIALITES))

PERSONNE = Record(
    name="Personne",
    description="Un nom\u00a0; tout est vide tant que personne ne l’a donné.",
    fields={"civilite": Text(example="MME"), "prenom": Text(example="Claire"), "nom": Text(example="Exemple")},
)
STRUCTURE = Record(
    name="Structure",
    fields={
        "id": Text(),
        "nom": Text(longest=2000),
        "rue": Text(longest=2000),
        "ville": Text(longest=2000),
        "am_finess": Text(description="N° AM ou FINESS\u00a0; vide quand il n’est pas connu."),
        "categorie": Maybe(of=CATEGORIE),
        "specialite": Maybe(of=SPECIALITE),
    },
)
IDENTIFIANTS = Record(
    name="Identifiants",
    description="Ce qui distingue le délégué outre son adresse\u00a0; vide quand le profil ne le demande pas.",
    fields={"rpps_adeli": Text(), "cpe": Text()},
)
PERIODE = {
    "debut": Day(description="Premier jour, inclus (Europe/Paris)."),
    "fin": Day(description="Dernier jour, inclus."),
}
DONE = Record(
    name="DelegationTraitee",
    description="Où en est la délégation après l’action.",
    fields={"id": Text(), "statut": STATUT, "modification_en_attente": Flag()},
)
VERSION = Whole(least=1, description="Version des conditions, à renvoyer avec la réponse.")
LIMITE = Maybe(of=Day(), description="Jour jusqu’auquel une réponse est attendue.")


def code(value: str, label: str) -> dict[str, str]:
    """Return a code and its label."""
    return {"code": value, "libelle": label}


def instant(moment: datetime) -> str:
    """Return an instant in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def profil_of(profil: ProfilId) -> dict[str, str]:
    """Return a profil and its label."""
    return code(profil.value, PROFILS[profil].label)


def statut_of(status: Status) -> dict[str, str]:
    """Return a status and its label."""
    return code(status.value, status.label)


def motif_of(reason: Reason | None) -> dict[str, str] | None:
    """Return the reason for which a delegation came to nothing, if any."""
    return code(reason.value, reason.label) if reason else None


def personne(name: Name) -> dict[str, str]:
    """Return a person's name."""
    return {"civilite": name.civilite, "prenom": name.prenom, "nom": name.nom}


def structure_of(structure: Structure) -> dict[str, Any]:
    """Return a structure as the pages list it."""
    categorie, specialite = structure.categorie, structure.specialite
    return {
        "id": structure.id,
        "nom": structure.name,
        "rue": structure.street,
        "ville": structure.city,
        "am_finess": structure.am_finess,
        "categorie": code(categorie, categorie_label(categorie)) if categorie in CATEGORIE_LABELS else None,
        "specialite": code(specialite, specialite_label(specialite)) if specialite in SPECIALITES else None,
    }


def done(delegation: Delegation, now: datetime) -> dict[str, Any]:
    """Return the state of a delegation after an act on it."""
    return {
        "id": delegation.id,
        "statut": statut_of(status_now(delegation, now)),
        "modification_en_attente": delegation.proposal_at(now) is not None,
    }


def status_now(delegation: Delegation, now: datetime) -> Status:
    """Return the status at `now`; raise `Refused` when the delegation is gone."""
    status = delegation.status_at(now)
    if status is None:
        raise Refused(Code.GONE)
    return status


def last_day(delegation: Delegation, proposal: Proposal | None, waits: bool) -> str | None:
    """Return the last day for an answer; None when there is nothing to answer."""
    if proposal is not None:
        return last_day_before(proposal.lapses_at).isoformat()
    return last_day_before(delegation.gone_at).isoformat() if waits else None
