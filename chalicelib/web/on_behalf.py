"""« Pour le compte de … »: the services that a delegation opens, shown as in the délégant's space, and the way in."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from chalice.app import Response

from chalicelib.acts.received import find_received
from chalicelib.domain.catalogue import PROFILS, SERVICES
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.visit import Visit
from chalicelib.web.render import page, redirect

_CLOSED = "Cette délégation n’ouvre aucun accès aujourd’hui."
_NO_SERVICE = "Ce service ne s’ouvre pas d’ici."


class OpenService(NamedTuple):
    """A service of the space, and the structures where it is open; `address` is empty when it has none."""

    id: str
    label: str
    address: str
    structures: list[str]


def on_behalf(visit: Visit, delegation_id: str) -> Response:
    """Show the services that the délégué may use today in the délégant's name; raises `Refused` when there is none.

    To a délégué who has not signed in as his profil asks, it shows how.
    """
    found = find_received(visit.context, visit.session, delegation_id)
    delegation = found.delegation
    if not delegation.opens_at(visit.context.now):
        raise Refused(Code.WRONG_STATUS, _CLOSED)
    modes = visit.context.admission(found.person.mode).missing(delegation.profil)
    groups = [] if modes else _groups(delegation, visit.context.settings.addresses_of_services)
    return page(
        visit,
        "recues/espace",
        found.person,
        forms_lead_to=[service.address for _, services in groups for service in services],
        delegation=delegation,
        profil=PROFILS[delegation.profil],
        groups=groups,
        modes=modes,
    )


def open_service(visit: Visit, delegation_id: str) -> Response:
    """Send the browser to a service with a code that it exchanges for a token; raise `Refused` when it is not open."""
    from chalicelib.acts.service_code import code_for  # noqa: PLC0415 - the page itself needs none of it

    service = visit.form.text("service")
    address = visit.context.settings.addresses_of_services.get(service)
    found = find_received(visit.context, visit.session, delegation_id)
    if not address:
        raise Refused(Code.WRONG_STATUS, _NO_SERVICE)
    if not found.delegation.opens_at(visit.context.now):
        raise Refused(Code.WRONG_STATUS, _CLOSED)
    code = code_for(visit.context, found.delegation, service, found.person.mode)
    return redirect(visit, with_code(address, code))


def with_code(address: str, code: str) -> str:
    """Return the address of a service with the code as a parameter beside those that it has."""
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode({"code": code}))))
    return parts._replace(query=query).geturl()


def _groups(delegation: Delegation, addresses: Mapping[str, str]) -> list[tuple[str, list[OpenService]]]:
    """Return the services by group of the home screen."""
    where: dict[str, list[str]] = {}
    for structure in delegation.terms.structures:
        for service in delegation.services_at(structure):
            where.setdefault(service.id, []).append(structure.name)
    groups: dict[str, list[OpenService]] = {}
    for service in SERVICES:
        if service.id in where:
            shown = OpenService(service.id, service.label, addresses.get(service.id, ""), where[service.id])
            groups.setdefault(service.group, []).append(shown)
    return list(groups.items())
