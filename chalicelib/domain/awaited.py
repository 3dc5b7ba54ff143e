"""Which mails somebody waits for. They leave before those that can wait (docs/architecture.md, « The outbox »)."""

from datetime import timedelta

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.mails import MailKind

LATE, LATE_THAT_CAN_WAIT = timedelta(minutes=10), timedelta(hours=4)
"""How long after it was due an act of time or an awaited mail is late, and a mail that can wait, as the alarms have it.

The mails of the fullest night take three hours at the rate that SES grants everybody (docs/scale.md)."""

AWAITED: frozenset[MailKind | AccountMail] = frozenset({
    # It asks its reader for something, or answers what its reader has asked.
    MailKind.INVITATION,
    MailKind.DEMANDE,
    MailKind.DEMANDE_RECUE,
    MailKind.DEMANDE_REFUSEE,
    MailKind.REFUS,
    MailKind.REJET,
    MailKind.ABANDON,
    MailKind.ACCEPTATION_A_VALIDER,
    MailKind.ACCEPTATION_VALIDEE,
    MailKind.COMPTE_CREE,
    MailKind.PROPOSITION_DELEGUE,
    MailKind.PROPOSITION_ACCEPTEE,
    MailKind.PROPOSITION_REFUSEE,
    MailKind.DEMANDE_PROLONGATION,
    MailKind.PROLONGATION_ACCORDEE,
    MailKind.PROLONGATION_REFUSEE,
    AccountMail.MOT_DE_PASSE_OUBLIE,
    AccountMail.ADRESSE_A_CONFIRMER,
    AccountMail.COMPTE_A_RATTACHER,
    AccountMail.DEMANDE_PAR_ADRESSE,
    # An access was opened, changed or ended by the other party.
    MailKind.ACCES_OUVERT,
    MailKind.MISE_A_JOUR_DELEGUE,
    MailKind.SUPPRESSION_DELEGUE,
    MailKind.RETRAIT_DELEGANT,
    MailKind.RENONCIATION_DELEGANT,
    # An alert: somebody else may be at work.
    MailKind.NUMERO_REPRIS,
    AccountMail.MOT_DE_PASSE_MODIFIE,
    AccountMail.ADRESSE_DEMANDEE,
    AccountMail.ADRESSE_MODIFIEE,
    AccountMail.COMPTES_REUNIS,
    AccountMail.NOUVELLE_CONNEXION,
    AccountMail.CLE_ACCES_AJOUTEE,
    AccountMail.CLE_ACCES_RETIREE,
    AccountMail.COMPTE_FERME,
})  # fmt: skip
"""Mails that somebody waits for: seldom many at once."""

CAN_WAIT: frozenset[MailKind | AccountMail] = frozenset({
    # Time makes them, for many people in one night.
    MailKind.RAPPEL_DELEGANT,
    MailKind.RAPPEL_INVITATION,
    MailKind.RAPPEL_DEMANDE,
    MailKind.PURGE_DELEGANT,
    MailKind.PURGE_DELEGUE,
    AccountMail.COMPTE_INUTILISE,
    AccountMail.FIN_PROCHE,
    AccountMail.RESUME_SEMAINE,
    AccountMail.REVUE_ACCES,
    # It repeats what its reader has just done, and what the page has said.
    MailKind.CREATION_DELEGANT,
    MailKind.DEMANDE_ENVOYEE,
    MailKind.DEJA_UN_COMPTE,
    MailKind.ACCEPTATION_DELEGUE,
    MailKind.SUPPRESSION_DELEGANT,
    MailKind.RETRAIT_DELEGUE,
    MailKind.RENONCIATION_DELEGUE,
    MailKind.MISE_A_JOUR_DELEGANT,
    MailKind.PROPOSITION_DELEGANT,
    AccountMail.PROLONGATIONS,
})  # fmt: skip
"""The others. A kind of another version of the code, in neither set, counts as one of them."""


def is_awaited(kind: str) -> bool:
    """Whether somebody waits for a mail of this kind, as a row names it."""
    return kind in AWAITED
