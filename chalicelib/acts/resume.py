"""The return of a delegation whose remplaçant is exclusive after all, while its period is free (specification §1)."""

from chalicelib.acts.delegue_account import has_liberal_activity, stored_account
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.own_numbers import own_numbers
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.eligibility import delegable
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions.given_back import regain_eligibility
from chalicelib.store import guards, keys
from chalicelib.store.accounts import PracticeItem, find_head, practice_unchanged, to_practice
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import find, read


@retried
def resume(context: Context, delegation_id: str) -> None:
    """Bring back a delegation that was ended because its remplaçant seemed not to be exclusive.

    It stays ended when the délégant has since given another one for that period, has no room for one more, when the
    directory has a liberal activity for the RPPS that was typed, or when it may not be Validée again: the account is
    closed, or another one has the number. Raises `Refused` while the account is being joined to another, so that the
    caller comes again. Three reads at most, one transaction.
    """
    key = keys.delegation(delegation_id)
    item = find(read([key]), DelegationItem, key)
    if item is None:
        return
    delegation = from_item(item)
    delegant_id, guard_key = delegation.delegant.account_id, guards.key_of(delegation)
    wanted = [keys.head(delegant_id), keys.practice(delegant_id), keys.head(delegation.delegue.account_id), guard_key]
    items = read(wanted)
    delegant = find_head(items, delegant_id)
    if delegant is None or delegant.live >= context.settings.live_delegations:
        return
    account = _as_known_now(stored_account(items, delegation), delegation, context)
    stored = find(items, PracticeItem, keys.practice(delegant_id))
    practice = delegable(to_practice(stored))
    try:
        transition = regain_eligibility(delegation, account, practice, new_nonce(), context.now)
        if transition is None:
            return
        own = own_numbers(delegation.delegue.identifiers, account.id, context)
        if transition.opens_more and own.others:
            return
        plan = Plan(transition, account, find(items, guards.GuardItem, guard_key))
        commit(context, plan, [practice_unchanged(delegant_id, stored), *own.unchanged])
    except Refused as refused:
        is_final = refused.code in {Code.OVERLAP, Code.WRONG_STATUS, Code.NOT_EXCLUSIVE}
        if not is_final or account.status is AccountStatus.RATTACHEE:
            raise


def _as_known_now(account: Account, delegation: Delegation, context: Context) -> Account:
    """Return the account with the directory's fact about the typed RPPS. A directory that fails changes nothing."""
    liberal = has_liberal_activity(delegation.delegue.identifiers.rpps_adeli, context)
    return account if liberal is None else account._replace(liberal_activity=liberal)
