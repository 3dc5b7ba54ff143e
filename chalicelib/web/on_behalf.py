"""« Pour le compte de … »: the services of the portal that a delegation opens, seen from the délégant's space."""

from chalice.app import Response

from chalicelib.acts.received import find_received
from chalicelib.domain.catalogue import PROFILS, SERVICES, services_opened
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.visit import Visit
from chalicelib.web.render import page

_CLOSED = "Cette délégation n’ouvre aucun accès aujourd’hui."


def on_behalf(visit: Visit, delegation_id: str) -> Response:
    """Show what the délégué may use in the délégant's name today; raises `Refused` when that is nothing."""
    found = find_received(visit.context, visit.session, delegation_id)
    delegation = found.delegation
    if not delegation.opens_at(visit.context.now):
        raise Refused(Code.WRONG_STATUS, _CLOSED)
    return page(
        visit,
        "recues/espace",
        found.person,
        delegation=delegation,
        profil=PROFILS[delegation.profil],
        groups=_groups(delegation),
    )


def _groups(delegation: Delegation) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the services by group of the home screen, each with the structures for which it is open."""
    where: dict[str, list[str]] = {}
    for structure in delegation.terms.structures:
        given = delegation.delegue.identifiers
        for service in services_opened(delegation.profil, given, structure.categorie, structure.specialite):
            where.setdefault(service.id, []).append(structure.name)
    groups: dict[str, list[tuple[str, list[str]]]] = {}
    for service in SERVICES:
        if service.id in where:
            groups.setdefault(service.group, []).append((service.label, where[service.id]))
    return list(groups.items())
