"""Why a request is not served: one exception, which each face writes in its own way."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.refusals import Code


class HttpReason(StrEnum):
    """Reasons of HTTP, beside those of the rules (`Code`). Values are part of the API's problem types."""

    UNIDENTIFIED = "session-requise"
    CSRF = "jeton-csrf"
    SITE = "autre-site"
    NOWHERE = "adresse-inconnue"
    METHOD = "methode"
    MEDIA_TYPE = "type-de-contenu"
    UNREADABLE = "json-illisible"
    TOO_LONG = "contenu-trop-long"
    PARAMETER = "parametre"
    CURSOR = "curseur"
    KEY_REQUIRED = "cle-requise"
    CONDITION_REQUIRED = "condition-requise"
    FAULT = "incident"
    UNAVAILABLE = "indisponible"
    FORBIDDEN = "service-non-autorise"


Reason = Code | HttpReason


class FieldError(NamedTuple):
    """One thing wrong: at a place of the content (JSON Pointer), or in a parameter or a header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Exception):
    """A request that is not served; nothing has changed. `detail` says more than the face says of the reason."""

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.reason = reason
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        super().__init__(reason)
