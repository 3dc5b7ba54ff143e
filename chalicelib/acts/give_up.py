"""The délégué gives up a delegation that holds, in his space (spec §3)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.scene import as_delegue
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


def give_up(context: Context, session: Session | None, delegation_id: str) -> None:
    """Give up the delegation; it opens nothing from now on. Raises `Refused`."""

    def attempt() -> None:
        scene = as_delegue(context, session, delegation_id)
        commit(Plan(by_delegue.give_up(scene.delegation, context.now), scene.account), context)

    retried(attempt)
