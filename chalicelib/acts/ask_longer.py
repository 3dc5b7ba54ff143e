"""« Demander à prolonger »: the délégué asks the délégant for a later last day (specification §3)."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.acts.terms import AskedTerms, read_asked_longer
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit
from chalicelib.store.limits import spend
from chalicelib.store.once import Once, once


def ask_longer(
    context: Context, session: Session | None, delegation_id: str, asked: AskedTerms, form_key: str
) -> Delegation:
    """Ask for a later last day, and for a first one where the delegation is over. The same form counts once.

    Raises `Refused` with the fields at fault, by the rules, or by the limit of a day.
    """
    this = once(account_id_of(session), form_key, "ask longer", delegation_id, asked)
    # The request counts once, however often a race makes it begin again.
    return _ask(context, session, delegation_id, asked, this, cache(spend))


@retried
def _ask(
    context: Context,
    session: Session | None,
    delegation_id: str,
    asked: AskedTerms,
    this: Once,
    spend_once: Callable[..., None],
) -> Delegation:
    received = find_received(context, session, delegation_id, this)
    delegation = received.delegation
    if received.is_done:
        return delegation
    by_delegue.require_askable(delegation, context.now)
    validity = read_asked_longer(asked, delegation, context)
    is_over = delegation.status_at(context.now) is Status.TERMINEE
    transition = by_delegue.ask_longer(delegation, validity.end, validity.start if is_over else None, context.now)
    most = context.settings.prolongations_asked_per_day
    scope = f"ask-longer:{received.person.id}"
    spend_once(scope, most, timedelta(days=1), context.now, "demandes de prolongation")
    plan = Plan(transition, received.account, mode=received.person.mode)
    commit(context, plan, also=this.writes_of(delegation_id, context.now))
    return transition.subject
