"""The labels of denied accesses in the history of a delegation."""

from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.store.denials import TOKEN, DenialCount


def service_label(denials: DenialCount) -> str:
    """Return the label of the service that was denied."""
    service = denials.access.service
    if service == TOKEN:
        return "Jeton d’accès"
    return SERVICES_BY_ID[service].label if service in SERVICES_BY_ID else "Service inconnu"


def reason_label(denials: DenialCount) -> str:
    """Return the reason of the denial, as a sentence."""
    return denials.access.denial.message
