"""The table of specification §3, copied from its text and not from the code: every act and its effects.

The unit tests perform each line of it; the proofs judge histories by it.
"""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, End, Status
from chalicelib.domain.transitions.outcome import AccountEffect, NoticeKind

EN_COURS, A_VALIDER, VALIDEE = Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE
REFUSEE, NON_ABOUTIE, TERMINEE = Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE
UNKNOWN, A_ACTIVER, ACTIVE = AccountStatus.RESERVEE, AccountStatus.A_ACTIVER, AccountStatus.ACTIVE
ENDED = AccountStatus.FERMEE
DELEGANT, LINK, SPACE, TIME = Actor.DELEGANT, Actor.LINK, Actor.SPACE, Actor.TIME
MAIL, CARD = Actor.MAIL, Actor.CARD
M, OPENED, ACTIVATED = MailKind, AccountEffect.OPENED, AccountEffect.ACTIVATED


class Moment(StrEnum):
    """The moment of an act, on a delegation of sixty days that entered its status at NOW."""

    PRESENT = "at present"
    REMINDER = "a week before the purge"
    FOREWARNING = "fifteen days before the last day"
    ENDED = "past the end"
    GONE = "past its time"


ALL_ALONG = frozenset({Moment.PRESENT, Moment.REMINDER})
WHILE_IT_HOLDS = ALL_ALONG | {Moment.FOREWARNING}

DOES_NOTHING, NARROWER, WIDER = "", "narrower", "wider"


@dataclass(frozen=True)
class Row:
    """One line of the table: the act, its actor, its starting status, and all its effects.

    `when` is given for the acts of time; the status is then the stored one.
    """

    act: Act
    by: tuple[Actor, ...]
    statuses: tuple[Status, ...]
    accounts: tuple[AccountStatus, ...]
    to: Status | End
    to_delegant: tuple[MailKind, ...] = ()
    to_delegue: tuple[MailKind, ...] = ()
    account: AccountEffect = AccountEffect.NONE
    asked: str = DOES_NOTHING
    when: frozenset[Moment] = frozenset()
    notice: NoticeKind | None = None
    notice_to: tuple[Party, ...] = tuple(Party)


ANY = (UNKNOWN, A_ACTIVER, ACTIVE, ENDED)
KNOWN = (A_ACTIVER, ACTIVE)
EITHER = (LINK, SPACE)
TO_PROLONG = (VALIDEE, TERMINEE)
UPDATED, GONE = (M.MISE_A_JOUR_DELEGANT,), frozenset({Moment.FOREWARNING, Moment.ENDED, Moment.GONE})

