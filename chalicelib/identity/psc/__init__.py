"""Pro Santé Connect: the sign-in by card, as an OpenID Connect relying party (code flow, PKCE)."""

from chalicelib.identity.psc.client import STATE_COOKIE, STATE_LIFE, SignedIn, Start, finish, logout_url, start
from chalicelib.identity.psc.faults import PscFailed, PscFault, PscRefused, PscUnavailable

__all__ = [
    "STATE_COOKIE",
    "STATE_LIFE",
    "PscFailed",
    "PscFault",
    "PscRefused",
    "PscUnavailable",
    "SignedIn",
    "Start",
    "finish",
    "logout_url",
    "start",
]
