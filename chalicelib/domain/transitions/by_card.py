"""What somebody's card, once it is known, does to the delegations that he or others received (spec §1)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Identifiers, Party
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.transitions.by_account import asked_anew
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, to_delegant


def lose_identifier(
    delegation: Delegation, kept: Identifiers, account: Account, nonce: str, now: datetime
) -> Transition:
    """Take out a number that the card of its holder has proved for another account; both sides are told.

    `kept` is what is left. The terms count as changed, so that nobody validates whom he was shown under the number.
    """
    require(Act.LOSE_IDENTIFIER, delegation, Actor.CARD, now)
    after = delegation._replace(
        delegue=delegation.delegue._replace(identifiers=kept), terms_version=delegation.terms_version + 1
    )
    after, asked = asked_anew(after, account, nonce, now)
    # The notification of a proposal stands for that of the number: a party is told once of each act.
    told = () if asked else (Notice(NoticeKind.NUMERO_REPRIS, Party.DELEGUE),)
    return Transition(
        Act.LOSE_IDENTIFIER,
        Actor.CARD,
        now,
        before=delegation,
        after=revised(after),
        mails=(to_delegant(MailKind.NUMERO_REPRIS), *asked),
        notices=told,
    )
