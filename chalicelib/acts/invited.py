"""The address that a délégant gives: what step 1 showed of it, and whose it is now."""

from dataclasses import dataclass

from chalicelib.acts.look_up import new_reservation, record, spend_look_up
from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import MOST_WAITING, AliasItem, find_head, read_head
from chalicelib.store.table import Item, Key, find

_CROWDED = (
    "Trop de délégations attendent déjà une réponse à cette adresse e-mail. Merci de réessayer dans quelques jours."
)


@dataclass(frozen=True)
class Shown:
    """What step 1 showed of the address: the account it stands for, known or not."""

    address: str
    account_id: str
    known: bool


class AccountAppeared(Refused):
    """The address stands for another account than step 1 showed; `account` is the one of now."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(Code.ACCOUNT_APPEARED)


def account_shown(context: Context, items: dict[Key, Item], shown: Shown, delegant_id: str) -> tuple[Account, bool]:
    """Return the account that the address stands for and whether it is to be made.

    Raises `AccountAppeared` unless it is what step 1 showed: the délégant must see who it is. This answer counts as a
    look-up of step 1 does, or a step could be sent again and again to learn when its address gets an account.
    """
    alias_key = keys.alias("address", shown.address, context.keys.lookup)
    alias = find(items, AliasItem, alias_key)
    if alias is None:
        if shown.known:
            raise _appeared(context, delegant_id, new_reservation(shown.address))
        return Account(shown.account_id, AccountStatus.RESERVEE, shown.address), True
    # Somebody else may have reserved the address in between, under another id: one read more.
    same = alias.account_id == shown.account_id
    head = find_head(items, shown.account_id) if same else read_head(alias.account_id)
    if head is None or head.account.status.is_known is not shown.known or (shown.known and not same):
        raise _appeared(context, delegant_id, head.account if head else new_reservation(shown.address))
    if head.waiting >= MOST_WAITING:
        raise Refused(Code.LIMIT, _CROWDED)
    return head.account, False


def _appeared(context: Context, delegant_id: str, account: Account) -> AccountAppeared:
    spend_look_up(context, delegant_id)
    record(context, delegant_id, account)
    return AccountAppeared(account)
