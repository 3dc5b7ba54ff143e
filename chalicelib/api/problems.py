"""The problem details of the API (RFC 9457): a stable type for each reason, a French title and sentence."""

from collections.abc import Mapping

from chalicelib.acts.people import SignedOut
from chalicelib.domain.refusals import MESSAGES, Code, Refused
from chalicelib.http.problems import FieldError, HttpReason, Problem, Reason
from chalicelib.http.statuses import RETRY_AFTER, STATUSES
from chalicelib.http.urls import absolute
from chalicelib.store.calls import Busy

CHALLENGE = {"WWW-Authenticate": 'Cookie realm="amelipro"'}

OF_HTTP: Mapping[HttpReason, tuple[int, str, str]] = {
    HttpReason.UNIDENTIFIED: (401, "Connexion requise", "Votre session a pris fin. Connectez-vous pour continuer."),
    HttpReason.CSRF: (
        403,
        "Jeton absent ou d’une autre session",
        "L’en-tête X-CSRF-Token doit porter le jeton de la session.",
    ),
    HttpReason.SITE: (403, "Demande d’un autre site", "Cette demande vient d’un autre site."),
    HttpReason.NOWHERE: (404, "Adresse inconnue", "Cette adresse ne mène à rien."),
    HttpReason.METHOD: (405, "Méthode non admise", "Cette adresse n’admet pas cette méthode."),
    HttpReason.MEDIA_TYPE: (
        415,
        "Type de contenu non admis",
        "Le contenu doit être envoyé en application/json, en UTF-8.",
    ),
    HttpReason.UNREADABLE: (400, "JSON illisible", "Le contenu envoyé n’est pas du JSON lisible."),
    HttpReason.TOO_LONG: (413, "Contenu trop long", "Le contenu envoyé dépasse 64 Kio ou 1000 champs."),
    HttpReason.PARAMETER: (400, "Paramètre non valable", "Un paramètre ou un en-tête n’est pas valable."),
    HttpReason.CURSOR: (
        422,
        "Curseur non valable",
        "Ce curseur n’est pas valable ou plus. Reprenez à la première page.",
    ),
    HttpReason.KEY_REQUIRED: (
        400,
        "Clé d’idempotence requise",
        "L’en-tête Idempotency-Key est requis\u00a0: 1 à 200 caractères.",
    ),
    HttpReason.CONDITION_REQUIRED: (
        428,
        "Condition requise",
        "L’en-tête If-Match doit porter l’ETag de la dernière lecture.",
    ),
    HttpReason.FAULT: (500, "Incident", "Le service a rencontré une difficulté. Réessayez dans un instant."),
    HttpReason.UNAVAILABLE: (503, "Service indisponible", "Le service est très sollicité. Réessayez dans un instant."),
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
    Code.WRONG_MODE: "Mode de connexion non admis",
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
    Code.ASKING_CLOSED: "Demandes fermées",
    Code.TO_COMPLETE: "Demande à compléter",
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
"""The API's wording of the sentences that speak of a form on the pages."""


def problem_of(error: Exception) -> Problem | None:
    """Return the problem of an expected error, with the fields of a refusal as pointers; None for any other."""
    if isinstance(error, Refused):
        errors = tuple(FieldError(text, pointer=f"#/{name}") for name, text in error.fields.items())
        retry = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return Problem(error.code, _OTHER_WORDS.get(error.message, error.message), errors, retry)
    if isinstance(error, Busy):
        return Problem(HttpReason.UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, SignedOut):
        return Problem(HttpReason.UNIDENTIFIED, headers=CHALLENGE)
    return error if isinstance(error, Problem) else None


def body_of(problem: Problem) -> dict[str, object]:
    """Return the members of the problem details."""
    reason = problem.reason
    members: dict[str, object] = {
        "type": type_of(reason),
        "title": title_of(reason),
        "status": status_of(reason),
        "detail": problem.detail or _detail_of(reason),
        "code": reason.value,
    }
    if problem.errors:
        members["errors"] = [
            {name: value for name, value in error._asdict().items() if value is not None} for error in problem.errors
        ]
    return members


def status_of(reason: Reason) -> int:
    """Return the HTTP status of a reason; 422, an error of the content, unless it has a status of its own."""
    return OF_HTTP[reason][0] if isinstance(reason, HttpReason) else _STATUSES.get(reason, 422)


def _detail_of(reason: Reason) -> str:
    return OF_HTTP[reason][2] if isinstance(reason, HttpReason) else _OTHER_WORDS[MESSAGES[Code.FORM]]


def title_of(reason: Reason) -> str:
    """Return the title of a reason."""
    return OF_HTTP[reason][1] if isinstance(reason, HttpReason) else _TITLES[reason]


def type_of(reason: Reason) -> str:
    """Return the URI of a reason, which leads to its description in the documentation."""
    return absolute(f"/api/v1/documentation#probleme-{reason.value}")
