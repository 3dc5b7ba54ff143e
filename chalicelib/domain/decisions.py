"""May this délégué use this service in this délégant's space, now? The rule behind every access decision (spec §6).

Pure: grants as they were read, a question, the time. It opens exactly what `services_opened` says of a delegation
that holds, and says which delegation opens it, or which of its terms stands in the way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.catalogue import SERVICES, ProfilId, Service, services_opened
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Identifiers, Structure

SERVICES_BY_ID: Mapping[str, Service] = {service.id: service for service in SERVICES}


@dataclass(frozen=True)
class Grant:
    """What one validated delegation gives: its terms in force, to whom, in whose name."""

    delegation_id: str
    delegue_id: str
    delegant_id: str
    profil: ProfilId
    terms: Terms
    identifiers: Identifiers


@dataclass(frozen=True)
class Target:
    """What is asked about: a délégant's whole space, or the one structure that an id or a numéro AM names.

    A numéro AM is one practitioner's at one place: it may come without the délégant.
    """

    delegant_id: str = ""
    structure_id: str = ""
    am: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether it names no space at all."""
        return not self.delegant_id and not self.am

    def concerns(self, grant: Grant) -> bool:
        """Whether `grant` is about this space."""
        if self.delegant_id:
            return grant.delegant_id == self.delegant_id
        return any(self.is_at(structure) for structure in grant.terms.structures)

    def is_at(self, structure: Structure) -> bool:
        """Whether `structure` is what is asked about, by any of its ids; every one is, when the whole space is."""
        if self.structure_id and self.structure_id not in structure.identifiers:
            return False
        return not self.am or structure.am_finess == self.am


class Denial(StrEnum):
    """Why the answer is no, the nearest to a yes last. Values are part of the interface."""

    UNKNOWN_SUBJECT = "sujet-inconnu"
    UNKNOWN_RESOURCE = "ressource-inconnue"
    UNKNOWN_SERVICE = "service-inconnu"
    NO_DELEGATION = "aucune-delegation"
    ENDED = "delegation-terminee"
    NOT_STARTED = "delegation-a-venir"
    STRUCTURE = "structure-non-deleguee"
    SERVICE = "service-non-ouvert"

    @property
    def message(self) -> str:
        """The French sentence that may be shown to the délégué."""
        return _MESSAGES[self]


_MESSAGES: Mapping[Denial, str] = {
    Denial.UNKNOWN_SUBJECT: "Cette personne n’est pas reconnue.",
    Denial.UNKNOWN_RESOURCE: "Cet espace ou cette structure n’est pas reconnu.",
    Denial.UNKNOWN_SERVICE: "Ce service n’existe pas.",
    Denial.NO_DELEGATION: "Aucune délégation en vigueur ne donne accès à cet espace.",
    Denial.ENDED: "La période de validité de la délégation est terminée.",
    Denial.NOT_STARTED: "La période de validité de la délégation n’a pas commencé.",
    Denial.STRUCTURE: "La délégation ne porte pas sur cette structure.",
    Denial.SERVICE: "Ce service n’est pas ouvert par la délégation.",
}
_RANK = {denial: rank for rank, denial in enumerate(Denial)}


@dataclass(frozen=True)
class Decision:
    """Yes, by a grant and at the structures that open the service; or no, with the reason.

    `delegant_id` is in whose name it would have been, when the grants tell.
    """

    grant: Grant | None = None
    structures: tuple[Structure, ...] = ()
    denial: Denial | None = None
    delegant_id: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the délégué may."""
        return self.grant is not None


def grant_of(delegation: Delegation, now: datetime) -> Grant | None:
    """Return what `delegation` gives; None unless it is in force at `now`. Its first day is for `decide` to look at."""
    if not delegation.is_in_force_at(now):
        return None
    return Grant(
        delegation.id,
        delegation.delegue.account_id,
        delegation.delegant.account_id,
        delegation.profil,
        delegation.terms,
        delegation.delegue.identifiers,
    )


def services_at(grant: Grant, structure: Structure) -> tuple[Service, ...]:
    """Return the services that `grant` opens at one of its structures, whatever the day."""
    return services_opened(grant.profil, grant.identifiers, structure.categorie, structure.specialite)


def services_of(grants: Iterable[Grant], target: Target, now: datetime) -> tuple[Service, ...]:
    """Return every service that the grants open at `target` now, in the catalogue's order."""
    opened = {
        service.id
        for grant in grants
        if target.concerns(grant) and grant.terms.validity.holds(now)
        for structure in grant.terms.structures
        if target.is_at(structure)
        for service in services_at(grant, structure)
    }
    return tuple(service for service in SERVICES if service.id in opened)


def decide(grants: Iterable[Grant], target: Target, service_id: str, now: datetime) -> Decision:
    """Answer for one délégué, whose grants these are; of several that open the service, the one that lasts longest."""
    if service_id not in SERVICES_BY_ID:
        return Decision(denial=Denial.UNKNOWN_SERVICE, delegant_id=target.delegant_id)
    if target.is_nothing:
        return Decision(denial=Denial.UNKNOWN_RESOURCE)
    found = [_by_one(grant, target, service_id, now) for grant in grants if target.concerns(grant)]
    none = Decision(denial=Denial.NO_DELEGATION, delegant_id=target.delegant_id)
    return max(found, key=_preference, default=none)


def _preference(decision: Decision) -> tuple[int, int]:
    """A yes before a no; then what lasts longest, or what was nearest to a yes."""
    if decision.grant:
        return 1, decision.grant.terms.validity.end.toordinal()
    return 0, _RANK[decision.denial] if decision.denial else 0


def _by_one(grant: Grant, target: Target, service_id: str, now: datetime) -> Decision:
    validity = grant.terms.validity
    structures = [structure for structure in grant.terms.structures if target.is_at(structure)]
    opening = tuple(
        structure for structure in structures if any(s.id == service_id for s in services_at(grant, structure))
    )
    checks = (
        (now >= validity.starts_at, Denial.NOT_STARTED),
        (now < validity.ends_at, Denial.ENDED),
        (bool(structures), Denial.STRUCTURE),
        (bool(opening), Denial.SERVICE),
    )
    denial = next((denial for holds, denial in checks if not holds), None)
    if denial:
        return Decision(denial=denial, delegant_id=grant.delegant_id)
    return Decision(grant, opening, delegant_id=grant.delegant_id)
