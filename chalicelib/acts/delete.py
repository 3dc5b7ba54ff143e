"""« Suppression de délégation » (user guide §4)."""

from chalicelib.acts.block import block
from chalicelib.acts.given import Hint, Seen, act_on_given
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def delete(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    *,
    blocks: bool = False,
    expected: Seen | None = None,
) -> None:
    """Delete the delegation, of any status; its services are closed at once. Raises `Refused`.

    A wish is refused so. `blocks`: the asker of a wish can ask this délégant for nothing more.
    """
    given = act_on_given(context, session, delegation_id, hint, expected=expected)
    delegation = given.delegation
    transition = by_delegant.delete(delegation, context.now)
    also = [block(context, given.person.id, delegation.delegue.account_id)] if blocks and delegation.is_wish else []
    commit(context, Plan(transition, given.account, mode=given.person.mode), also)
