"""The re-send of an invitation or a demand (specification §3)."""

from chalicelib.acts.given import Hint, Seen, act_on_given
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit
from chalicelib.store.once import once


@retried
def resend(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    form_key: str,
    *,
    expected: Seen | None = None,
) -> None:
    """Send the mail of a delegation « En cours » again. Earlier links die, and the deadline stays. Raises `Refused`.

    The same form or request counts once.
    """
    this = once(account_id_of(session), form_key, "resend", delegation_id)
    given = act_on_given(context, session, delegation_id, hint, expected=expected, this=this)
    if given.is_done:
        return
    nonce = new_nonce()
    transition = by_delegant.resend(given.delegation, given.account, nonce, context.policy, context.now)
    plan = Plan(transition, given.account, mode=given.person.mode)
    commit(context, plan, also=this.writes_of(delegation_id, context.now))
