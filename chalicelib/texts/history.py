"""The labels of acts and mails on the page of a delegation."""

from collections.abc import Mapping

from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor
from chalicelib.store.history import Entry
from chalicelib.store.mails import Cancelled, Delivery, MailState, SentMail

ACTS: Mapping[Act, str] = {
    Act.CREATE: "Création de la délégation",
    Act.ASK: "Demande du délégué, par le lien du délégant",
    Act.OPEN_ACCOUNT: "Création du compte du délégué",
    Act.OTHER_ACCOUNT: "Signalement\u00a0: compte existant sous une autre adresse",
    Act.DISOWN: "Signalement\u00a0: ne travaille pas avec ce praticien",
    Act.ACCEPT: "Acceptation",
    Act.REFUSE: "Refus",
    Act.VALIDATE: "Validation",
    Act.WITHDRAW: "Retrait de l’acceptation",
    Act.GIVE_UP: "Renonciation",
    Act.DELETE: "Suppression",
    Act.CHANGE: "Modification",
    Act.ACCEPT_CHANGE: "Acceptation de la modification",
    Act.REFUSE_CHANGE: "Refus de la modification",
    Act.RESEND: "Renvoi de l’e-mail",
    Act.CORRECT: "Correction de l’adresse e-mail",
    Act.REMIND: "Rappel",
    Act.PURGE: "Suppression faute de réponse",
    Act.END: "Fin de la période de validité",
    Act.LAPSE: "Modification restée sans réponse",
    Act.FOREWARN: "Avis de fin de validité",
    Act.BOUNCE: "Adresse e-mail introuvable",
    Act.UNDELIVERED: "E-mail non remis",
    Act.REACH: "Adresse e-mail de nouveau joignable",
    Act.READDRESS: "Changement d’adresse e-mail du délégué",
    Act.LOSE_STRUCTURES: "Retrait de structures qui ne sont plus celles du délégant",
    Act.LOSE_ELIGIBILITY: "Fin\u00a0: activité libérale du remplaçant",
    Act.REGAIN_STRUCTURES: "Retour de structures du délégant",
    Act.REGAIN_ELIGIBILITY: "Reprise\u00a0: l’activité libérale n’est plus signalée",
    Act.JOIN: "Réunion des comptes du délégué",
    Act.SUPERSEDE: "Fin\u00a0: les comptes du délégué sont réunis",
    Act.ASK_LONGER: "Demande de prolongation",
    Act.GRANT_LONGER: "Prolongation accordée",
    Act.DECLINE_LONGER: "Prolongation refusée",
    Act.LOSE_IDENTIFIER: "Retrait d’un numéro\u00a0: sa carte l’a rattaché à un autre compte",
}

_DROPPED = "Fin de la demande de prolongation\u00a0: le délégué a fermé son compte"
"""The délégué declines nothing himself; his closing ends his request (domain/transitions/leaving.py)."""

