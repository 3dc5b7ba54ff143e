"""A sign-in from a browser that the account does not know is told to its owner by mail (specification §1)."""

from chalicelib.acts.account_links import alert_of
from chalicelib.acts.guesses import Caller
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.modes import Mode
from chalicelib.store import pendings
from chalicelib.store.accounts import Head
from chalicelib.store.table import Item, Key
from chalicelib.store.writes import Write


def is_to_be_told(head: Head, caller: Caller) -> bool:
    """Whether the owner is told of a sign-in: the browser is new to the account, and the account can be written to."""
    return bool(head.account.address) and not head.suppressed and not caller.is_known_to(head)


def warning_of_sign_in(context: Context, head: Head, mode: Mode, browser: str, items: dict[Key, Item]) -> list[Write]:
    """Return the writes of the mail about a sign-in, with the link « Ce n'est pas moi ».

    The links of earlier such mails work on. `items` holds the open request.
    """
    account = head.account
    earlier = pendings.living(items, account.id, AccountPurpose.NOT_MY_SIGN_IN, context.now)
    # A link that was used meanwhile must not work again.
    unchanged = pendings.unless_changed(earlier, context.now)
    facts = {"mode": mode.label, "navigateur": browser, "connexion_le": context.now.isoformat()}
    return alert_of(context, AccountMail.NOUVELLE_CONNEXION, account, facts, earlier, unchanged)
