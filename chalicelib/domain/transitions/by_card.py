"""What somebody's card, once it is known, does to the delegations that he or others received (spec §1)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised, settled
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Identifiers, Party
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, Reason, Status
from chalicelib.domain.transitions.by_account import asked_anew
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, permit, to_both, to_delegant


def lose_identifier(
    delegation: Delegation, kept: Identifiers, account: Account, nonce: str, now: datetime
) -> Transition:
    """Take out a number that the card of its holder has proved for another account; both sides are told.

    `kept` is what is left. The terms count as changed, so that nobody validates whom he was shown under the number.
    """
    loss = permit(Act.LOSE_IDENTIFIER, delegation, Actor.CARD, now)
    after = delegation._replace(
        delegue=delegation.delegue._replace(identifiers=kept), terms_version=delegation.terms_version + 1
    )
    after, asked = asked_anew(after, account, nonce, now)
    # The notification of a proposal stands for that of the number: a party is told once of each act.
    told = () if asked else (Notice(NoticeKind.NUMERO_REPRIS, Party.DELEGUE),)
    return loss.leads_to(revised(after), (to_delegant(MailKind.NUMERO_REPRIS), *asked), told)


def join(delegation: Delegation, joined: Account, kept: Identifiers, nonce: str, now: datetime) -> Transition:
    """Give the delegation to the account that its délégué's is joined to, with what it holds (spec §1).

    `kept` is what his card leaves of the identifiers. He is known by his card's name from now on, and what still waits
    for him is asked anew under links of that account. The terms count as changed: nobody validates somebody else than
    he was shown.
    """
    move = permit(Act.JOIN, delegation, Actor.CARD, now)
    before = delegation.delegue
    delegue = before._replace(account_id=joined.id, address=joined.address, name=joined.name, identifiers=kept)
    after = delegation._replace(
        delegue=delegue, terms_version=delegation.terms_version + 1, undeliverable=False, undelivered=False, nonce=nonce
    )
    after, asked = asked_anew(after, joined, nonce, now)
    other_number = kept != before.identifiers
    kind = NoticeKind.NUMERO_DE_LA_CARTE if other_number else NoticeKind.COMPTES_REUNIS
    told: tuple[Notice, ...] = (Notice(kind, Party.DELEGANT),) if move.status in LIVE else ()
    if told and other_number and not asked:
        told = to_both(kind)
    return move.leads_to(revised(after), asked, told, adds_period=True)


_SUPERSEDED = {
    Reason.DOUBLON: to_both(NoticeKind.DOUBLON),
    Reason.SOI_MEME: (Notice(NoticeKind.SOI_MEME, Party.DELEGANT),),
}


def supersede(delegation: Delegation, reason: Reason, policy: Policy, now: datetime) -> Transition:
    """End what has no object once two accounts are one: a second delegation of one period, or to oneself."""
    end = permit(Act.SUPERSEDE, delegation, Actor.CARD, now)
    after = delegation._replace(status=Status.NON_ABOUTIE, reason=reason, entered_at=now, reminded=False, proposal=None)
    return end.leads_to(settled(after, policy), notices=_SUPERSEDED[reason])
