"""« Détail »: one delegation with its history and its mails (specification §5)."""

from dataclasses import dataclass

from chalicelib.acts.given import Given, look_at_given
from chalicelib.context import Context
from chalicelib.domain.statuses import WAITING
from chalicelib.domain.uses import Uses, uses_of
from chalicelib.identity.sessions import Session
from chalicelib.store.denials import DenialCount, read_denials
from chalicelib.store.history import Entry, read_history
from chalicelib.store.mails import SentMail, read_mails
from chalicelib.store.uses import read_uses

_REFUSALS = 50
"""The most denials shown, newest first; each is a day, a service and a reason."""


@dataclass(frozen=True)
class Detail:
    """One of the délégant's delegations, with its history, its mails, its uses, and the denials of its délégué."""

    given: Given
    history: tuple[Entry, ...]
    mails: tuple[SentMail, ...]
    refusals: tuple[DenialCount, ...]
    uses: Uses


def show_delegation(context: Context, session: Session | None, delegation_id: str) -> Detail:
    """Return the délégant's delegation; raise `SignedOut` or `Refused`. Two reads, three or four queries."""
    given = look_at_given(context, session, delegation_id)
    refusals = read_denials(given.person.id, _REFUSALS, context.now, given.account.id)
    history = read_history(delegation_id, context.now)
    # What waits for an answer or for « Valider » has never opened anything.
    waits = given.delegation.status in WAITING
    uses = uses_of((), context.today) if waits else read_uses(delegation_id, context.now)
    return Detail(given, tuple(history), tuple(read_mails(delegation_id)), tuple(refusals), uses)
