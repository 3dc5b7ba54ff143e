"""Rights given back when they are named again within 30 days of their loss (specification §1)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.delegation import GIVEN_BACK_WITHIN, Delegation, Terms, revised
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Party, Practice, Structure
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, Status
from chalicelib.domain.transitions.by_account import narrowed
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, demand, permit, to_both, to_delegue
from chalicelib.domain.transitions.validated import require_may_be_validated


def regain_structures(
    delegation: Delegation, account: Account, practice: Practice, nonce: str, now: datetime
) -> Transition | None:
    """Give back the lost structures that are the délégant's again; None when there are none.

    The délégué has agreed to them, or must still answer a demand or a proposal. In that case earlier links die, and the
    mail that asks is sent again with these structures.
    """
    status = delegation.status_at(now)
    lost = delegation.lost_at(now)
    proposal = delegation.proposal
    back = tuple(one.structure.known_as(own) for one in lost if (own := practice.place_of(one.structure)))
    if status not in LIVE or not back:
        return None
    after = delegation._replace(
        terms=_with(delegation.terms, back),
        proposal=proposal and proposal._replace(terms=_with(proposal.terms, back)),
        terms_version=delegation.terms_version + 1,
        lost=tuple(one for one in lost if practice.place_of(one.structure) is None),
    )
    return _given_back(Act.REGAIN_STRUCTURES, NoticeKind.STRUCTURES_RENDUES, delegation, after, account, nonce, now)


def _with(terms: Terms, back: Sequence[Structure]) -> Terms:
    missing = (structure for structure in back if structure.id not in terms.structure_ids)
    return terms._replace(structures=(*terms.structures, *missing))


def regain_eligibility(
    delegation: Delegation, account: Account, practice: Practice, nonce: str, now: datetime
) -> Transition | None:
    """Bring back the delegation of a remplaçant who is exclusive after all; None when there is nothing to bring back.

    It gets back its former state and deadline, without the structures that the délégant has lost since. It stays ended
    if time would have ended it by now. Raises `Refused` when it may not be Validée again.
    """
    was = delegation.interrupted
    if was is None or now - was.at > GIVEN_BACK_WITHIN or account.liberal_activity:
        return None
    before_it = delegation._replace(
        status=was.status,
        reason=None,
        entered_at=was.entered_at,
        gone_at=was.gone_at,
        reminded=was.reminded,
        interrupted=None,
        terms_version=delegation.terms_version + 1,
    )
    if delegation.status_at(now) is not Status.NON_ABOUTIE or before_it.status_at(now) not in LIVE:
        return None
    if was.status is Status.VALIDEE:
        require_may_be_validated(delegation, account)
    after = narrowed(before_it, practice, now)
    return _given_back(Act.REGAIN_ELIGIBILITY, NoticeKind.DE_NOUVEAU_EXCLUSIF, delegation, after, account, nonce, now)


def _given_back(
    act: Act, kind: NoticeKind, before: Delegation, after: Delegation, account: Account, nonce: str, now: datetime
) -> Transition:
    asks = after.status is Status.EN_COURS and not after.is_empty
    mails: tuple[Mail, ...] = ()
    if asks:
        after, mails = after._replace(nonce=nonce, asked_at=now), (demand(account),)
    elif after.proposal_at(now):
        after, mails = after._replace(nonce=nonce), (to_delegue(MailKind.PROPOSITION_DELEGUE),)
    return permit(act, before, Actor.CARD, now).leads_to(
        revised(after),
        mails,
        # The notification of the new demand informs the délégué, as when a structure is lost.
        (Notice(kind, Party.DELEGANT),) if asks else to_both(kind),
        # A delegation that had ended holds its days again; one that gets a structure back has never freed them.
        adds_period=before.status not in LIVE,
    )
