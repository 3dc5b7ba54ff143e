"""What a link of a mail opens now, or why it opens nothing. Its token is checked and never printed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from chalicelib import links
from chalicelib.acts.account_links import account_to_join, follow_account_link
from chalicelib.acts.ask_by_address import follow_mailed_link
from chalicelib.acts.follow_ask_link import follow_ask_link
from chalicelib.acts.follow_link import Dead, DeadLink, follow
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.http.parameters import decoded
from chalicelib.links import BadLink
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import find, read

WHY: Mapping[Dead, str] = {
    Dead.FORGED: "it is not whole, or not ours: was it cut, or copied by hand? Or its key was withdrawn",
    Dead.OTHER_PURPOSE: "its token belongs to another button: one address was made of two",
    Dead.EXPIRED: "it is too old; another one must be asked for",
    Dead.OUTDATED: "a newer mail replaces it (sent again, changed, or a new address): use that one",
    Dead.EMPTY: "the délégant has lost every structure of the delegation; he must change it",
    Dead.DELETED: "the délégant has deleted the delegation",
    Dead.WITHDRAWN: "the délégué has withdrawn, or given up",
    Dead.USED: "it was answered, or used, already",
    Dead.JOINED: "the account was joined to another one: sign in with the card",
    Dead.PURGED: "nobody answered, or validated, in time; the délégant must ask again",
    Dead.OVER: "the delegation is over and forgotten",
    Dead.REDIRECTED: "the délégant has corrected the address: the demand is somebody else's now",
    Dead.ANSWERED_EARLIER: "it belongs to an earlier demand or change, which was answered",
    Dead.INELIGIBLE: "the délégué has a liberal activity of his own: he is no exclusive remplaçant",
    Dead.NOT_ASKABLE: "a personal link that was closed, renewed or cut, or whose owner may not delegate any more",
    Dead.VALIDATED: "the delegation is validated: it is given up in the space, no longer withdrawn",
    Dead.CHANGE_ACCEPTED: "the change was accepted already",
    Dead.CHANGE_REFUSED: "the change was refused already",
    Dead.CHANGE_LAPSED: "nobody answered the change in time; what held before holds on",
    Dead.CHANGE_REPLACED: "a later change replaces it: use the newer mail",
}

_TO_WHOM: Mapping[AccountPurpose, str] = {
    AccountPurpose.CONFIRM_ADDRESS: ", to whoever signs in to the account that asked for the address",
    AccountPurpose.JOIN: ", to whoever signs in by card to the account that asked",
}
"""Who must be signed in at the page of a link; the pages of the other links need nobody."""

_ANY_AGE = timedelta(days=36_500)


class Opened(NamedTuple):
    """What is told of a link, and the account that it was sent to; empty when not even that is known."""

    lines: list[str]
    account_id: str = ""


def explain(url: str, context: Context) -> Opened:
    """Return what a link opens; a mail reader may have broken it into lines."""
    parts = [decoded(part) or "" for part in urlsplit("".join(url.split())).path.split("/") if part]
    *_, before, name, token = ["", "", "", *parts]
    purpose = links.purpose_named(name)
    if before == "lien" and purpose:
        return _of_delegation(purpose, token, context)
    if name in set(AccountPurpose):
        return _of_account(AccountPurpose(name), token, context)
    if "demande" in parts[:-1]:
        return _of_asking(parts[parts.index("demande") + 1], context)
    for place, side in (("delegations", "délégant"), ("recues", "délégué")):
        if place in parts[:-1]:
            return _page(parts[parts.index(place) + 1], side)
    return Opened(["link       none of ours: give the whole address, as the mail has it"])


def _of_delegation(purpose: Purpose, token: str, context: Context) -> Opened:
    try:
        facts = links.read(purpose, token, context.keys, context.now)
    except BadLink as error:
        return Opened([f"link       {purpose}", f"opens      nothing: {WHY[Dead(error.fault.value)]}"])
    line = f"link       {purpose}, delegation {facts.delegation_id}, terms {facts.terms_version}"
    try:
        follow(context, purpose, token)
    except DeadLink as dead:
        status = f" ({dead.status})" if dead.status else ""
        return Opened([line, f"opens      nothing: {WHY[dead.why]}{status}"], facts.account_id)
    return Opened([line, "opens      its page"], facts.account_id)


def _of_account(purpose: AccountPurpose, token: str, context: Context) -> Opened:
    line = f"link       {purpose}"
    try:
        facts = links.read_account(purpose, token, context.keys, context.now, _ANY_AGE)
    except BadLink as error:
        return Opened([line, f"opens      nothing: {WHY[Dead(error.fault.value)]}"])
    # An address asks for itself, whether or not it has an account: the request is under an id that no account has.
    account_id = "" if purpose is AccountPurpose.ASK else facts.account_id
    try:
        account_id = _follow(context, purpose, token) or account_id
    except DeadLink as dead:
        return Opened([line, f"opens      nothing: {WHY[dead.why]}"], account_id)
    return Opened([line, f"opens      its page{_TO_WHOM.get(purpose, '')}"], account_id)


def _follow(context: Context, purpose: AccountPurpose, token: str) -> str:
    """Follow a link as its page does; return the account to which it leads, empty for an address without one."""
    if purpose is AccountPurpose.ASK:
        account = follow_mailed_link(context, token).account
        return account.id if account else ""
    landing = follow_account_link(context, purpose, token)
    if purpose is AccountPurpose.JOIN:
        account_to_join(landing)
    return landing.head.account.id


def _of_asking(token: str, context: Context) -> Opened:
    line = "link       the personal link by which a délégant is asked"
    try:
        askable = follow_ask_link(context, None, token)
    except DeadLink as dead:
        return Opened([line, f"opens      nothing: {WHY[dead.why]}"])
    return Opened([line, "opens      its page, but not to whom its délégant has blocked"], askable.account_id)


def _page(delegation_id: str, side: str) -> Opened:
    key = keys.delegation(delegation_id)
    item = find(read([key]), DelegationItem, key)
    line = f"link       a page of the {side}, delegation {delegation_id}"
    if item is None:
        return Opened([line, "opens      nothing: the delegation is gone (`outbox life` says how)"])
    delegation = from_item(item)
    account_id = delegation.delegant.account_id if side == "délégant" else delegation.delegue.account_id
    return Opened([line, f"opens      its page, to whoever signs in as the {side}"], account_id)
