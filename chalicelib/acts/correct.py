"""The correction of an address that no mail reaches, through step 1 again (specification §3)."""

from chalicelib.acts.delegue_account import rpps_on_card, seen_by_directory
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.invited import Shown, account_shown
from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store import guards, keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.commit import Plan, commit, stop_waiting
from chalicelib.store.guards import GuardItem
from chalicelib.store.once import once
from chalicelib.store.table import Key, find, read
from chalicelib.store.writes import Update, Write


@retried
def correct(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    shown: Shown,
    *,
    form_key: str | None = None,
    number_seen: bool = False,
    expected: Seen | None = None,
) -> Delegation:
    """Send the demand to the address that step 1 showed; earlier links die. Raises `Refused`.

    Its code is `NUMBER_IN_DOUBT` when the RPPS seems to belong to somebody else than that account, as at the creation.
    The profil stays, so the overlap guard is that of the other person. The same request counts once; the same
    form, which has no key, finds the address that it gave.
    """
    this = once(account_id_of(session), form_key, "correct", delegation_id, shown)
    guard_key = keys.guard(account_id_of(session), shown.account_id, hint.profil)
    more = [keys.alias("address", shown.address, context.keys.lookup), keys.head(shown.account_id), guard_key]
    given = act_on_given(context, session, delegation_id, hint, *more, expected=expected, this=this)
    if given.is_done:
        return given.delegation
    # This check comes first, so that only a delegation that needs a correction can be used to learn about an address.
    by_delegant.require_correctable(given.delegation, context.now)
    account, is_new = account_shown(context, given.items, shown, given.person.id)
    rpps_adeli = given.delegation.delegue.identifiers.rpps_adeli
    known = seen_by_directory(account, rpps_adeli, context)
    known.require_own_number(rpps_adeli, rpps_on_card(given.items, account.id), account.name, seen=number_seen)
    transition = by_delegant.correct(given.delegation, known.account, new_nonce(), context.now)
    guard = _guard_of(transition.subject, guard_key, given)
    also = [*_writes_of_wrong_account(context, given, account), *this.writes_of(delegation_id, context.now)]
    plan = Plan(transition, account, guard, is_new=is_new, mode=given.person.mode)
    commit(context, plan, also)
    return transition.subject


def _guard_of(delegation: Delegation, read_key: Key, given: Given) -> GuardItem | None:
    """Return the overlap guard: one more read where the address belongs to another account than step 1 showed."""
    key = guards.key_of(delegation)
    return find(given.items if key == read_key else read([key]), GuardItem, key)


def _writes_of_wrong_account(context: Context, given: Given, account: Account) -> list[Write]:
    """Return the writes by which the account of the wrong address no longer waits for this delegation."""
    wrong = given.account
    if wrong.id == account.id or not wrong.status.ends_alone:
        return []
    actions = stop_waiting(context, wrong.id, given.delegation.id)
    return [Update(HeadItem(*keys.head(wrong.id)), actions, HeadItem.pk.exists())]
