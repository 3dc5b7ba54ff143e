"""ETags of a delegation (RFC 9110): what holds of it, and what its acts need to know beforehand."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from chalicelib.acts.scene import Hint
from chalicelib.api.operations import Call
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused

_WEAK = "W/"
_LONGEST = 64
"""Characters of an id, as in acts/scene.py."""


def etag_of(delegation: Delegation, now: datetime) -> str:
    """Return the strong ETag of what the délégant is shown of `delegation` at `now`."""
    status = delegation.status_at(now)
    shown = [
        delegation.revision,
        delegation.terms_version,
        delegation.delegue.account_id,
        delegation.profil.value,
        status.value if status else "",
        delegation.proposal_at(now) is not None,
    ]
    text = json.dumps(shown, separators=(",", ":"))
    return f'"{urlsafe_b64encode(text.encode()).decode().rstrip("=")}"'


def hint_of(if_match: str, now: datetime) -> tuple[Hint, int]:
    """Return what the ETag of `If-Match` tells an act, and the version of the terms it was given for.

    A proxy that compresses answers makes our ETags weak (`W/"…"`, RFC 9110 §8.8.1). That says that bytes may differ,
    not that the delegation does: it is read as the one we gave. Raises `Refused` when it is none of ours; the act
    itself refuses one that no longer holds.
    """
    given = if_match.strip().removeprefix(_WEAK)
    try:
        text = given.strip('"')
        _, version, delegue_id, profil, *_ = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(Code.STALE) from error
    if not (_is_ours(delegue_id) and _is_ours(profil) and isinstance(version, int)):
        raise Refused(Code.STALE)
    return Hint(delegue_id, profil, lambda delegation: etag_of(delegation, now) == given), version


def hint_if_any(call: Call) -> Hint:
    """Return what an optional `If-Match` tells; nothing when it was not sent."""
    if_match = call.headers.get("If-Match")
    return hint_of(if_match, call.context.now)[0] if if_match else Hint()


def _is_ours(text: object) -> bool:
    """Whether a part of an ETag may become a part of a key of the table."""
    return isinstance(text, str) and text.isascii() and text.isprintable() and len(text) <= _LONGEST
