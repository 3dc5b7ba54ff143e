"""What operations of the API have in common: whose calls they are, the headers they read, what they refuse."""

from collections.abc import Mapping

from chalicelib.domain.refusals import Code
from chalicelib.http import operations
from chalicelib.http.operations import Header
from chalicelib.http.problems import HttpReason
from chalicelib.http.schema import Text
from chalicelib.identity.sessions import Session

Call = operations.Call[Session | None]
"""The caller is the session of the person who is signed in; None where anybody may ask."""

_IF_MATCH = Text(longest=400, shortest=1, description="ETag de la dernière lecture de la délégation.")
_IDEMPOTENCY_KEY = Text(
    longest=200,
    shortest=1,
    pattern=r"^[!-~]+$",
    description="Clé choisie par l’appelant\u00a0: la même demande sous la même clé n’est faite qu’une fois.",
)
IF_MATCH: Mapping[str, Header] = {"If-Match": Header(_IF_MATCH, HttpReason.CONDITION_REQUIRED)}
IF_MATCH_IF_ANY: Mapping[str, Header] = {"If-Match": Header(_IF_MATCH)}
IDEMPOTENCY_KEY: Mapping[str, Header] = {"Idempotency-Key": Header(_IDEMPOTENCY_KEY, HttpReason.KEY_REQUIRED)}

LOOKING = (Code.UNKNOWN, Code.GONE)
"""What the rules may refuse to anybody who asks about one delegation."""
ACTING = (*LOOKING, Code.WRONG_STATUS, Code.CONFLICT)
BY_DELEGANT = (*ACTING, Code.NO_CARD, Code.NO_ADDRESS)
"""What the rules may refuse to a délégant who acts on one delegation."""
