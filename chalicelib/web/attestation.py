"""« Attestation de délégation »: one page to print, for the file of an employer or of a délégué."""

from chalice.app import Response

from chalicelib.acts.given import look_at_given
from chalicelib.acts.own_delegation import require_id
from chalicelib.acts.people import Person
from chalicelib.acts.received import find_received
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import categorie_label, specialite_label
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import attachment
from chalicelib.domain.people import Account, Delegant
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.http.urls import absolute, url
from chalicelib.http.visit import Visit
from chalicelib.templating import court, jour
from chalicelib.web.paths import given_path, received_path
from chalicelib.web.render import page

_NOT_IN_FORCE = {
    Status.EN_COURS: "elle attend la réponse du délégué",
    Status.A_VALIDER: "elle attend la validation du délégant",
    Status.REFUSEE: "le délégué l’a refusée",
    Status.NON_ABOUTIE: "elle n’a pas abouti",
    Status.TERMINEE: "sa période de validité est terminée",
}


def given_attestation(visit: Visit, delegation_id: str) -> Response:
    """Attest one of the délégant's delegations."""
    given = look_at_given(visit.context, visit.session, delegation_id)
    return _page(visit, given.person, given.delegation, given.account, given_path(delegation_id))


def received_attestation(visit: Visit, delegation_id: str) -> Response:
    """Attest a delegation that the délégué has received."""
    require_id(delegation_id)
    found = find_received(visit.context, visit.session, delegation_id)
    return _page(visit, found.person, found.delegation, found.account, received_path(delegation_id))


def _page(visit: Visit, person: Person, delegation: Delegation, account: Account, back: str) -> Response:
    now = visit.context.now
    status = delegation.status_at(now)
    if status is None:
        raise Refused(Code.GONE)
    services = _services(delegation) if status is Status.VALIDEE else []
    why_not = _why_not(delegation, status, visit)
    if not why_not and not any(labels for _, labels in services):
        why_not = "aucun service n’est ouvert à ce délégué dans ces structures"
    return page(
        visit,
        "delegations/attestation",
        person,
        delegation=delegation,
        now=now,
        why_not=why_not,
        state=status,
        delegant=_delegant(delegation.delegant),
        account=account,
        profil=PROFILS[delegation.profil],
        attachment=attachment(delegation),
        services=services,
        modes=visit.context.admission(None).missing(delegation.profil),
        back=url(back),
        addresses=[absolute(given_path(delegation.id)), absolute(received_path(delegation.id))],
    )


def _why_not(delegation: Delegation, status: Status, visit: Visit) -> str:
    """Return why the delegation opens nothing at this hour; empty when it opens what the page says."""
    if status is not Status.VALIDEE:
        return _NOT_IN_FORCE[status]
    if delegation.is_empty:
        return "elle ne porte plus sur aucune structure"
    if not delegation.opens_at(visit.context.now):
        return f"elle est validée, et son accès s’ouvre le {jour(delegation.terms.validity.start)}"
    return ""


def _delegant(delegant: Delegant) -> str:
    """Return who the délégant is: « Mme Claire EXEMPLE, médecin, Médecine générale »."""
    parts = (court(delegant.name.full), categorie_label(delegant.categorie), specialite_label(delegant.specialite))
    return ", ".join(part for part in parts if part)


def _services(delegation: Delegation) -> list[tuple[list[str], list[str]]]:
    """Return the structures at which the same services are open, and these services."""
    found: dict[tuple[str, ...], list[str]] = {}
    for structure in delegation.terms.structures:
        labels = tuple(service.label for service in delegation.services_at(structure))
        found.setdefault(labels, []).append(court(structure.label, 160))
    return [(structures, list(opened)) for opened, structures in found.items()]
