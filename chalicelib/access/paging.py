"""Pages of a search (AuthZEN §8.2). A token is signed, and valid only for the search that it came from."""

import json
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature

from chalicelib.access.callers import Client
from chalicelib.access.shapes import MOST_RESULTS
from chalicelib.acts.search_access import Page
from chalicelib.context import Context
from chalicelib.http.operations import Call
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.signing import seal, unseal
from chalicelib.store.keys import digest

_RESULTS = 50
_LIFE = timedelta(days=1)
_SALT = "page-de-recherche"

Search = list[Any]
"""The identity of a search: the client, the type sought, and the entities given."""


def page_of(call: Call[Client], search: Search) -> Page:
    """Return the page asked for: its beginning, and its number of results, lowered to our limit."""
    wanted = call.body.get("page", {})
    limit = min(int(wanted.get("limit", _RESULTS)), MOST_RESULTS)
    token = wanted.get("token", "")
    return Page(_opened(call.context, search, token) if token else "", limit)


def token_after(context: Context, search: Search, last: str | None) -> str:
    """Return the token of the page after `last`; empty when there is none."""
    if last is None:
        return ""
    return seal([_digest_of(context, search), last], context.keys.sessions, _SALT, context.now)


def _opened(context: Context, search: Search, token: str) -> str:
    try:
        (search_digest, after), _ = unseal(token, context.keys.sessions, _SALT, context.now, _LIFE)
    except BadSignature:
        search_digest, after = "", ""
    if search_digest != _digest_of(context, search):
        raise Problem(HttpReason.CURSOR)
    return str(after)


def _digest_of(context: Context, search: Search) -> str:
    """Return the digest of a search for its token. A digest, because a search may contain an e-mail address."""
    return digest("search", json.dumps(search, default=vars), context.keys.lookup)
