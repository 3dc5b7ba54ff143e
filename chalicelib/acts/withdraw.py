"""The délégué takes back his acceptance before the délégant validates (spec §3)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.domain.transitions import by_delegue
from chalicelib.store.commit import Plan, commit


def withdraw(context: Context, token: str) -> None:
    """Withdraw by the link of the mail that confirmed the account; raises `DeadLink` or `Refused`."""

    def attempt() -> None:
        landing = follow(context, Purpose.WITHDRAW, token)
        commit(Plan(by_delegue.withdraw(landing.delegation, context.now), landing.account), context)

    retried(attempt)
