"""« J’ai déjà un compte amelipro », under another address (seed §2.2)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.domain.transitions import by_delegue
from chalicelib.store.commit import Plan, commit


def tell_other_account(context: Context, token: str) -> None:
    """End the demand: the délégant has to ask again under the other address; raises `DeadLink` or `Refused`."""

    def attempt() -> None:
        landing = follow(context, Purpose.OTHER_ACCOUNT, token)
        version = landing.claim.terms_version
        delegation, account = landing.delegation, landing.account
        transition = by_delegue.other_account(delegation, version, account, context.policy, context.now)
        commit(Plan(transition, account), context)

    retried(attempt)
