"""Pages of a search (AuthZEN §8.2): a token is signed, and good for the search that it came from alone."""

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
"""All that makes one search: who asks, what is sought, and of whom."""


def page_of(call: Call[Client], search: Search) -> Page:
    """Return the page asked for: where it begins, and a number of results, which we may lower."""
    wanted = call.body.get("page", {})
    limit = min(int(wanted.get("limit", _RESULTS)), MOST_RESULTS)
    token = wanted.get("token", "")
    return Page(_opened(call.context, search, token) if token else "", limit)


def token_after(context: Context, search: Search, last: str | None) -> str:
    """Return the token of the page after `last`; empty when there is none."""
    if last is None:
        return ""
    return seal([_named(context, search), last], context.keys.sessions, _SALT, context.now)


def _opened(context: Context, search: Search, token: str) -> str:
    try:
        (named, after), _ = unseal(token, context.keys.sessions, _SALT, context.now, _LIFE)
    except BadSignature:
        named, after = "", ""
    if named != _named(context, search):
        raise Problem(HttpReason.CURSOR)
    return str(after)


def _named(context: Context, search: Search) -> str:
    """Return what a token says of its search: nothing that could be read, for an address may be in it."""
    return digest("search", json.dumps(search, default=vars), context.keys.lookup)
