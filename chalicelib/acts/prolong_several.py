"""Several delegations prolonged at once, each in its own transaction (specification §3, « prolong »)."""

from dataclasses import dataclass
from datetime import date

from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedEnd
from chalicelib.acts.told_together import Together
from chalicelib.context import Context
from chalicelib.domain.prolongations import months_later
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store.calls import Busy

MOST_AT_ONCE = 25
"""Each is two reads and a transaction of the same request."""

_OF_ALL = {Code.NO_CARD, Code.NO_ADDRESS, Code.KEY_REUSED}
"""Refusals that hold for every one, so that nothing is done."""

_NOT_NOW = "Le service n’a pas pu la traiter pour le moment\u00a0: recommencez."


@dataclass(frozen=True)
class Ticked:
    """A delegation to prolong, with the last day that was shown."""

    id: str
    end: date


@dataclass(frozen=True)
class Outcome:
    """What came of one: the last day asked for, or why it was refused."""

    id: str
    end: date | None = None
    refusal: str = ""


def prolong_several(
    context: Context, session: Session | None, ticked: tuple[Ticked, ...], months: int, fin: str, form_key: str
) -> list[Outcome]:
    """Ask for a later last day of each: so many months after its own, or the day typed. The same form counts once.

    One that is refused holds up no other. Raises `Refused` when the délégant may not act at all, or when the key was
    used for another form.
    """
    together = Together(form_key, tuple((one.id, one.end) for one in ticked), str(months or fin))
    return [_prolonged(context, session, one, months, fin, form_key, together) for one in ticked]


def _prolonged(
    context: Context,
    session: Session | None,
    one: Ticked,
    months: int,
    fin: str,
    form_key: str,
    together: Together,
) -> Outcome:
    asked = AskedEnd(months_later(one.end, months).isoformat() if months else fin, one.end)
    try:
        after = change(context, session, one.id, Hint(), None, asked, f"{form_key}.{one.id}", together=together)
    except Refused as refused:
        if refused.code in _OF_ALL:
            raise
        return Outcome(one.id, refusal=" ".join(refused.fields.values()) or refused.message)
    except Busy:
        return Outcome(one.id, refusal=_NOT_NOW)
    proposal = after.proposal
    return Outcome(one.id, proposal.terms.validity.end if proposal else after.terms.validity.end)
