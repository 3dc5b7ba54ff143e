"""« Qui a encore accès ? »: the délégant goes through what is open, and says what he keeps (specification §5)."""

from chalicelib.acts.given import Hint, act_on_given
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.calls import Raced
from chalicelib.store.lines import SummaryItem
from chalicelib.store.table import update_if


@retried
def keep_access(context: Context, session: Session | None, delegation_id: str, hint: Hint) -> None:
    """Note that the délégant keeps what he has given; raise `SignedOut` or `Refused`.

    One read, or two without a hint, and one update. It changes nothing of the delegation: the day stands in his line,
    where a repetition writes the same, and the end of the delegation removes it.
    """
    given = act_on_given(context, session, delegation_id, hint)
    if not given.delegation.opens_at(context.now):
        raise Refused(Code.WRONG_STATUS)
    line = SummaryItem(*keys.given(given.person.id, delegation_id))
    if not update_if(line, [SummaryItem.kept_on.set(context.today.isoformat())], SummaryItem.pk.exists()):
        raise Raced  # it has gone meanwhile, and what is read again says how
