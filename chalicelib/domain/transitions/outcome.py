"""What a transition is made of."""

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
    """Notifications of what no mail tells (spec §3, « notification to both, no mail »)."""

    TERMINEE = "terminee"
    PROPOSITION_EXPIREE = "proposition_expiree"
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
    """A notification without a mail, for one party."""

    kind: NoticeKind
    to: Party


class AccountEffect(StrEnum):
    """What a transition does to the délégué's account."""

    NONE = "none"
    OPENED = "opened"
    ACTIVATED = "activated"


@dataclass(frozen=True)
class Transition:
    """One transition, whole: it is written in one transaction or not at all.

    `before` is None at creation; `after` is None when the delegation is gone, and then `end` says how.

    What must hold when it is written: `adds_period`, that no other delegation holds the days that this one may hold
    from now on; `invites`, that the délégué's account still has the address and room for one more that waits;
    `requires_reachable`, that nobody doubts the address.
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
        """The delegation to speak of: as it is now, or as it last was."""
        subject = self.after or self.before
        if subject is None:
            raise ValueError("a transition has a delegation before it or after it")
        return subject

    @property
    def revision(self) -> int:
        """The revision that it writes: that of the delegation after it, or of what is left of the delegation."""
        return self.subject.revision if self.after else self.subject.revision + 1

    @property
    def left(self) -> Delegation | None:
        """The delegation as its former délégué had it, when it goes to another account (corrected, or joined)."""
        before, after = self.before, self.after
        if before is None or after is None or before.delegue.account_id == after.delegue.account_id:
            return None
        return before

    @property
    def untold(self) -> "Transition":
        """The same, of which nobody is told: he was told before (docs/operations.md, « Restore »)."""
        return replace(self, mails=(), notices=())


class Permit(NamedTuple):
    """An act that the table of rules allows on a delegation at a moment; what it makes of it is for the act to say."""

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
    """Return the permit for `act` at `now`; raises `Refused` as `require`."""
    return Permit(act, actor, now, delegation, require(act, delegation, actor, now))


def to_delegant(kind: MailKind) -> Mail:
    """A mail for the délégant."""
    return Mail(kind, Party.DELEGANT)


def to_delegue(kind: MailKind) -> Mail:
    """A mail for the délégué."""
    return Mail(kind, Party.DELEGUE)


def to_both(kind: NoticeKind) -> tuple[Notice, ...]:
    """A notification for each party."""
    return (Notice(kind, Party.DELEGANT), Notice(kind, Party.DELEGUE))


def demand(account: Account) -> Mail:
    """The mail that asks the délégué to decide: an invitation while nobody has an account under the address."""
    return to_delegue(MailKind.DEMANDE if account.status.is_known else MailKind.INVITATION)


def require_account(account: Account) -> None:
    """Raise `Refused` when the délégué's account has ended: nothing can be asked of him or opened for him."""
    if account.status is AccountStatus.FERMEE:
        raise Refused(Code.WRONG_STATUS, "Le compte de votre délégué n’existe plus\u00a0: refaites une demande.")


def require_structures(delegation: Delegation) -> None:
    """Raise `Refused` when the délégant has lost every structure of the delegation: nobody agrees to nothing."""
    if delegation.is_empty:
        raise Refused(Code.WRONG_STATUS, "Cette délégation ne porte plus sur aucune structure.")


def require_terms(delegation: Delegation, version: int) -> None:
    """Raise `Refused` unless `version` is what holds: nobody decides on terms he was not shown (spec §3)."""
    if version != delegation.terms_version:
        raise Refused(Code.TERMS_CHANGED)


def facts_of_transition(transition: Transition) -> dict[str, object]:
    """Return the facts that the mails of `transition` tell: the delegation's, and what the act made of it."""
    before, subject = transition.before, transition.subject
    return {
        **facts_of(subject, transition.at),
        "connu": not subject.created_unknown,
        "compte_ouvert": transition.act is Act.OPEN_ACCOUNT,
        "reponse_attendue": subject.status is Status.EN_COURS,
        "a_valider": subject.status is Status.A_VALIDER,
        "delegue_prevenu": any(mail.to is Party.DELEGUE for mail in transition.mails),
        "acces_retire": before is not None and before.opens_at(transition.at),
    }
