"""ETags of a delegation (RFC 9110): what holds of it, and what its acts need to know beforehand."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from chalicelib.acts.given import Seen, seen_of
from chalicelib.api.calls import Call
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused

_WEAK = "W/"
_LONGEST = 64
"""Characters of an id, as in acts/own_delegation.py."""


def etag_of(delegation: Delegation, now: datetime) -> str:
    """Return the strong ETag of what the délégant is shown of `delegation` at `now`."""
    return _etag(seen_of(delegation, now))


def _etag(seen: Seen) -> str:
    text = json.dumps(seen, separators=(",", ":"))
    return f'"{urlsafe_b64encode(text.encode()).decode().rstrip("=")}"'


def seen_in(if_match: str) -> Seen:
    """Return what the ETag of `If-Match` says that the caller has seen; raises `Refused` when it is none of ours.

    A proxy that compresses answers makes our ETags weak (`W/"…"`, RFC 9110 §8.8.1). That says that bytes may differ,
    not that the delegation does: it is read as the one we gave. The act itself refuses one that no longer holds.
    """
    given = if_match.strip().removeprefix(_WEAK)
    try:
        text = given.strip('"')
        seen = Seen(*json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(Code.STALE) from error
    is_ours = _is_ours(seen.delegue_id) and _is_ours(seen.profil) and isinstance(seen.terms_version, int)
    if not is_ours or _etag(seen) != given:
        raise Refused(Code.STALE)
    return seen


def seen_if_any(call: Call) -> Seen | None:
    """Return what an optional `If-Match` says; None when it was not sent."""
    if_match = call.headers.get("If-Match")
    return seen_in(if_match) if if_match else None


def _is_ours(text: object) -> bool:
    """Whether a part of an ETag may become a part of a key of the table."""
    return isinstance(text, str) and text.isascii() and text.isprintable() and len(text) <= _LONGEST
