"""« Valider »: the délégant confirms who accepted (seed §2.1)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, as_delegant
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.aliases import confirmed
from chalicelib.store.commit import Plan, commit


def validate(context: Context, session: Session | None, delegation_id: str, hint: Hint, version: int) -> Delegation:
    """Validate the delegation shown at `version` of its terms; raises `Refused`."""

    def attempt() -> Delegation:
        scene = as_delegant(context, session, delegation_id, hint)
        transition = by_delegant.validate(scene.delegation, version, scene.account, context.policy, context.now)
        given = transition.subject.delegue.identifiers
        extra = confirmed(given, scene.account.id, context.keys.lookup)
        commit(Plan(transition, scene.account, extra=extra), context)
        return transition.subject

    return retried(attempt)
