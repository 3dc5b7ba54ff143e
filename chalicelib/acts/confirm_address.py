"""The confirmation of an address by its link, in a session of the account that asked for it (specification §1).

The account moves in one transaction, then each delegation follows.
"""

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import AccountLanding, address_facts, follow_account_link
from chalicelib.acts.follow_account import begin_to_follow
from chalicelib.acts.people import Person, SignedOut, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store import follows, keys, mails, pendings
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, not_suppressed
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import find, read
from chalicelib.store.writes import Delete, Save, Update, Write, transact


class NeedsOwner(Exception):
    """The link works in a session of the account that asked for the address, and none is open in this browser.

    `is_another`: the session of another account is.
    """

    def __init__(self, asked: AccountLanding, *, is_another: bool) -> None:
        self.asked = asked
        self.is_another = is_another
        super().__init__()


def follow_address_link(context: Context, session: Session | None, token: str) -> tuple[Person, AccountLanding]:
    """Return the person whose account asked, and the target; raise `DeadLink`, or `NeedsOwner` for anybody else.

    The link alone gives no address to anybody: whoever reads the mail need not be the person who asked for it, and what
    is delegated to his address would go to a stranger. One read.
    """
    also = keys.person(session.account_id) if session else ()
    asked = follow_account_link(context, AccountPurpose.CONFIRM_ADDRESS, token, also)
    try:
        person = person_of(session, asked.items)
    except SignedOut as error:
        raise NeedsOwner(asked, is_another=False) from error
    if person.id != asked.head.account.id:
        raise NeedsOwner(asked, is_another=True)
    return person, asked


def confirm_address(context: Context, session: Session | None, token: str) -> str:
    """Give the account its new address and return it; raise as `follow_address_link`, or `Refused` when it is taken.

    Every session ends (`carry_session` keeps that of this browser), and so does a request for a new password.
    """
    address, mark = _move(context, session, token)
    begin_to_follow(context, mark)
    return address


@retried
def _move(context: Context, session: Session | None, token: str) -> tuple[str, FollowItem]:
    """Move the account to its new address; return the address, and the mark by which its delegations follow."""
    _, asked = follow_address_link(context, session, token)
    new = asked.head.account._replace(address=asked.address)
    alias_key = keys.alias("address", new.address, context.keys.lookup)
    if find(read([alias_key]), AliasItem, alias_key):
        raise Refused(
            Code.CONFLICT,
            "Cette adresse est déjà rattachée à un compte amelipro, ou à une invitation qui attend une réponse.",
        )
    mark = follows.item(new.id, new.id, context.now)
    transact([*_writes_of_new(context, asked, new), Save(mark), *_writes_of_old(context, asked.head.account, new)])
    return new.address, mark


def _writes_of_new(context: Context, asked: AccountLanding, new: Account) -> list[Write]:
    old = asked.head.account
    actions = [HeadItem.address.set(new.address), *not_suppressed(context.now), HeadItem.generation.add(1)]
    same = (HeadItem.address == old.address) & (HeadItem.generation == asked.head.generation)
    return [
        pendings.use_of(asked.pending),
        pendings.cancellation_of(new.id, AccountPurpose.NEW_PASSWORD),
        event_of(context, new.id, AccountEvent.ADDRESS_CHANGED),
        Save(alias_item(new.address, new.id, context.keys.lookup), AliasItem.pk.does_not_exist()),
        Update(HeadItem(*keys.head(new.id)), actions, same),
    ]


def _writes_of_old(context: Context, old: Account, new: Account) -> list[Write]:
    """Return the writes that free the former address and write to it; none for a first address."""
    if not old.address:
        return []
    alias = AliasItem(*keys.alias("address", old.address, context.keys.lookup))
    facts = address_facts(context, new, old.address)
    return [
        Delete(alias, AliasItem.account_id == old.id),
        Save(mails.account_item(AccountMail.ADRESSE_MODIFIEE, new, facts, (), context.now, old.address)),
    ]
