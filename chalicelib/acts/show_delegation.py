"""« Détail »: everything about one delegation, its history and its mails (spec §5)."""

from dataclasses import dataclass

from chalicelib.acts.given import Given, look_at_given
from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store.denials import DenialCount, read_denials
from chalicelib.store.history import Entry, read_history
from chalicelib.store.mails import SentMail, read_mails

_REFUSALS = 50
"""Days, services and reasons that are told at most, newest first."""


@dataclass(frozen=True)
class Detail:
    """One delegation of the délégant's, with what happened, what was sent, and what its délégué was refused."""

    given: Given
    history: tuple[Entry, ...]
    mails: tuple[SentMail, ...]
    refusals: tuple[DenialCount, ...]


def show_delegation(context: Context, session: Session | None, delegation_id: str) -> Detail:
    """Return the délégant's delegation; raises `SignedOut` or `Refused`. Two reads and three queries."""
    given = look_at_given(context, session, delegation_id)
    refusals = read_denials(given.person.id, _REFUSALS, context.now, given.account.id)
    history = read_history(delegation_id, context.now)
    return Detail(given, tuple(history), tuple(read_mails(delegation_id)), tuple(refusals))
