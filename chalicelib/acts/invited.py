"""The address that a délégant gives: the account that step 1 showed for it, and the present one."""

from dataclasses import dataclass

from chalicelib.acts.free_address import free_address
from chalicelib.acts.look_up import new_reservation, record, spend_look_up
from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.synthetic import require_made_up
from chalicelib.store import keys
from chalicelib.store.accounts import MOST_WAITING, AliasItem, find_head, read_head
from chalicelib.store.table import Item, Key, find

_CROWDED = (
    "Trop de délégations attendent déjà une réponse à cette adresse e-mail. Merci de réessayer dans quelques jours."
)


@dataclass(frozen=True)
class Shown:
    """The account that step 1 showed for the address, known or not."""

    address: str
    account_id: str
    known: bool


class AccountAppeared(Refused):
    """The address leads to another account than step 1 showed; `account` is the present one."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(Code.ACCOUNT_APPEARED)


def account_shown(context: Context, items: dict[Key, Item], shown: Shown, delegant_id: str) -> tuple[Account, bool]:
    """Return the account of the address, and whether it must be created.

    Raises `AccountAppeared` unless step 1 showed this account, because the délégant must see whose it is. That counts
    as a look-up, otherwise a step could be sent again and again to learn when its address gets an account.
    """
    alias_key = keys.alias("address", shown.address, context.keys.lookup)
    alias = find(items, AliasItem, alias_key)
    require_made_up(delegant_id, alias.account_id if alias else shown.account_id, shown.address)
    if alias is None:
        if shown.known:
            raise _appeared(context, delegant_id, new_reservation(shown.address))
        former = find_head(items, shown.account_id)
        if former and former.is_closed:  # its address was freed by a step that was cut off
            return new_reservation(shown.address), True
        return Account(shown.account_id, AccountStatus.RESERVEE, shown.address), True
    # Somebody else may have reserved the address since, under another id, which costs one more read.
    same = alias.account_id == shown.account_id
    head = find_head(items, shown.account_id) if same else read_head(alias.account_id)
    if head is not None and head.is_closed:
        if shown.known:
            raise _appeared(context, delegant_id, new_reservation(shown.address))
        free_address(context, head)
        new = new_reservation(shown.address)
        return new if same else new._replace(id=shown.account_id), True  # the release before showed the closed account
    if head is None or head.account.status.is_known is not shown.known or (shown.known and not same):
        raise _appeared(context, delegant_id, head.account if head else new_reservation(shown.address))
    if head.waiting >= MOST_WAITING:
        raise Refused(Code.LIMIT, _CROWDED)
    return head.account, False


def _appeared(context: Context, delegant_id: str, account: Account) -> AccountAppeared:
    spend_look_up(context, delegant_id)
    record(context, delegant_id, "address", account.address, is_known=account.status.is_known)
    return AccountAppeared(account)
