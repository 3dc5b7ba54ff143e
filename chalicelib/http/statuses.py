"""The HTTP status of each refusal. The others are errors of the content: 400 for a form, 422 for JSON."""

from collections.abc import Mapping

from chalicelib.domain.refusals import Code

RETRY_AFTER = 5
"""Seconds after which to repeat a request that was not done in time."""

STATUSES: Mapping[Code, int] = {
    Code.UNKNOWN: 404,
    Code.GONE: 410,
    Code.WRONG_STATUS: 409,
    Code.TERMS_CHANGED: 409,
    Code.ACCOUNT_APPEARED: 409,
    Code.OVERLAP: 409,
    Code.CONFLICT: 409,
    Code.NUMBER_OF_ANOTHER: 409,
    Code.NUMBER_IN_DOUBT: 409,
    Code.TO_COMPLETE: 409,
    Code.KEY_REUSED: 409,
    Code.STALE: 412,
    Code.NOT_ALLOWED: 403,
    Code.NO_CARD: 403,
    Code.NO_ADDRESS: 403,
    Code.WRONG_MODE: 403,
    Code.PROOF_NEEDED: 403,
    Code.NOT_ELIGIBLE: 403,
    Code.ASKING_CLOSED: 403,
    Code.LIMIT: 429,
    Code.TOO_MANY_RESENDS: 429,
}