MAILS: Mapping[MailKind, str] = {
    MailKind.INVITATION: "Invitation à créer un compte",
    MailKind.DEMANDE: "Demande d’acceptation",
    MailKind.DEMANDE_RECUE: "Demande du délégué, à valider",
    MailKind.DEMANDE_ENVOYEE: "Confirmation de sa demande",
    MailKind.DEMANDE_REFUSEE: "Refus de sa demande",
    MailKind.RAPPEL_INVITATION: "Rappel de l’invitation",
    MailKind.RAPPEL_DEMANDE: "Rappel de la demande",
    MailKind.RAPPEL_DELEGANT: "Rappel\u00a0: délégation à valider",
    MailKind.COMPTE_CREE: "Confirmation de création de compte",
    MailKind.ACCEPTATION_DELEGUE: "Confirmation de son acceptation",
    MailKind.ACCES_OUVERT: "Ouverture de l’accès",
    MailKind.DEJA_UN_COMPTE: "Consigne en cas de compte existant",
    MailKind.CREATION_DELEGANT: "Confirmation de création",
    MailKind.MISE_A_JOUR_DELEGANT: "Confirmation de modification",
    MailKind.MISE_A_JOUR_DELEGUE: "Information de modification",
    MailKind.PROPOSITION_DELEGANT: "Confirmation de modification, à accepter",
    MailKind.PROPOSITION_DELEGUE: "Demande d’acceptation de la modification",
    MailKind.PROPOSITION_ACCEPTEE: "Acceptation de la modification",
    MailKind.PROPOSITION_REFUSEE: "Refus de la modification",
    MailKind.ACCEPTATION_A_VALIDER: "Acceptation, à valider",
    MailKind.ACCEPTATION_VALIDEE: "Acceptation",
    MailKind.REFUS: "Refus",
    MailKind.ABANDON: "Abandon",
    MailKind.REJET: "Rejet",
    MailKind.NUMERO_REPRIS: "Retrait d’un numéro",
    MailKind.DEMANDE_PROLONGATION: "Demande de prolongation",
    MailKind.PROLONGATION_ACCORDEE: "Accord de prolongation",
    MailKind.PROLONGATION_REFUSEE: "Refus de prolongation",
    MailKind.SUPPRESSION_DELEGANT: "Confirmation de suppression",
    MailKind.SUPPRESSION_DELEGUE: "Information de suppression",
    MailKind.RETRAIT_DELEGANT: "Retrait de l’acceptation",
    MailKind.RETRAIT_DELEGUE: "Confirmation de son retrait",
    MailKind.RENONCIATION_DELEGANT: "Renonciation",
    MailKind.RENONCIATION_DELEGUE: "Confirmation de sa renonciation",
    MailKind.PURGE_DELEGANT: "Suppression faute de réponse",
    MailKind.PURGE_DELEGUE: "Suppression faute de validation",
}

_TO = {Party.DELEGANT: "à vous-même", Party.DELEGUE: "au délégué"}

STATES: Mapping[MailState, str] = {
    MailState.DUE: "En cours d’envoi",
    MailState.LEASED: "En cours d’envoi",
    MailState.SENT: "Envoyé",
    MailState.FAILED: "Non remis",
    MailState.CANCELLED: "Annulé",
}

CANCELLED: Mapping[Cancelled, str] = {
    Cancelled.GONE: "Annulé\u00a0: la délégation n’existe plus",
    Cancelled.SETTLED: "Annulé\u00a0: la demande est déjà traitée",
    Cancelled.REPLACED: "Annulé\u00a0: une demande plus récente le remplace",
    Cancelled.EMPTY: "Annulé\u00a0: aucune structure ne reste à ouvrir",
    Cancelled.UNWANTED: "Annulé\u00a0: son destinataire n’en veut pas",
    Cancelled.OVERDUE: "Annulé\u00a0: son jour est passé",
    Cancelled.NO_ADDRESS: "Annulé\u00a0: le compte n’a plus d’adresse",
}

DELIVERIES: Mapping[Delivery, str] = {
    Delivery.TAKEN: "Envoyé",
    Delivery.DELAYED: "Remise retardée",
    Delivery.UNDELIVERED: "Non remis",
    Delivery.DELIVERED: "Remis",
    Delivery.BOUNCED: "Adresse introuvable",
    Delivery.COMPLAINED: "Signalé comme indésirable",
}


def act_label(entry: Entry) -> str:
    """Return the label of an entry of the history."""
    if entry.act is Act.DECLINE_LONGER and entry.actor is Actor.SPACE:
        return _DROPPED
    return ACTS[entry.act]


def how_label(entry: Entry) -> str:
    """Return how the person who acted had come in, after his name: « par carte CPS ou CPE »; empty when unknown."""
    if entry.mode:
        return entry.mode.label
    return "par le lien d’un e-mail" if entry.actor is Actor.LINK else ""


def mail_label(mail: SentMail) -> str:
    """Return the label of a mail, with its recipient."""
    return f"{MAILS[mail.kind]}, {_TO[mail.party]}"


def delivery_label(mail: SentMail) -> str:
    """Return what is known of the delivery of a mail: the report of SES, else the reason or the state of its row."""
    if mail.delivery:
        return DELIVERIES[mail.delivery]
    return CANCELLED[mail.why] if mail.why else STATES[mail.state]
