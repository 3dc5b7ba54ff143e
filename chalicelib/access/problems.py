"""What is answered to a request that is refused as such (RFC 9457; codes of AuthZEN §10.1.2). A no is no problem."""

from collections.abc import Mapping
from dataclasses import dataclass

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem; its code is stable, its title French."""

    status: int
    code: str
    title: str
    detail: str


BAD_REQUEST = Kind(400, "requete", "Requête invalide", "La requête n’est pas bien formée.")
TOO_MANY_AT_ONCE = Kind(400, "requete-trop-longue", "Requête trop longue", "La requête en demande trop à la fois.")
UNAUTHORIZED = Kind(
    401, "identification", "Identification requise", "Présentez un jeton de service en vigueur (Authorization: Bearer)."
)
FORBIDDEN = Kind(
    403, "service-non-autorise", "Question non autorisée", "Ce jeton ne permet pas d’interroger sur ce service."
)
METHOD = Kind(405, "methode", "Méthode non admise", "Cette adresse n’admet pas cette méthode.")
BUSY = Kind(503, "reessayer", "Service très sollicité", "Le service est très sollicité. Réessayez dans un instant.")
UNAVAILABLE = Kind(
    500,
    "indisponible",
    "Service momentanément indisponible",
    "Le service a rencontré une difficulté. Réessayez dans un instant.",
)


class Problem(Exception):
    """A request that is not answered. `detail` says more than its kind does."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail or kind.detail
        super().__init__(kind.code)

    @property
    def content(self) -> Mapping[str, str | int]:
        """The members of the problem details."""
        return {
            "type": f"urn:amelipro:probleme:{self.kind.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }
