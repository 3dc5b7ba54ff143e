"""The délégant's acts (table of specification §3, user guide §1 and §4)."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation, LastChange, Proposal, Terms, gone_at, revised, settled
from chalicelib.domain.eligibility import require_exclusive
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Delegant, Delegue, Identifiers, Party
from chalicelib.domain.periods import day_in_paris, end_of_day
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, open_acts, require
from chalicelib.domain.statuses import LIVE, AccountStatus, End, Status
from chalicelib.domain.transitions.outcome import (
    AccountEffect,
    Transition,
    demand,
    permit,
    require_account,
    require_structures,
    require_terms,
    to_delegant,
    to_delegue,
)
from chalicelib.domain.transitions.validated import require_may_be_validated
from chalicelib.domain.transitions.wishes import require_no_wish


@dataclass(frozen=True)
class NewDelegation:
    """The content of a new delegation; each field is already checked."""

    id: str
    nonce: str
    delegant: Delegant
    account: Account
    profil: ProfilId
    terms: Terms
    identifiers: Identifiers


def create(wanted: NewDelegation, policy: Policy, now: datetime) -> Transition:
    """Create a delegation for an address, known or not (user guide §1.1, §1.2)."""
    if wanted.account.id == wanted.delegant.account_id:
        raise Refused(Code.ONESELF)
    require_exclusive(wanted.profil, wanted.account.liberal_activity)
    account = wanted.account
    new = Delegation(
        id=wanted.id,
        delegant=wanted.delegant,
        delegue=Delegue(account.id, account.address, account.name, wanted.identifiers, wanted.identifiers),
        profil=wanted.profil,
        terms=wanted.terms,
        status=Status.EN_COURS,
        nonce=wanted.nonce,
        created_at=now,
        entered_at=now,
        gone_at=now,
        created_unknown=not account.status.is_known,
    )
    return Transition(
        Act.CREATE,
        Actor.DELEGANT,
        now,
        before=None,
        after=new._replace(gone_at=gone_at(new, policy)),
        mails=(to_delegant(MailKind.CREATION_DELEGANT), demand(wanted.account)),
        adds_period=True,
        invites=True,
    )


def validate(
    delegation: Delegation,
    version: int,
    account: Account,
    policy: Policy,
    now: datetime,
    confirmed: Identifiers | None = None,
) -> Transition:
    """Validate the terms that the délégué accepted; the first validation activates his account (user guide §2.1).

    A wish is validated by `wishes.complete`.

    `confirmed` are his identifiers without those that another account has; all of them by default.
    """
    validation = permit(Act.VALIDATE, delegation, Actor.DELEGANT, now)
    require_no_wish(delegation)
    require_terms(delegation, version)
    require_structures(delegation)
    require_may_be_validated(delegation, account)
    delegue = delegation.delegue._replace(identifiers=confirmed or delegation.delegue.identifiers)
    after = settled(delegation._replace(delegue=delegue, status=Status.VALIDEE, entered_at=now), policy)
    effect = AccountEffect.ACTIVATED if account.status is AccountStatus.A_ACTIVER else AccountEffect.NONE
    return validation.leads_to(after, (to_delegue(MailKind.ACCES_OUVERT),), account_effect=effect)


def tells_delegue_of_deletion(status: Status) -> bool:
    """Whether the délégué gets a mail about a deletion: only when it takes something from him (specification §3)."""
    return status in LIVE


def delete(delegation: Delegation, now: datetime) -> Transition:
    """Delete a delegation of any status; its services are closed at once (user guide §4). This also refuses a wish."""
    deletion = permit(Act.DELETE, delegation, Actor.DELEGANT, now)
    kind = MailKind.DEMANDE_REFUSEE if delegation.is_wish else MailKind.SUPPRESSION_DELEGUE
    others = (to_delegue(kind),) if tells_delegue_of_deletion(deletion.status) else ()
    return deletion.ends(End.SUPPRIMEE, (to_delegant(MailKind.SUPPRESSION_DELEGANT), *others))


def change(
    delegation: Delegation,
    version: int | None,
    account: Account,
    asked: Terms,
    nonce: str,
    policy: Policy,
    now: datetime,
    *,
    keeps_lost: bool = False,
) -> Transition:
    """Change the period or the structures (specification §3, the three « change » lines).

    If nobody has accepted yet, the demand is sent again and earlier links die. Otherwise narrower terms hold at once,
    and wider ones wait for the délégué: until he answers, the terms common to both hold, or the old ones.
    """
    update = permit(Act.CHANGE, delegation, Actor.DELEGANT, now)
    require_no_wish(delegation)
    require_terms(delegation, version)
    changed = _changed(delegation, now, keeps_lost=keeps_lost)
    if update.status is Status.EN_COURS:
        require_account(account)
        after = changed._replace(terms=asked, nonce=nonce, undelivered=False)
        mails = (to_delegant(MailKind.MISE_A_JOUR_DELEGANT), demand(account))
    elif delegation.terms.contains(asked):
        after = changed._replace(terms=asked)
        mails = (to_delegant(MailKind.MISE_A_JOUR_DELEGANT), to_delegue(MailKind.MISE_A_JOUR_DELEGUE))
    else:
        require_exclusive(delegation.profil, account.liberal_activity)
        after = _proposed(changed, asked, policy, now)
        mails = (to_delegant(MailKind.PROPOSITION_DELEGANT), to_delegue(MailKind.PROPOSITION_DELEGUE))
    return update.leads_to(settled(after, policy), mails, adds_period=True)


def _changed(delegation: Delegation, now: datetime, *, keeps_lost: bool) -> Delegation:
    """Return `delegation` as it is asked again at `now`.

    `keeps_lost`: the délégant has not chosen the structures again, so the lost ones may still be given back.
    """
    version, lost = delegation.terms_version + 1, delegation.lost if keeps_lost else ()
    return delegation._replace(terms_version=version, proposal=None, end_request=None, asked_at=now, lost=lost)


def without_mail_to_delegant(transition: Transition) -> Transition:
    """Return the transition without its mail to the délégant, for whom one mail about several delegations is sent."""
    return replace(transition, mails=tuple(mail for mail in transition.mails if mail.to is not Party.DELEGANT))


def version_ending(delegation: Delegation, shown: date) -> int:
    """Return the version of the terms that end on the day that was shown; raise `Refused` when they no longer do."""
    if delegation.terms.validity.end != shown:
        raise Refused(Code.TERMS_CHANGED, "Son dernier jour a changé depuis l’affichage de la page.")
    return delegation.terms_version


def require_prolongable(delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` unless the delegation is « Validée », with a structure left."""
    require(Act.CHANGE, delegation, Actor.DELEGANT, now)
    if delegation.status_at(now) is not Status.VALIDEE:
        raise Refused(Code.WRONG_STATUS)
    require_structures(delegation)


