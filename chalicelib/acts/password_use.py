"""A password that nobody used for half a year opens nothing until its owner proves the account otherwise.

The owner is warned before. Nothing is written at the closing itself: the time of the last use tells it.
"""

from datetime import datetime, timedelta

from pynamodb.expressions.update import Action

from chalicelib.acts.account_links import address_facts
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.periods import day_in_paris, start_of_day
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import key_parts, keys, mails
from chalicelib.store.accounts import PasswordItem, find_head
from chalicelib.store.table import epoch, find, from_epoch, read, update_if
from chalicelib.store.writes import Save, Update, transact

_NOTED_EVERY = timedelta(days=1)
_CLOSED = (
    "Votre compte n’a pas été utilisé depuis longtemps\u00a0: votre mot de passe ne suffit plus. Choisissez "
    "«\u00a0Mot de passe oublié\u00a0» pour recevoir un lien, ou connectez-vous avec votre carte ou une clé d’accès."
)


def used_now(context: Context, item: PasswordItem) -> PasswordItem:
    """Return `item` with a use noted now, and due when its owner is to be warned."""
    item.used_at, item.due_at = epoch(context.now), epoch(_warns_at(context, context.now))
    item.due_shard = keys.due_shard("TIME", key_parts.owner(item.pk))
    return item


def actions_of_use(context: Context, account_id: str) -> list[Action]:
    """Return the actions by which a stored password gets what `used_now` sets."""
    used = used_now(context, PasswordItem(*keys.password(account_id)))
    return [
        PasswordItem.used_at.set(used.used_at),
        PasswordItem.due_shard.set(used.due_shard),
        PasswordItem.due_at.set(used.due_at),
    ]


def note_use(context: Context, account_id: str, stored: PasswordItem | None) -> None:
    """Note a sign-in to an account that has a password, by whatever mode, once a day."""
    if stored is None or (stored.used_at and from_epoch(stored.used_at) > context.now - _NOTED_EVERY):
        return
    update_if(PasswordItem(*stored.key), actions_of_use(context, account_id), PasswordItem.pk.exists())


def note_use_of_open_account(context: Context, account_id: str) -> None:
    """Note a use that proves nobody's password: it keeps an account open, once a day, and opens no closed one.

    The day is that of Paris, as for the uses of a delegation, with the first of which this is called.
    """
    used, now, item = PasswordItem.used_at, context.now, PasswordItem(*keys.password(account_id))
    open_since = epoch(now - timedelta(days=context.settings.unused_days))
    is_open = used.does_not_exist() | ((used > open_since) & (used < epoch(start_of_day(context.today))))
    update_if(item, actions_of_use(context, account_id), PasswordItem.pk.exists() & is_open)


def require_used(context: Context, stored: PasswordItem) -> None:
    """Raise `Refused` if nobody has used the account for so long that its password opens nothing."""
    if stored.used_at and context.now >= _closes_at(context, from_epoch(stored.used_at)):
        raise Refused(Code.FORM, _CLOSED)


@retried
def warn_unused(context: Context, account_id: str) -> None:
    """Write to the owner of an account that will soon be closed to passwords; once for each last use."""
    items = read([keys.head(account_id), keys.password(account_id)])
    stored = find(items, PasswordItem, keys.password(account_id))
    if stored is None or stored.due_at is None or stored.due_at > epoch(context.now):
        return
    item, unchanged = PasswordItem(*stored.key), PasswordItem.due_at == stored.due_at
    used_at = from_epoch(stored.used_at or 0)
    warns_at = _warns_at(context, used_at)
    if warns_at > context.now:  # the setting is longer now
        transact([Update(item, [PasswordItem.due_at.set(epoch(warns_at))], unchanged)])
        return
    done = Update(item, [PasswordItem.due_shard.remove(), PasswordItem.due_at.remove()], unchanged)
    head = find_head(items, account_id)
    if head is None or head.account.status is not AccountStatus.ACTIVE or not head.account.address or not stored.hash:
        transact([done])
        return
    account = head.account
    closes_on = day_in_paris(max(_closes_at(context, used_at), context.now))
    facts = {**address_facts(context, account, account.address), "ferme_le": closes_on.isoformat()}
    transact([done, Save(mails.account_item(AccountMail.COMPTE_INUTILISE, account, facts, (), context.now))])


def _closes_at(context: Context, used_at: datetime) -> datetime:
    return used_at + timedelta(days=context.settings.unused_days)


def _warns_at(context: Context, used_at: datetime) -> datetime:
    return _closes_at(context, used_at) - timedelta(days=context.settings.unused_notice_days)
