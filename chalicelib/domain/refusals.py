"""Refusals of the rules: one exception, with a stable code and a French message."""

import math
from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """Why an act is refused. The values are part of the problem types of the API."""

    UNKNOWN = "inconnue"
    GONE = "disparue"
    WRONG_STATUS = "statut"
    NOT_ALLOWED = "acteur"
    TERMS_CHANGED = "conditions-modifiees"
    ACCOUNT_APPEARED = "compte-apparu"
    OVERLAP = "chevauchement"
    ONESELF = "soi-meme"
    NO_CARD = "carte-requise"
    NO_ADDRESS = "adresse-a-confirmer"
    WRONG_MODE = "mode-non-admis"
    PROOF_NEEDED = "preuve-requise"
    NOT_ELIGIBLE = "delegant-non-eligible"
    PROFIL_CLOSED = "profil-non-ouvert"
    NOT_EXCLUSIVE = "remplacant-non-exclusif"
    TOO_MANY_RESENDS = "trop-de-renvois"
    LIMIT = "limite"
    TOO_MANY_DELEGATIONS = "trop-de-delegations"
    DELIVERABLE = "adresse-valable"
    FORM = "formulaire"
    CONFLICT = "conflit"
    KEY_REUSED = "cle-reutilisee"
    STALE = "version-perimee"
    NUMBER_OF_ANOTHER = "numero-d-un-autre-compte"
    NUMBER_IN_DOUBT = "numero-douteux"
    ASKING_CLOSED = "demandes-fermees"
    TO_COMPLETE = "demande-a-completer"


MESSAGES: Mapping[Code, str] = {
    Code.UNKNOWN: "Cette délégation n’existe pas ou ne figure pas dans votre espace.",
    Code.GONE: "Cette délégation n’existe plus.",
    Code.WRONG_STATUS: "Cette action n’est plus possible\u00a0: la délégation a changé de statut entre-temps.",
    Code.NOT_ALLOWED: "Vous ne pouvez pas effectuer cette action.",
    Code.TERMS_CHANGED: "Les conditions de la délégation ont changé depuis l’affichage de cette page. "
    "Merci de les relire avant de vous prononcer.",
    Code.ACCOUNT_APPEARED: "Un compte amelipro vient d’être créé avec cette adresse e-mail. "
    "Merci de vérifier qu’il s’agit bien de votre délégué.",
    Code.OVERLAP: "Une délégation existe déjà pour ce délégué et ce profil sur tout ou partie de cette période.",
    Code.ONESELF: "Vous ne pouvez pas vous déléguer l’accès à votre propre espace.",
    Code.NO_CARD: "Cette action demande une connexion avec votre carte CPS. Reconnectez-vous par carte pour continuer.",
    Code.NO_ADDRESS: "Indiquez et confirmez d’abord votre adresse e-mail, depuis «\u00a0Modifier mon e-mail\u00a0».",
    Code.WRONG_MODE: "La façon dont vous vous êtes connecté n’ouvre pas cette délégation. Reconnectez-vous comme "
    "l’indique sa page.",
    Code.PROOF_NEEDED: "Pour modifier la façon dont vous vous connectez, reconnectez-vous d’abord avec votre carte.",
    Code.NOT_ELIGIBLE: "La délégation est ouverte aux professionnels de santé ayant au moins un cabinet libéral "
    "et aux directeurs d’établissement.",
    Code.PROFIL_CLOSED: "Vous ne pouvez pas attribuer ce profil.",
    Code.NOT_EXCLUSIVE: "Le profil Remplaçant est réservé aux remplaçants exclusifs, sans activité libérale par "
    "ailleurs. D’après les informations connues, cette personne exerce une activité libérale.",
    Code.TOO_MANY_RESENDS: "Le nombre de renvois autorisé pour cette délégation est atteint.",
    Code.LIMIT: "Vous avez atteint le nombre d’opérations autorisé pour le moment.",
    Code.TOO_MANY_DELEGATIONS: "Vous avez atteint le nombre de délégations en vigueur autorisé.",
    Code.DELIVERABLE: "L’adresse e-mail ne peut être corrigée que si un e-mail n’a pas pu y être remis.",
    Code.FORM: "Le formulaire comporte des erreurs.",
    Code.CONFLICT: "Une autre opération était en cours au même moment. Merci de réessayer.",
    Code.KEY_REUSED: "Ce formulaire a déjà été envoyé avec d’autres informations.",
    Code.STALE: "La délégation a changé depuis sa dernière lecture.",
    Code.NUMBER_OF_ANOTHER: "Le numéro indiqué pour votre délégué est celui d’un autre compte amelipro. Si vous "
    "validez, il est retiré de la délégation.",
    Code.NUMBER_IN_DOUBT: "Le numéro RPPS indiqué ne semble pas être celui de votre délégué.",
    Code.ASKING_CLOSED: "Ce lien ne vous permet pas de demander une délégation.",
    Code.TO_COMPLETE: "Cette délégation vous est demandée\u00a0: complétez-la pour la valider.",
}

NOT_YET = (
    "La connexion au portail sera possible lorsque le professionnel de santé ayant initié la délégation aura procédé "
    "à sa validation."
)
"""What somebody reads whose account is à activer: no délégant has validated one of its delegations yet."""


class Refused(Exception):
    """The rules refuse an act, and nothing has changed.

    `code` says why. `message` is the French sentence to show. `fields` holds a message for each wrong field of a form.
    `retry_after` is the number of seconds after which another try may succeed, None when waiting does not help.
    """

    def __init__(
        self,
        code: Code,
        message: str | None = None,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        super().__init__(f"{code}")


def refuse_form(fields: Mapping[str, str]) -> None:
    """Raise `Refused` if `fields` (name → message) holds an error."""
    if fields:
        raise Refused(Code.FORM, fields=fields)


def limit_reached(seconds: int, limit: str) -> Refused:
    """Return the refusal of a use beyond a limit that has room again after `seconds`.

    `limit` says which one: « 30 vérifications d’adresse ou de numéro par heure ».
    """
    message = f"Vous avez atteint la limite de {limit}. Merci de réessayer {when_again(seconds)}."
    return Refused(Code.LIMIT, message, retry_after=seconds)


def when_again(seconds: int) -> str:
    """Return « dans 12 minutes », rounded up, for what is possible again after `seconds`."""
    if seconds <= 60:
        return "dans une minute"
    if seconds <= 3600:
        return f"dans {math.ceil(seconds / 60)} minutes"
    return f"dans {math.ceil(seconds / 3600)} heures"
