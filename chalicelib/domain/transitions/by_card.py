"""The acts that follow from a person's card, on delegations received by him or by others (specification §1)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised, settled
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Identifiers, Party
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, Reason, Status
from chalicelib.domain.transitions.by_account import renew_demand
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, permit, to_both, to_delegant


def lose_identifier(
    delegation: Delegation, remaining: Identifiers, account: Account, nonce: str, now: datetime
) -> Transition:
    """Remove a number that another account has proved by its card; both parties are informed.

    `remaining` are the délégué's identifiers without it. The terms count as changed, so that the délégant cannot
    validate a page that still shows the number.
    """
    loss = permit(Act.LOSE_IDENTIFIER, delegation, Actor.CARD, now)
    after = delegation._replace(
        delegue=delegation.delegue._replace(identifiers=remaining), terms_version=delegation.terms_version + 1
    )
    after, mails = renew_demand(after, account, nonce, now)
    # The notification of a repeated proposal informs the délégué: each party gets one notification of an act.
    notices = () if mails else (Notice(NoticeKind.NUMERO_REPRIS, Party.DELEGUE),)
    return loss.leads_to(revised(after), (to_delegant(MailKind.NUMERO_REPRIS), *mails), notices)


def join(delegation: Delegation, joined: Account, remaining: Identifiers, nonce: str, now: datetime) -> Transition:
    """Give the delegation to the account to which the délégué's account is joined (specification §1).

    `remaining` are the identifiers that his card does not contradict. He has his card's name from now on, and a demand
    or proposal that he is to answer is sent again with links of that account. The terms count as changed, so that
    the délégant cannot validate a page that shows the former account. One that is over and becomes the délégant's own
    keeps no request for a prolongation.
    """
    move = permit(Act.JOIN, delegation, Actor.CARD, now)
    before = delegation.delegue
    delegue = before._replace(account_id=joined.id, address=joined.address, name=joined.name, identifiers=remaining)
    after = delegation._replace(
        delegue=delegue, terms_version=delegation.terms_version + 1, undeliverable=False, undelivered=False, nonce=nonce
    )
    if joined.id == delegation.delegant.account_id:
        after = after._replace(end_request=None)
    after, mails = renew_demand(after, joined, nonce, now)
    other_number = remaining != before.identifiers
    kind = NoticeKind.NUMERO_DE_LA_CARTE if other_number else NoticeKind.COMPTES_REUNIS
    notices: tuple[Notice, ...] = (Notice(kind, Party.DELEGANT),) if move.status in LIVE else ()
    if notices and other_number and not mails:
        notices = to_both(kind)
    return move.leads_to(revised(after), mails, notices, adds_period=True)


_SUPERSEDED = {
    Reason.DOUBLON: to_both(NoticeKind.DOUBLON),
    Reason.SOI_MEME: (Notice(NoticeKind.SOI_MEME, Party.DELEGANT),),
}


def supersede(delegation: Delegation, reason: Reason, policy: Policy, now: datetime) -> Transition:
    """End a delegation that a join makes pointless: a second one for one period, or one to the délégant himself."""
    end = permit(Act.SUPERSEDE, delegation, Actor.CARD, now)
    ended = delegation._replace(status=Status.NON_ABOUTIE, reason=reason, entered_at=now, reminded=False)
    after = ended._replace(proposal=None, end_request=None)
    return end.leads_to(settled(after, policy), notices=_SUPERSEDED[reason])