# fmt: off
TABLE = [
    Row(Act.OPEN_ACCOUNT, (LINK,), (EN_COURS,), (UNKNOWN,), A_VALIDER,
        (M.ACCEPTATION_A_VALIDER,), (M.COMPTE_CREE,), OPENED),
    Row(Act.ACCEPT, (LINK,), (EN_COURS,), (A_ACTIVER,), A_VALIDER,
        (M.ACCEPTATION_A_VALIDER,), (M.ACCEPTATION_DELEGUE,)),
    Row(Act.ACCEPT, EITHER, (EN_COURS,), (ACTIVE,), VALIDEE, (M.ACCEPTATION_VALIDEE,)),
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (A_ACTIVER,), VALIDEE, (), (M.ACCES_OUVERT,), ACTIVATED),
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (ACTIVE,), VALIDEE, (), (M.ACCES_OUVERT,)),
    Row(Act.REFUSE, EITHER, (EN_COURS,), KNOWN, REFUSEE, (M.REFUS,)),
    Row(Act.DISOWN, EITHER, (EN_COURS,), ANY, NON_ABOUTIE, (M.ABANDON,)),
    Row(Act.OTHER_ACCOUNT, (LINK,), (EN_COURS,), (UNKNOWN,), NON_ABOUTIE, (M.REJET,), (M.DEJA_UN_COMPTE,)),
    Row(Act.WITHDRAW, EITHER, (A_VALIDER,), KNOWN, End.RETIREE, (M.RETRAIT_DELEGANT,), (M.RETRAIT_DELEGUE,)),
    Row(Act.DELETE, (DELEGANT,), (EN_COURS, A_VALIDER, VALIDEE), ANY, End.SUPPRIMEE,
        (M.SUPPRESSION_DELEGANT,), (M.SUPPRESSION_DELEGUE,)),
    Row(Act.DELETE, (DELEGANT,), (REFUSEE, NON_ABOUTIE, TERMINEE), ANY, End.SUPPRIMEE, (M.SUPPRESSION_DELEGANT,)),
    Row(Act.GIVE_UP, (SPACE,), (VALIDEE,), ANY, End.RENONCEE, (M.RENONCIATION_DELEGANT,), (M.RENONCIATION_DELEGUE,)),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, UPDATED, (M.INVITATION,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, UPDATED, (M.INVITATION,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, UPDATED, (M.DEMANDE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, UPDATED, (M.DEMANDE,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (A_VALIDER,), ANY, A_VALIDER, UPDATED, (M.MISE_A_JOUR_DELEGUE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (VALIDEE,), ANY, VALIDEE, UPDATED, (M.MISE_A_JOUR_DELEGUE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (A_VALIDER,), ANY, A_VALIDER,
        (M.PROPOSITION_DELEGANT,), (M.PROPOSITION_DELEGUE,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (VALIDEE,), ANY, VALIDEE,
        (M.PROPOSITION_DELEGANT,), (M.PROPOSITION_DELEGUE,), asked=WIDER),
    Row(Act.ACCEPT_CHANGE, EITHER, (A_VALIDER,), ANY, A_VALIDER, (M.PROPOSITION_ACCEPTEE,)),
    Row(Act.ACCEPT_CHANGE, EITHER, (VALIDEE,), (ACTIVE,), VALIDEE, (M.PROPOSITION_ACCEPTEE,)),
    Row(Act.REFUSE_CHANGE, EITHER, (A_VALIDER,), ANY, A_VALIDER, (M.PROPOSITION_REFUSEE,)),
    Row(Act.REFUSE_CHANGE, EITHER, (VALIDEE,), ANY, VALIDEE, (M.PROPOSITION_REFUSEE,)),
    Row(Act.RESEND, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,)),
    Row(Act.RESEND, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,)),
    Row(Act.CORRECT, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,)),
    Row(Act.CORRECT, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,)),
    Row(Act.REMIND, (TIME,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.RAPPEL_INVITATION,),
        when=frozenset({Moment.REMINDER})),
    Row(Act.REMIND, (TIME,), (EN_COURS,), KNOWN, EN_COURS, (), (M.RAPPEL_DEMANDE,), when=frozenset({Moment.REMINDER})),
    Row(Act.REMIND, (TIME,), (A_VALIDER,), ANY, A_VALIDER, (M.RAPPEL_DELEGANT,), when=frozenset({Moment.REMINDER})),
    Row(Act.PURGE, (TIME,), (EN_COURS,), ANY, End.PURGEE, (M.PURGE_DELEGANT,), when=GONE),
    Row(Act.PURGE, (TIME,), (A_VALIDER,), ANY, End.PURGEE, (M.PURGE_DELEGANT,), (M.PURGE_DELEGUE,), when=GONE),
    Row(Act.END, (TIME,), (VALIDEE,), ANY, TERMINEE, when=frozenset({Moment.ENDED}), notice=NoticeKind.TERMINEE),
    Row(Act.LAPSE, (TIME,), (A_VALIDER,), ANY, A_VALIDER, when=ALL_ALONG, notice=NoticeKind.PROPOSITION_EXPIREE),
    Row(Act.LAPSE, (TIME,), (VALIDEE,), ANY, VALIDEE, when=WHILE_IT_HOLDS, notice=NoticeKind.PROPOSITION_EXPIREE),
    Row(Act.FOREWARN, (TIME,), (VALIDEE,), ANY, VALIDEE, when=frozenset({Moment.FOREWARNING}),
        notice=NoticeKind.FIN_PROCHE),
    Row(Act.BOUNCE, (MAIL,), (EN_COURS,), ANY, EN_COURS,
        notice=NoticeKind.ADRESSE_INTROUVABLE, notice_to=(Party.DELEGANT,)),
    Row(Act.UNDELIVERED, (MAIL,), (EN_COURS,), ANY, EN_COURS,
        notice=NoticeKind.NON_REMIS, notice_to=(Party.DELEGANT,)),
    Row(Act.REACH, (MAIL,), (EN_COURS,), ANY, EN_COURS),
    Row(Act.READDRESS, (SPACE,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)),
    Row(Act.READDRESS, (SPACE,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)),
    *(Row(Act.READDRESS, (SPACE,), (status,), ANY, status,
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)) for status in (A_VALIDER, VALIDEE)),
    *(Row(Act.READDRESS, (SPACE,), (status,), ANY, status) for status in (REFUSEE, NON_ABOUTIE, TERMINEE)),
    *(Row(Act.LOSE_STRUCTURES, (CARD,), (status,), ANY, status, notice=NoticeKind.STRUCTURES_PERDUES)
      for status in (EN_COURS, A_VALIDER, VALIDEE)),
    Row(Act.LOSE_ELIGIBILITY, (CARD,), (EN_COURS, A_VALIDER, VALIDEE), ANY, NON_ABOUTIE,
        notice=NoticeKind.NON_EXCLUSIF),
    Row(Act.REGAIN_STRUCTURES, (CARD,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.STRUCTURES_RENDUES, notice_to=(Party.DELEGANT,)),
    Row(Act.REGAIN_STRUCTURES, (CARD,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.STRUCTURES_RENDUES, notice_to=(Party.DELEGANT,)),
    *(Row(Act.REGAIN_STRUCTURES, (CARD,), (status,), ANY, status, notice=NoticeKind.STRUCTURES_RENDUES)
      for status in (A_VALIDER, VALIDEE)),
    Row(Act.REGAIN_ELIGIBILITY, (CARD,), (NON_ABOUTIE,), (ACTIVE,), VALIDEE, when=WHILE_IT_HOLDS,
        notice=NoticeKind.DE_NOUVEAU_EXCLUSIF),
    Row(Act.JOIN, (CARD,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)),
    Row(Act.JOIN, (CARD,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)),
    *(Row(Act.JOIN, (CARD,), (status,), ANY, status,
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)) for status in (A_VALIDER, VALIDEE)),
    *(Row(Act.JOIN, (CARD,), (status,), ANY, status) for status in (REFUSEE, NON_ABOUTIE, TERMINEE)),
    Row(Act.SUPERSEDE, (CARD,), (EN_COURS, A_VALIDER, VALIDEE), ANY, NON_ABOUTIE, notice=NoticeKind.DOUBLON),
    *(Row(Act.LOSE_IDENTIFIER, (CARD,), (status,), ANY, status, (M.NUMERO_REPRIS,),
        notice=NoticeKind.NUMERO_REPRIS, notice_to=(Party.DELEGUE,)) for status in (A_VALIDER, VALIDEE)),
    *(Row(Act.ASK_LONGER, (SPACE,), (status,), ANY, status, (M.DEMANDE_PROLONGATION,)) for status in TO_PROLONG),
    Row(Act.GRANT_LONGER, (DELEGANT,), TO_PROLONG, (ACTIVE,), VALIDEE, (), (M.PROLONGATION_ACCORDEE,)),
    *(Row(Act.DECLINE_LONGER, (DELEGANT,), (status,), ANY, status, (), (M.PROLONGATION_REFUSEE,))
      for status in TO_PROLONG),
]
CREATIONS = [
    Row(Act.CREATE, (DELEGANT,), (), (UNKNOWN,), EN_COURS, (M.CREATION_DELEGANT,), (M.INVITATION,)),
    Row(Act.CREATE, (DELEGANT,), (), KNOWN, EN_COURS, (M.CREATION_DELEGANT,), (M.DEMANDE,)),
    Row(Act.ASK, (LINK,), (), (UNKNOWN,), A_VALIDER, (M.DEMANDE_RECUE,), (M.DEMANDE_ENVOYEE,), OPENED),
    Row(Act.ASK, EITHER, (), KNOWN, A_VALIDER, (M.DEMANDE_RECUE,), (M.DEMANDE_ENVOYEE,)),
]
# A delegation that a délégué asked for, until the délégant validates it. What is not here is refused.
OF_WISHES = [
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (A_ACTIVER,), VALIDEE, (), (M.ACCES_OUVERT,), ACTIVATED),
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (ACTIVE,), VALIDEE, (), (M.ACCES_OUVERT,)),
    Row(Act.WITHDRAW, EITHER, (A_VALIDER,), KNOWN, End.RETIREE, (M.RETRAIT_DELEGANT,), (M.RETRAIT_DELEGUE,)),
    Row(Act.DELETE, (DELEGANT,), (A_VALIDER,), KNOWN, End.SUPPRIMEE, (M.SUPPRESSION_DELEGANT,), (M.DEMANDE_REFUSEE,)),
    Row(Act.REMIND, (TIME,), (A_VALIDER,), KNOWN, A_VALIDER, (M.RAPPEL_DELEGANT,), when=frozenset({Moment.REMINDER})),
    Row(Act.PURGE, (TIME,), (A_VALIDER,), KNOWN, End.PURGEE, (M.PURGE_DELEGANT,), (M.PURGE_DELEGUE,), when=GONE),
    Row(Act.READDRESS, (SPACE,), (A_VALIDER,), KNOWN, A_VALIDER,
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)),
    Row(Act.LOSE_ELIGIBILITY, (CARD,), (A_VALIDER,), KNOWN, NON_ABOUTIE, notice=NoticeKind.NON_EXCLUSIF),
    Row(Act.LOSE_IDENTIFIER, (CARD,), (A_VALIDER,), KNOWN, A_VALIDER, (M.NUMERO_REPRIS,),
        notice=NoticeKind.NUMERO_REPRIS, notice_to=(Party.DELEGUE,)),
    Row(Act.JOIN, (CARD,), (A_VALIDER,), KNOWN, A_VALIDER,
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)),
    Row(Act.SUPERSEDE, (CARD,), (A_VALIDER,), KNOWN, NON_ABOUTIE, notice=NoticeKind.DOUBLON),
]
# fmt: on