def _proposed(changed: Delegation, asked: Terms, policy: Policy, now: datetime) -> Delegation:
    """Return `changed` with wider terms that wait for an answer, and the terms that hold until then."""
    after = changed._replace(terms=changed.terms.common_with(asked) or changed.terms)
    # The proposal lapses with the delegation at the latest, since one that is purged or ended takes no answer.
    until = min(asked.validity.ends_at, after.terms.validity.ends_at, gone_at(after, policy))
    proposal = Proposal(asked, min(end_of_day(now + policy.purge_after), until))
    return after._replace(proposal=proposal, last_change=LastChange(after.terms_version))


def resends_left(delegation: Delegation, policy: Policy, now: datetime) -> int:
    """Return the number of re-sends still allowed now, within the limits of a day and in all (specification §7)."""
    today = day_in_paris(now)
    sent_today = sum(day_in_paris(moment) == today for moment in delegation.resent_at)
    in_all = policy.resends_in_all - len(delegation.resent_at)
    return max(0, min(policy.resends_per_day - sent_today, in_all))


def offered(delegation: Delegation, policy: Policy, now: datetime) -> frozenset[Act]:
    """Return the acts open to the délégant, without the re-send when he has none left."""
    acts = open_acts(delegation, Actor.DELEGANT, now)
    return acts if resends_left(delegation, policy, now) else acts - {Act.RESEND}


_TOMORROW = "Le nombre de renvois autorisé par jour pour cette délégation est atteint. Merci de réessayer demain."


def _seconds_to_more(delegation: Delegation, policy: Policy, now: datetime) -> int | None:
    """Return the seconds until another re-send is allowed; None when all are used up."""
    if len(delegation.resent_at) >= policy.resends_in_all:
        return None
    return math.ceil((end_of_day(now) - now).total_seconds())


def resend(delegation: Delegation, account: Account, nonce: str, policy: Policy, now: datetime) -> Transition:
    """Send the invitation or the demand again. Earlier links die, and the deadline stays (specification §3)."""
    again = permit(Act.RESEND, delegation, Actor.DELEGANT, now)
    require_account(account)
    require_structures(delegation)
    if resends_left(delegation, policy, now) == 0:
        seconds = _seconds_to_more(delegation, policy, now)
        raise Refused(Code.TOO_MANY_RESENDS, _TOMORROW if seconds else None, retry_after=seconds)
    resent_at = (*delegation.resent_at, now)
    after = delegation._replace(nonce=nonce, resent_at=resent_at, asked_at=now, undeliverable=False, undelivered=False)
    return again.leads_to(revised(after), (demand(account),))


def require_correctable(delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` unless the address of the délégué may be corrected. The new one is not looked at."""
    require(Act.CORRECT, delegation, Actor.DELEGANT, now)
    require_structures(delegation)
    if not delegation.address_is_correctable:
        raise Refused(Code.DELIVERABLE)


def correct(delegation: Delegation, account: Account, nonce: str, now: datetime) -> Transition:
    """Send the demand to another address, after it did not arrive at the first (specification §3).

    The deadline stays. The new address gets its own reminder, even if one was sent to the wrong address.
    """
    require_correctable(delegation, now)
    if account.id == delegation.delegant.account_id:
        raise Refused(Code.ONESELF)
    require_exclusive(delegation.profil, account.liberal_activity)
    delegue = delegation.delegue._replace(account_id=account.id, address=account.address, name=account.name)
    after = delegation._replace(
        delegue=delegue,
        nonce=nonce,
        asked_at=now,
        reminded=False,
        undeliverable=False,
        undelivered=False,
        created_unknown=not account.status.is_known,
    )
    correction = permit(Act.CORRECT, delegation, Actor.DELEGANT, now)
    return correction.leads_to(revised(after), (demand(account),), adds_period=True, invites=True)
