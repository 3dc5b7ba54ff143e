"""« J’ai déjà un compte amelipro », under another address (user guide §2.2)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.domain.transitions import by_delegue
from chalicelib.store.commit import Plan, commit


@retried
def tell_other_account(context: Context, token: str) -> None:
    """End the demand, so that the délégant asks again at the other address; raise `DeadLink` or `Refused`."""
    landing = follow(context, Purpose.OTHER_ACCOUNT, token)
    delegation, account, version = landing.delegation, landing.account, landing.facts.terms_version
    transition = by_delegue.other_account(delegation, version, account, context.policy, context.now)
    commit(context, Plan(transition, account))
