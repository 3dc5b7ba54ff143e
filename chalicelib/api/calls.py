"""Definitions that operations of the API share: the caller, the headers they read, the refusals they document."""

from chalicelib.domain.refusals import Code
from chalicelib.http import operations
from chalicelib.http.operations import KEY, Header
from chalicelib.http.problems import HttpReason
from chalicelib.http.schema import Text
from chalicelib.identity.sessions import Session

Call = operations.Call[Session | None]
"""The caller is the session of the person signed in; None where anybody may ask."""

_IF_MATCH = Text(longest=400, shortest=1, description="ETag de la dernière lecture de la délégation.")
_IDEMPOTENCY_KEY = Text(
    longest=200,
    shortest=1,
    pattern=r"^[!-~]+$",
    description="Clé choisie par l’appelant\u00a0: la même demande sous la même clé n’est faite qu’une fois.",
)
IF_MATCH: dict[str, Header] = {"If-Match": Header(_IF_MATCH, HttpReason.CONDITION_REQUIRED)}
IF_MATCH_IF_ANY: dict[str, Header] = {"If-Match": Header(_IF_MATCH)}
ONCE: dict[str, Header] = {KEY: Header(_IDEMPOTENCY_KEY, HttpReason.KEY_REQUIRED)}
"""For every operation that is not repeatable."""

LOOKING = (Code.UNKNOWN, Code.GONE)
"""Refusals that anybody may get who asks about one delegation."""
ACTING = (*LOOKING, Code.WRONG_STATUS, Code.CONFLICT)
BY_DELEGANT = (*ACTING, Code.NO_CARD, Code.NO_ADDRESS)
"""Refusals that a délégant may get who acts on one delegation."""
