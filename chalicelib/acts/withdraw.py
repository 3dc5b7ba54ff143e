"""The délégué takes back his acceptance before the délégant validates (spec §3)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import as_delegue
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


def withdraw_by_link(context: Context, token: str) -> None:
    """Withdraw by the link of the mail that confirmed the acceptance; raises `DeadLink` or `Refused`."""

    def attempt() -> None:
        landing = follow(context, Purpose.WITHDRAW, token)
        _withdraw(context, landing.delegation, Actor.LINK, landing.account)

    retried(attempt)


def withdraw_in_space(context: Context, session: Session | None, delegation_id: str) -> None:
    """Withdraw in one's space; raises `Refused`."""

    def attempt() -> None:
        scene = as_delegue(context, session, delegation_id)
        _withdraw(context, scene.delegation, Actor.SPACE, scene.account)

    retried(attempt)


def _withdraw(context: Context, delegation: Delegation, actor: Actor, account: Account) -> None:
    commit(Plan(by_delegue.withdraw(delegation, actor, context.now), account), context)
