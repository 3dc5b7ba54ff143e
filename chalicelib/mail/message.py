"""The message of a mail's row; its links are signed at this moment."""

from collections.abc import Mapping

from chalicelib import links
from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, ACCOUNT_PAGES, AccountMail
from chalicelib.domain.mails import LINKS, PAGES, MailKind
from chalicelib.links import AccountLinkFacts
from chalicelib.mail.asking import link_facts_of
from chalicelib.mail.compose import compose
from chalicelib.mail.content import content_of
from chalicelib.store.mails import OWNER, MailItem
from chalicelib.store.table import Item, Key


def message_of(context: Context, row: MailItem, recipient: str, items: dict[Key, Item]) -> bytes:
    """Return the whole message (MIME) of `row` to `recipient`; raises as `compose` does.

    `items` were read for it: mails that tell of several delegations have their facts from them.
    """
    facts = row.facts.as_dict()
    if row.party == OWNER:
        account_mail, content = AccountMail(row.mail_kind), content_of(row)
        if content is not None:
            facts |= content.facts_of(context, row, items)
        urls = _account_urls(context, row, account_mail)
        return compose(account_mail, facts, urls, recipient, row.id, context.now, context.settings)
    kind = MailKind(row.mail_kind)
    return compose(kind, facts, _urls(context, row, kind), recipient, row.id, context.now, context.settings)


def _urls(context: Context, row: MailItem, kind: MailKind) -> Mapping[str, str]:
    """Return the links of a mail by their purpose, and as « delegation » the page to which it leads."""
    facts = link_facts_of(row)
    urls = {
        purpose.value: _url(context, links.path(purpose, links.sign(purpose, facts, context.keys, context.now)))
        for purpose in LINKS.get(kind, ())
    }
    if kind in PAGES:
        urls["delegation"] = _url(context, PAGES[kind].format(row.about))
    return urls


def _account_urls(context: Context, row: MailItem, kind: AccountMail) -> Mapping[str, str]:
    """Return the link of a mail by its purpose, or as « page » the page to which it leads."""
    purpose = ACCOUNT_LINKS.get(kind)
    if purpose is None:
        return {"page": _url(context, ACCOUNT_PAGES[kind])} if kind in ACCOUNT_PAGES else {}
    token = links.sign_account(purpose, AccountLinkFacts(*row.link_facts), context.keys, context.now)
    # A row that the version before wrote holds what was chosen before the address, for the page behind the link.
    wish = row.facts.as_dict().get("souhait", "")
    path = links.path(purpose, token)
    return {purpose.value: _url(context, f"{path}?{wish}" if wish else path)}


def _url(context: Context, path: str) -> str:
    return f"{context.settings.public_base_url.rstrip('/')}{path}"
