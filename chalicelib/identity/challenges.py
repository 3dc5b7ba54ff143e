"""The challenges that passkeys sign: sealed texts, so that nothing is stored for a page that nobody uses.

A challenge is made for one purpose and one holder: a session, or a browser before its sign-in. Whoever takes an answer
to it stores its nonce, once (`store/passkeys.py`).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature

from chalicelib.keyring import Keyring
from chalicelib.signing import seal_text, unseal_text


class Purpose(StrEnum):
    """What an answer to a challenge is for."""

    ADD = "ajouter"
    SIGN_IN = "connexion"


LIVES: Mapping[Purpose, timedelta] = {Purpose.ADD: timedelta(minutes=5), Purpose.SIGN_IN: timedelta(minutes=10)}
"""How long after its page was shown a challenge may be answered."""


class BadChallenge(Exception):
    """A challenge is not ours, was made for another purpose or another holder, or is too old."""


def new_challenge(purpose: Purpose, holder: str, keys: Keyring, now: datetime) -> str:
    """Return a challenge for `holder`, the id of a session or of a browser before its sign-in."""
    return seal_text(secrets.token_urlsafe(24), keys.sessions, _salt(purpose, holder), now)


def nonce_of(challenge: str, purpose: Purpose, holder: str, keys: Keyring, now: datetime) -> str:
    """Return the nonce of a challenge that may still be answered; raise `BadChallenge` for any other text."""
    try:
        return unseal_text(challenge, keys.sessions, _salt(purpose, holder), now, LIVES[purpose])
    except BadSignature as error:
        raise BadChallenge from error


def _salt(purpose: Purpose, holder: str) -> str:
    return f"cle-acces:{purpose}:{holder}"
