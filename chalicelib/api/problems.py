"""What the API refuses, as problem details (RFC 9457): a stable type for each reason, a French title and sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.refusals import MESSAGES, Code, Refused
from chalicelib.http.statuses import STATUSES
from chalicelib.http.urls import absolute

MEDIA_TYPE = "application/problem+json"


class Own(StrEnum):
    """Reasons of HTTP, beside those of the rules (`Code`); values are part of the problem types."""

    SESSION = "session-requise"
    CSRF = "jeton-csrf"
    SITE = "autre-site"
    NOWHERE = "adresse-inconnue"
    METHOD = "methode"
    MEDIA_TYPE = "type-de-contenu"
    JSON = "json-illisible"
    TOO_LONG = "contenu-trop-long"
    PARAMETER = "parametre"
    CURSOR = "curseur"
    KEY_REQUIRED = "cle-requise"
    CONDITION_REQUIRED = "condition-requise"
    FAULT = "incident"
    UNAVAILABLE = "indisponible"


Reason = Code | Own

_OWN: Mapping[Own, tuple[int, str, str]] = {
    Own.SESSION: (401, "Connexion requise", "Votre session a pris fin. Connectez-vous pour continuer."),
    Own.CSRF: (
        403,
        "Jeton absent ou d’une autre session",
        "L’en-tête X-CSRF-Token doit porter le jeton de la session.",
    ),
    Own.SITE: (403, "Demande d’un autre site", "Cette demande vient d’un autre site."),
    Own.NOWHERE: (404, "Adresse inconnue", "Cette adresse ne mène à rien."),
    Own.METHOD: (405, "Méthode non admise", "Cette adresse n’admet pas cette méthode."),
    Own.MEDIA_TYPE: (415, "Type de contenu non admis", "Le contenu doit être envoyé en application/json, en UTF-8."),
    Own.JSON: (400, "JSON illisible", "Le contenu envoyé n’est pas du JSON lisible."),
    Own.TOO_LONG: (413, "Contenu trop long", "Le contenu envoyé dépasse 64 Kio ou 1000 champs."),
    Own.PARAMETER: (400, "Paramètre non valable", "Un paramètre ou un en-tête n’est pas valable."),
    Own.CURSOR: (422, "Curseur non valable", "Ce curseur n’est pas valable ou plus. Reprenez à la première page."),
    Own.KEY_REQUIRED: (
        400,
        "Clé d’idempotence requise",
        "L’en-tête Idempotency-Key est requis\u00a0: 1 à 200 caractères.",
    ),
    Own.CONDITION_REQUIRED: (428, "Condition requise", "L’en-tête If-Match doit porter l’ETag de la dernière lecture."),
    Own.FAULT: (500, "Incident", "Le service a rencontré une difficulté. Réessayez dans un instant."),
    Own.UNAVAILABLE: (503, "Service indisponible", "Le service est très sollicité. Réessayez dans un instant."),
}

_TITLES: Mapping[Code, str] = {
    Code.UNKNOWN: "Délégation introuvable",
    Code.GONE: "Délégation disparue",
    Code.WRONG_STATUS: "Statut incompatible",
    Code.NOT_ALLOWED: "Action non permise",
    Code.TERMS_CHANGED: "Conditions modifiées",
    Code.ACCOUNT_APPEARED: "Compte créé entre-temps",
    Code.OVERLAP: "Périodes qui se chevauchent",
    Code.ONESELF: "Délégation à soi-même",
    Code.NO_CARD: "Carte requise",
    Code.NO_ADDRESS: "Adresse à confirmer",
    Code.PROOF_NEEDED: "Nouvelle connexion requise",
    Code.NOT_ELIGIBLE: "Délégant non éligible",
    Code.PROFIL_CLOSED: "Profil non ouvert",
    Code.NOT_EXCLUSIVE: "Remplaçant non exclusif",
    Code.TOO_MANY_RESENDS: "Trop de renvois",
    Code.LIMIT: "Limite atteinte",
    Code.TOO_MANY_DELEGATIONS: "Trop de délégations",
    Code.DELIVERABLE: "Adresse valable",
    Code.FORM: "Informations non valables",
    Code.CONFLICT: "Opération concurrente",
    Code.KEY_REUSED: "Clé d’idempotence déjà utilisée",
    Code.STALE: "Délégation modifiée",
    Code.NUMBER_OF_ANOTHER: "Numéro d’un autre compte",
    Code.NUMBER_IN_DOUBT: "Numéro douteux",
}

_STATUSES: Mapping[Code, int] = {
    **STATUSES,
    Code.KEY_REUSED: 422,
    Code.DELIVERABLE: 409,
    Code.TOO_MANY_DELEGATIONS: 409,
}
_OTHER_WORDS: Mapping[str, str] = {
    MESSAGES[Code.FORM]: "Les informations envoyées ne sont pas valables.",
    MESSAGES[Code.KEY_REUSED]: "Cette clé d’idempotence a déjà servi avec d’autres informations.",
}
"""Sentences of the pages that speak of a form, as the API says them."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: at a place of the content (JSON Pointer), or in a parameter or a header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Exception):
    """A request that is refused; nothing has changed."""

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.reason = reason
        self.detail = detail or (_OWN[reason][2] if isinstance(reason, Own) else "")
        self.faults = faults
        self.headers = dict(headers or {})
        super().__init__(reason)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return status_of(self.reason)

    def body(self) -> dict[str, object]:
        """Return the members of the problem."""
        members: dict[str, object] = {
            "type": type_of(self.reason),
            "title": title_of(self.reason),
            "status": self.status,
            "detail": self.detail,
            "code": self.reason.value,
        }
        if self.faults:
            members["errors"] = [
                {name: value for name, value in vars(fault).items() if value is not None} for fault in self.faults
            ]
        return members


def not_valid(faults: tuple[Fault, ...]) -> Problem:
    """Return the problem of a content with faults."""
    return Problem(Code.FORM, _OTHER_WORDS[MESSAGES[Code.FORM]], faults)


def problem_of(refused: Refused) -> Problem:
    """Return the problem that a refusal of the rules is, its fields as pointers."""
    detail = _OTHER_WORDS.get(refused.message, refused.message)
    faults = tuple(Fault(text, pointer=f"#/{name}") for name, text in refused.fields.items())
    retry = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    return Problem(refused.code, detail, faults, retry)


def status_of(reason: Reason) -> int:
    """Return the HTTP status of a reason; whatever has none of its own is about what was sent."""
    return _OWN[reason][0] if isinstance(reason, Own) else _STATUSES.get(reason, 422)


def title_of(reason: Reason) -> str:
    """Return the title of a reason."""
    return _OWN[reason][1] if isinstance(reason, Own) else _TITLES[reason]


def type_of(reason: Reason) -> str:
    """Return the URI of a reason: where the documentation page tells of it."""
    return absolute(f"/api/v1/documentation#probleme-{reason.value}")
