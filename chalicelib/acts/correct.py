"""Correcting an address that could not be reached: through step 1 again (spec §3)."""

import secrets

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.acts.delegue_account import seen_by_directory
from chalicelib.acts.invited import Shown, account_shown, reserve
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, Scene, as_delegant
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import end_of_day
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store import guards, keys
from chalicelib.store.accounts import HeadItem, find_head
from chalicelib.store.commit import Plan, commit
from chalicelib.store.table import epoch, find, read


def correct(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    shown: Shown,
    *,
    number_seen: bool = False,
) -> Delegation:
    """Send the demand to the address that step 1 showed; earlier links die. Raises `Refused`.

    `NUMBER_IN_DOUBT` when the RPPS seems to be somebody else's than that account's, as at the creation. The profil
    stays, so the overlap guard is that of the other person.
    """

    def attempt() -> Delegation:
        guard_key = keys.guard(session.account_id if session else "", shown.account_id, hint.profil)
        more = [keys.alias("address", shown.address, context.keys.lookup), keys.head(shown.account_id), guard_key]
        scene = as_delegant(context, session, delegation_id, hint, *more)
        # Before anything is said of the address: no other delegation can be used to ask about one.
        by_delegant.require_correctable(scene.delegation, context.now)
        account, is_new = account_shown(context, scene.items, shown, scene.person.id)
        rpps_adeli = scene.delegation.delegue.identifiers.rpps_adeli
        checked = seen_by_directory(account, rpps_adeli, context)
        head = find_head(scene.items, account.id)
        checked.require_own_number(rpps_adeli, head.rpps if head else "", account.name, seen=number_seen)
        nonce = secrets.token_urlsafe(9)
        transition = by_delegant.correct(scene.delegation, checked.account, nonce, context.now)

        def write(transaction: TransactWrite) -> None:
            if is_new:
                reserve(transaction, context, account, delegation_id)
            if account.id != scene.account.id:
                _leave(transaction, context, scene)

        # The address may be another account's by now than step 1 showed: then its guard is one read more.
        own_guard = guards.key_of(transition.subject)
        items = scene.items if own_guard == guard_key else read([own_guard])
        guard = find(items, guards.GuardItem, own_guard)
        commit(Plan(transition, account, guard=guard, extra=write, account_is_new=is_new), context)
        return transition.subject

    return retried(attempt)


def _leave(transaction: TransactWrite, context: Context, scene: Scene) -> None:
    """The account of the wrong address waits for this delegation no more."""
    wrong = scene.account
    if not wrong.status.ends_alone:
        return
    actions: list[Action] = [
        HeadItem.waiting.delete({scene.delegation.id}),
        HeadItem.due_shard.set(keys.due_shard("TIME", wrong.id)),
        HeadItem.due_at.set(epoch(end_of_day(context.now + context.policy.purge_after))),
    ]
    transaction.update(HeadItem(*keys.head(wrong.id)), actions=actions, condition=HeadItem.pk.exists())
