"""« Suppression de délégation » (seed §4)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, as_delegant
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


def delete(context: Context, session: Session | None, delegation_id: str, hint: Hint) -> None:
    """Delete the delegation, whatever its status; what it opened is closed at once. Raises `Refused`."""

    def attempt() -> None:
        scene = as_delegant(context, session, delegation_id, hint)
        commit(Plan(by_delegant.delete(scene.delegation, context.now), scene.account), context)

    retried(attempt)
