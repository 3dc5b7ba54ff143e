"""The personal link by which délégués ask a délégant: « Mon lien de demande » (specification §5).

The token of a link is derived from a nonce of its account and a secret, so nobody makes a link out of the table alone.
An alias leads from the token to the account in one read; a link that was renewed or closed has none any more.
"""

import hmac
from base64 import b32encode

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.table import Item, Key, find
from chalicelib.store.writes import Check, Delete, Save, Write

_KIND = "ask_link"
_TOKEN_BYTES = 16


class AskLinkItem(Item, discriminator="ask_link"):
    """The open link of a délégant; there is no item while it is closed."""

    nonce = UnicodeAttribute()


def token_of(nonce: str, secret: str) -> str:
    """Return the token of the link with this nonce: 128 bits in 26 lower-case letters and digits, easy to type."""
    digest = hmac.digest(secret.encode(), f"ask_link_token:{nonce}".encode(), "sha256")
    return b32encode(digest[:_TOKEN_BYTES]).decode().rstrip("=").lower()


def alias_key(token: str, secret: str) -> Key:
    """Return the key of the alias of a token, in whatever case it was typed; of any other text, one without alias."""
    typed = token.lower() if token.isascii() else ""
    return keys.alias(_KIND, typed, secret)


def find_nonce(items: dict[Key, Item], account_id: str) -> str:
    """Return the nonce of the open link of an account, from items that were read; empty while it is closed."""
    item = find(items, AskLinkItem, keys.ask_link(account_id))
    return str(item.nonce) if item else ""


def change_of(account_id: str, former: str, nonce: str, secret: str) -> list[Write]:
    """Return the writes that replace the link with the nonce `former` by the one with `nonce`; either may be empty.

    They raise `Raced` when the link is no longer the one that was read.
    """
    pk, sk = keys.ask_link(account_id)
    item = AskLinkItem(pk=pk, sk=sk, nonce=nonce)
    as_read: Condition = AskLinkItem.nonce == former if former else AskLinkItem.pk.does_not_exist()
    writes: list[Write] = [Save(item, as_read) if nonce else Delete(AskLinkItem(pk, sk), as_read)]
    if former:
        writes.append(Delete(AliasItem(*alias_key(token_of(former, secret), secret))))
    if nonce:
        alias = AliasItem(*alias_key(token_of(nonce, secret), secret), account_id=account_id)
        writes.append(Save(alias, AliasItem.pk.does_not_exist()))
    return writes


def is_still_open(account_id: str, nonce: str) -> Check:
    """Return the condition under which the link with this nonce is still open, for the act that it leads to."""
    return Check(AskLinkItem(*keys.ask_link(account_id)), AskLinkItem.nonce == nonce)


def end_of(items: dict[Key, Item], account_id: str, secret: str) -> list[Write]:
    """Return the writes that close the link of an account that ends; none while it is closed."""
    former = find_nonce(items, account_id)
    return change_of(account_id, former, "", secret) if former else []
