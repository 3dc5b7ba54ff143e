"""The transition of a delegation, and its parts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Mail, MailKind, facts_of
from chalicelib.domain.people import Account, Party
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.statuses import AccountStatus, End, Status


class NoticeKind(StrEnum):
    """The kinds of notifications that come without a mail (specification §3, « notification to both, no mail »)."""

    TERMINEE = "terminee"
    PROPOSITION_EXPIREE = "proposition_expiree"
    FIN_PROCHE = "fin_proche"
    ADRESSE_INTROUVABLE = "adresse_introuvable"
    NON_REMIS = "non_remis"
    STRUCTURES_PERDUES = "structures_perdues"
    NON_EXCLUSIF = "non_exclusif"
    STRUCTURES_RENDUES = "structures_rendues"
    DE_NOUVEAU_EXCLUSIF = "de_nouveau_exclusif"
    NOUVEL_IDENTIFIANT = "nouvel_identifiant"
    NUMERO_REPRIS = "numero_repris"
    COMPTES_REUNIS = "comptes_reunis"
    NUMERO_DE_LA_CARTE = "numero_de_la_carte"
    DOUBLON = "doublon"
    SOI_MEME = "soi_meme"


@dataclass(frozen=True)
class Notice:
    """A notification without a mail, for one party. A party that gets a mail of the same act is notified by that."""

    kind: NoticeKind
    to: Party


class AccountEffect(StrEnum):
    """The effect of a transition on the délégué's account."""

    NONE = "none"
    OPENED = "opened"
    ACTIVATED = "activated"


@dataclass(frozen=True)
class Transition:
    """One transition, which is written in one transaction or not at all.

    `before` is None at creation; `after` is None when the delegation is gone, and `end` then says how.

    Three flags are conditions of the write. `adds_period`: no other delegation holds the days that this one may now
    hold. `invites`: the délégué's account still has the address, and room for one more demand. `requires_reachable`:
    the address is not in doubt.
    """

    act: Act
    actor: Actor
    at: datetime
    before: Delegation | None
    after: Delegation | None
    mails: tuple[Mail, ...] = ()
    notices: tuple[Notice, ...] = ()
    end: End | None = None
    account_effect: AccountEffect = AccountEffect.NONE
    adds_period: bool = False
    invites: bool = False
    requires_reachable: bool = False

    @property
    def subject(self) -> Delegation:
        """The delegation as it is now or, when it is gone, as it last was."""
        subject = self.after or self.before
        if subject is None:
            raise ValueError("a transition has a delegation before it or after it")
        return subject

    @property
    def revision(self) -> int:
        """The revision that the transition writes: that of the delegation, or of its tombstone."""
        return self.subject.revision if self.after else self.subject.revision + 1

    @property
    def of_former_delegue(self) -> Delegation | None:
        """The delegation as its former délégué had it, when a correction or a join gives it to another account.

        None for every other transition.
        """
        before, after = self.before, self.after
        if before is None or after is None or before.delegue.account_id == after.delegue.account_id:
            return None
        return before

    @property
    def opens_more(self) -> bool:
        """Whether the délégué gets what he did not have: the delegation is in force now, or goes further."""
        before, after = self.before, self.after
        if after is None or not after.is_in_force_at(self.at):
            return False
        return before is None or not before.is_in_force_at(self.at) or not before.terms.contains(after.terms)

    @property
    def silent(self) -> "Transition":
        """The same transition without mails and notifications, sent once already (docs/operations.md, « Restore »)."""
        return replace(self, mails=(), notices=())


class Permit(NamedTuple):
    """An act that the rules allow on a delegation at a moment. Its methods make the transition from the result."""

    act: Act
    actor: Actor
    at: datetime
    before: Delegation
    status: Status

    def leads_to(
        self,
        after: Delegation,
        mails: tuple[Mail, ...] = (),
        notices: tuple[Notice, ...] = (),
        *,
        account_effect: AccountEffect = AccountEffect.NONE,
        adds_period: bool = False,
        invites: bool = False,
        requires_reachable: bool = False,
    ) -> Transition:
        """Return the transition to `after`."""
        return Transition(
            self.act,
            self.actor,
            self.at,
            self.before,
            after,
            mails,
            notices,
            account_effect=account_effect,
            adds_period=adds_period,
            invites=invites,
            requires_reachable=requires_reachable,
        )

    def ends(self, end: End, mails: tuple[Mail, ...]) -> Transition:
        """Return the transition after which the delegation is gone."""
        return Transition(self.act, self.actor, self.at, self.before, None, mails, end=end)


def permit(act: Act, delegation: Delegation, actor: Actor, now: datetime) -> Permit:
    """Return the permit for `act` at `now`; raise `Refused` as `require` does."""
    return Permit(act, actor, now, delegation, require(act, delegation, actor, now))


def to_delegant(kind: MailKind) -> Mail:
    """Return a mail for the délégant."""
    return Mail(kind, Party.DELEGANT)


def to_delegue(kind: MailKind) -> Mail:
    """Return a mail for the délégué."""
    return Mail(kind, Party.DELEGUE)


def to_both(kind: NoticeKind) -> tuple[Notice, ...]:
    """Return a notification for each party."""
    return (Notice(kind, Party.DELEGANT), Notice(kind, Party.DELEGUE))


def demand(account: Account) -> Mail:
    """Return the mail that asks the délégué to decide: an invitation while the address has no account."""
    return to_delegue(MailKind.DEMANDE if account.status.is_known else MailKind.INVITATION)


ACCOUNT_ENDED = "Le compte du délégué n’existe plus\u00a0: une nouvelle demande est nécessaire."
"""Both sides may read it, as they may every sentence of `require_may_be_validated`."""


def require_account(account: Account) -> None:
    """Raise `Refused` when the délégué's account has ended, so that he can neither answer nor get any access."""
    if account.status is AccountStatus.FERMEE:
        raise Refused(Code.WRONG_STATUS, ACCOUNT_ENDED)


def require_structures(delegation: Delegation) -> None:
    """Raise `Refused` when the délégant has lost every structure, so that there is nothing left to agree to."""
    if delegation.is_empty:
        raise Refused(Code.WRONG_STATUS, "Cette délégation ne porte plus sur aucune structure.")


def require_terms(delegation: Delegation, version: int | None) -> None:
    """Raise `Refused` unless `version` is the present one, which the person has been shown (specification §3)."""
    if version != delegation.terms_version:
        raise Refused(Code.TERMS_CHANGED)


def facts_of_transition(transition: Transition) -> dict[str, object]:
    """Return the facts for the mails of `transition`: those of the delegation, and those of the act."""
    before, subject = transition.before, transition.subject
    request = subject.end_request or (before and before.end_request)
    return {
        **facts_of(subject, transition.at),
        "connu": not subject.created_unknown,
        "renvoi": before is not None and transition.of_former_delegue is None,
        "compte_ouvert": transition.account_effect is AccountEffect.OPENED,
        "reponse_attendue": subject.status is Status.EN_COURS,
        "a_valider": subject.status is Status.A_VALIDER,
        "delegue_prevenu": any(mail.to is Party.DELEGUE for mail in transition.mails),
        "fin_demandee": request.end.isoformat() if request else "",
        "terminee": subject.status_at(transition.at) is Status.TERMINEE,
        "acces_retire": before is not None and before.opens_at(transition.at),
    }
