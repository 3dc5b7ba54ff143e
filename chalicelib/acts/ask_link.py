"""« Mon lien de demande »: its délégant opens, renews and closes it (specification §5)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.acts.ask import scope_of_link
from chalicelib.acts.people import account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.synthetic import is_synthetic
from chalicelib.identity.sessions import Session
from chalicelib.store import ask_links, keys
from chalicelib.store.accounts import HeadItem, PracticeItem, to_practice
from chalicelib.store.limits import used
from chalicelib.store.table import find, read
from chalicelib.store.writes import Check, transact


@dataclass(frozen=True)
class OwnAskLink:
    """The link of the délégant signed in; `nonce` and `token` are empty while it is closed.

    `asks` is the number of demands by this link in the last 24 hours.
    """

    own: OwnAccount
    nonce: str
    token: str
    asks: int = 0


def show_ask_link(context: Context, session: Session | None) -> OwnAskLink:
    """Return the link of the délégant signed in; raise `SignedOut`. One read, two while it is open."""
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.practice(account_id), keys.ask_link(account_id)])
    practice = to_practice(find(items, PracticeItem, keys.practice(account_id)))
    nonce = ask_links.find_nonce(items, account_id)
    own = OwnAccount(person_of(session, items), practice)
    if not nonce:
        return OwnAskLink(own, "", "")
    scope = scope_of_link(nonce)
    asks = used(read([keys.limit(scope)]), scope, timedelta(days=1), context.now)
    return OwnAskLink(own, nonce, ask_links.token_of(nonce, context.keys.lookup), asks)


def open_ask_link(context: Context, session: Session | None, seen: str) -> bool:
    """Open the link, or renew it, so that the former one dies; return whether it was still the one that was `seen`.

    `seen` is the nonce of the link that the page showed, empty for a closed one. Raises `Refused` as a creation does.
    """
    return _change(context, session, seen, secrets.token_urlsafe(16))


def close_ask_link(context: Context, session: Session | None, seen: str) -> bool:
    """Close the link; return and raise as `open_ask_link`."""
    return _change(context, session, seen, "")


@retried
def _change(context: Context, session: Session | None, seen: str, nonce: str) -> bool:
    shown = show_ask_link(context, session)
    shown.own.require_may_delegate(context.settings)
    if shown.nonce != seen:
        return False
    if nonce == seen:
        return True
    person_id = shown.own.person.id
    if is_synthetic(person_id):  # nobody is to ask it
        raise Refused(Code.NOT_ALLOWED)
    is_active = Check(HeadItem(*keys.head(person_id)), HeadItem.status == AccountStatus.ACTIVE.value)
    transact([*ask_links.change_of(person_id, seen, nonce, context.keys.lookup), is_active])
    return True
