"""Codes and access tokens: kept in memory, for a short time."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.psc.client import Client

CODE_SECONDS = 60
TOKEN_SECONDS = 120
ACR = "eidas1"


@dataclass(frozen=True)
class Identity:
    """A person who signed in, and his means: the content of the userinfo."""

    userinfo: Mapping[str, Any]

    @property
    def sub(self) -> str:
        """The subject of the id_token."""
        return str(self.userinfo["sub"])


@dataclass(frozen=True)
class Code:
    """An authorization code: who signed in, and the request that it answers."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    identity: Identity
    auth_time: int
    created: float = field(default_factory=time.monotonic)

    @property
    def is_expired(self) -> bool:
        """Whether it is too late to exchange it."""
        return time.monotonic() > self.created + CODE_SECONDS

    def get_redirect_uri(self) -> str:
        """Return the redirect URI it was sent to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return what it gives access to."""
        return self.scope

    def get_nonce(self) -> str:
        """Return the nonce of the request."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Return when the person signed in."""
        return self.auth_time

    def get_acr(self) -> str:
        """Return how strongly the person was identified."""
        return ACR

    def get_amr(self) -> None:
        """Return nothing: the means is in the userinfo's `authMode`."""


@dataclass(frozen=True)
class Token:
    """An access token to the userinfo of one person."""

    value: str
    scope: str
    client: Client
    identity: Identity
    created: float = field(default_factory=time.monotonic)

    def is_expired(self) -> bool:
        """Whether its two minutes are over."""
        return time.monotonic() > self.created + TOKEN_SECONDS

    def is_revoked(self) -> bool:
        """Whether it was taken back; none ever is."""
        return False

    def get_scope(self) -> str:
        """Return what it gives access to."""
        return self.scope

    def get_user(self) -> Identity:
        """Return whose userinfo it opens."""
        return self.identity

    def get_client(self) -> Client:
        """Return who holds it."""
        return self.client


class Memory:
    """The codes not yet exchanged and the tokens given."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()

    def keep_code(self, code: Code) -> None:
        """Keep a code until it is taken."""
        with self._lock:
            self._codes[code.code] = code

    def take_code(self, code: str, client_id: str) -> Code | None:
        """Return a code and forget it, even if the attempt fails: there is no second one."""
        with self._lock:
            taken = self._codes.pop(code, None)
        return taken if taken and taken.client_id == client_id and not taken.is_expired else None

    def keep_token(self, token: Token) -> None:
        """Keep a token."""
        with self._lock:
            self._tokens[token.value] = token

    def token(self, value: str) -> Token | None:
        """Return a token, expired or not."""
        return self._tokens.get(value)
