"""The rule of every access decision: may this délégué use this service in this délégant's space now? (specification §6)

Pure functions of the stored grants, a question and the time. They open exactly the services that `services_opened`
gives for a delegation in force, and name the delegation that opens one, or the term that forbids it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.admission import Admission
from chalicelib.domain.catalogue import SERVICES, ProfilId, Service, services_opened
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Identifiers, Structure

SERVICES_BY_ID: Mapping[str, Service] = {service.id: service for service in SERVICES}


@dataclass(frozen=True)
class Grant:
    """The grant of one validated delegation: its terms in force, its délégué and its délégant.

    `noted` has the services whose use of the day `noted_on` is noted, where the grant itself was read.
    """

    delegation_id: str
    delegue_id: str
    delegant_id: str
    profil: ProfilId
    terms: Terms
    identifiers: Identifiers
    noted_on: date | None = None
    noted: frozenset[str] = frozenset()

    def noted_of(self, day: date) -> frozenset[str]:
        """Return the services whose use of `day` is noted."""
        return self.noted if self.noted_on == day else frozenset()


@dataclass(frozen=True)
class Target:
    """The resource of a question: a délégant's whole space, or one structure named by an id or a numéro AM.

    A numéro AM belongs to one practitioner at one place, so it may come without the délégant.
    """

    delegant_id: str = ""
    structure_id: str = ""
    am: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether the target names no space at all."""
        return not self.delegant_id and not self.am

    def concerns(self, grant: Grant) -> bool:
        """Whether `grant` is about this space."""
        if self.delegant_id:
            return grant.delegant_id == self.delegant_id
        return any(self.is_at(structure) for structure in grant.terms.structures)

    def is_at(self, structure: Structure) -> bool:
        """Whether the target includes `structure`, by any of its ids. A whole space includes every structure."""
        if self.structure_id and self.structure_id not in structure.identifiers:
            return False
        return not self.am or structure.am_finess == self.am


class Denial(StrEnum):
    """Why the decision is no; the last is the nearest to a yes. Values are part of the interface."""

    UNKNOWN_SUBJECT = "sujet-inconnu"
    UNKNOWN_RESOURCE = "ressource-inconnue"
    UNKNOWN_SERVICE = "service-inconnu"
    NO_DELEGATION = "aucune-delegation"
    ENDED = "delegation-terminee"
    NOT_STARTED = "delegation-a-venir"
    STRUCTURE = "structure-non-deleguee"
    SERVICE = "service-non-ouvert"
    MODE = "mode-non-admis"

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
    Denial.MODE: "La façon dont vous vous êtes connecté n’ouvre pas cette délégation.",
}
_RANK = {denial: rank for rank, denial in enumerate(Denial)}


@dataclass(frozen=True)
class Decision:
    """Yes, with the grant and the structures that open the service; or no, with the denial.

    One with neither is the reply to an invalid question, and is no.

    `delegant_id` is the délégant in whose name the act would be done, when the grants name him. `modes` are those of
    which one would make it a yes, when the sign-in alone is missing.
    """

    grant: Grant | None = None
    structures: tuple[Structure, ...] = ()
    denial: Denial | None = None
    delegant_id: str = ""
    modes: tuple[Mode, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the decision is yes."""
        return self.grant is not None


def grant_of(delegation: Delegation, now: datetime) -> Grant | None:
    """Return the grant of `delegation`; None unless it is in force at `now`. `decide` checks its first day."""
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
    """Return the services that `grant` opens at one of its structures; its period is not checked."""
    return services_opened(grant.profil, grant.identifiers, structure.categorie, structure.specialite)


def services_of(grants: Iterable[Grant], target: Target, now: datetime, admission: Admission) -> tuple[Service, ...]:
    """Return every service that the grants open to this sign-in at `target` now, in the catalogue's order."""
    opened = {
        service.id
        for grant in grants
        if target.concerns(grant) and grant.terms.validity.holds(now) and admission.opens(grant.profil)
        for structure in grant.terms.structures
        if target.is_at(structure)
        for service in services_at(grant, structure)
    }
    return tuple(service for service in SERVICES if service.id in opened)


def decide(grants: Iterable[Grant], target: Target, service_id: str, now: datetime, admission: Admission) -> Decision:
    """Return the decision for the délégué of these grants, as he signed in.

    If several open the service, the longest one is used.
    """
    if service_id not in SERVICES_BY_ID:
        return Decision(denial=Denial.UNKNOWN_SERVICE, delegant_id=target.delegant_id)
    if target.is_nothing:
        return Decision(denial=Denial.UNKNOWN_RESOURCE)
    decisions = [_by_one(grant, target, service_id, now, admission) for grant in grants if target.concerns(grant)]
    none = Decision(denial=Denial.NO_DELEGATION, delegant_id=target.delegant_id)
    return max(decisions, key=_preference, default=none)


def _preference(decision: Decision) -> tuple[int, int]:
    """Rank a yes above a no; then the longest grant, or the denial nearest to a yes."""
    if decision.grant:
        return 1, decision.grant.terms.validity.end.toordinal()
    return 0, _RANK[decision.denial] if decision.denial else 0


def _by_one(grant: Grant, target: Target, service_id: str, now: datetime, admission: Admission) -> Decision:
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
        (admission.opens(grant.profil), Denial.MODE),
    )
    denial = next((denial for holds, denial in checks if not holds), None)
    if denial:
        modes = admission.modes_of(grant.profil) if denial is Denial.MODE else ()
        return Decision(denial=denial, delegant_id=grant.delegant_id, modes=modes)
    return Decision(grant, opening, delegant_id=grant.delegant_id)
