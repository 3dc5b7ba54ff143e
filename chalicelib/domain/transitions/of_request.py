"""The délégant's answers to a délégué who asks for a prolongation (specification §3)."""

from datetime import date, datetime

from chalicelib.domain.delegation import Delegation, EndRequest, Terms, revised, settled
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Identifiers, Structure
from chalicelib.domain.periods import Validity, day_in_paris
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.outcome import (
    Transition,
    permit,
    require_structures,
    require_terms,
    to_delegue,
)
from chalicelib.domain.transitions.validated import require_may_be_validated

_ANSWERED = "Cette demande de prolongation n’attend plus de réponse."


def waiting_request(delegation: Delegation, now: datetime) -> EndRequest:
    """Return the request that waits for an answer; raise `Refused` when none does."""
    request = delegation.end_request_at(now)
    if request is None:
        raise Refused(Code.WRONG_STATUS, _ANSWERED)
    return request


def first_day(delegation: Delegation, now: datetime) -> date:
    """Return the first day of the delegation once its request is granted: its own, or the one that was asked for.

    A delegation that was over begins again, on the day of the answer at the earliest.
    """
    if delegation.status_at(now) is not Status.TERMINEE:
        return delegation.terms.validity.start
    today = day_in_paris(now)
    return max(today, waiting_request(delegation, now).start or today)


def grant_longer(
    delegation: Delegation,
    version: int,
    account: Account,
    end: date,
    structures: tuple[Structure, ...],
    policy: Policy,
    now: datetime,
    confirmed: Identifiers | None = None,
) -> Transition:
    """Grant what the délégué asked for, or less: it holds at once, since he asked for it.

    `structures` are those of the delegation that are still the délégant's. One that was over is validated again.
    `confirmed` are the délégué's identifiers without those that another account has got; all of them by default.
    """
    grant = permit(Act.GRANT_LONGER, delegation, Actor.DELEGANT, now)
    request = waiting_request(delegation, now)
    require_terms(delegation, version)
    require_structures(delegation)
    require_may_be_validated(delegation, account)
    start = first_day(delegation, now)
    _require_end(delegation, grant.status, request, start, end)
    after = delegation._replace(
        terms=Terms(Validity(start, end), structures),
        terms_version=delegation.terms_version + 1,
        end_request=None,
        asked_at=now,
        ended=False,
        delegue=delegation.delegue._replace(identifiers=confirmed or delegation.delegue.identifiers),
    )
    if grant.status is Status.TERMINEE:
        after = after._replace(entered_at=now, lost=())
    return grant.leads_to(settled(after, policy), (to_delegue(MailKind.PROLONGATION_ACCORDEE),), adds_period=True)


def _require_end(delegation: Delegation, status: Status, request: EndRequest, start: date, end: date) -> None:
    """Raise `Refused` for a last day that nobody asked for, or that prolongs nothing."""
    last = delegation.terms.validity.end
    if end > request.end:
        message = f"Votre délégué n’a rien demandé au-delà du {request.end:%d/%m/%Y}."
    elif status is Status.VALIDEE and end <= last:
        message = f"La nouvelle date de fin doit suivre le {last:%d/%m/%Y}."
    elif end < start:
        message = f"La date de fin doit être égale ou postérieure au {start:%d/%m/%Y}."
    else:
        return
    raise Refused(Code.FORM, fields={"fin": message})


def decline_longer(delegation: Delegation, now: datetime) -> Transition:
    """Decline a request: the delegation stays as it is."""
    refusal = permit(Act.DECLINE_LONGER, delegation, Actor.DELEGANT, now)
    waiting_request(delegation, now)
    after = revised(delegation._replace(end_request=None))
    return refusal.leads_to(after, (to_delegue(MailKind.PROLONGATION_REFUSEE),))
