"""The steps of a sign-in: send the browser to Pro Santé Connect, check its return, and log out there.

In between, the browser keeps a signed cookie for ten minutes. It holds the state, the nonce and the PKCE verifier,
which tie the response, the id_token and the code to this browser's sign-in. The browser may read these secrets, because
they are its own; it cannot make them.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from itsdangerous import BadSignature

from chalicelib.identity.psc import transport
from chalicelib.identity.psc.authentication import Proof, fetch_for, proof_of
from chalicelib.identity.psc.faults import PscFault, PscRefused, PscUnavailable
from chalicelib.identity.psc.provider import Provider, json_object
from chalicelib.identity.psc.tokens import check_id_token, check_userinfo, signed_claims
from chalicelib.identity.psc.transport import Fetch, Response
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal, unseal

STATE_COOKIE = "psc"
"""Beginning of the name of the cookie that holds the state, for `sessions.cookie_name`; each sign-in has its own."""

STATE_LIFE = timedelta(minutes=10)

_SCOPE = "openid scope_all"
_OUTAGES = frozenset({"server_error", "temporarily_unavailable"})
_NOT_THIS_CLIENT = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True)
class Start:
    """The state, the URL to send the browser to, and the value of the cookie to set (for `STATE_LIFE`)."""

    state: str = field(repr=False)
    url: str
    state_cookie: str = field(repr=False)


@dataclass(frozen=True)
class SignedIn:
    """A proved sign-in. `id_token` serves only as a hint at logout."""

    userinfo: dict[str, Any] = field(repr=False)
    id_token: str = field(repr=False)
    acr: str


def start(settings: Settings, keys: Keyring, now: datetime, redirect_uri: str, fetch: Fetch = transport.fetch) -> Start:
    """Return the start of a sign-in that returns to `redirect_uri`; raises `PscUnavailable`."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    url = _with_query(
        Provider(settings, now, fetch).endpoint("authorization_endpoint"),
        {
            "response_type": "code",
            "client_id": settings.psc_client_id,
            "redirect_uri": redirect_uri,
            "scope": _SCOPE,
            "acr_values": settings.psc_acr_values,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        },
    )
    return Start(state, url, seal([state, nonce, verifier], keys.sessions, _salt(settings), now))


def finish(
    settings: Settings,
    keys: Keyring,
    now: datetime,
    redirect_uri: str,
    cookie: str,
    query: Mapping[str, str],
    fetch: Fetch | None = None,
) -> SignedIn:
    """Return the sign-in of a browser that returned to `redirect_uri` with `query`.

    `cookie` is the value of the state's cookie, empty when there is none; the caller clears it in any case. Raises
    `PscRefused` when the sign-in proves nothing, `PscUnavailable` when Pro Santé Connect does not respond correctly.
    """
    state, nonce, verifier = _opened(cookie, settings, keys, now)
    code = _code(query, state, settings)
    provider = Provider(settings, now, fetch or fetch_for(settings, keys))
    token_endpoint = provider.token_endpoint()
    proof = _proof(settings, keys, now, token_endpoint)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    headers = {"Accept": "application/json", **proof.headers}
    tokens = _tokens(provider.call("token_endpoint", headers, {**form, **proof.form}, token_endpoint))
    id_token = tokens.get("id_token")
    claims = signed_claims(id_token, provider.keys, PscFault.SIGNATURE)
    acr = check_id_token(claims, settings, nonce, now)
    userinfo = _userinfo(provider, tokens.get("access_token"))
    if userinfo.get("sub") != claims["sub"]:
        raise PscRefused(PscFault.USERINFO)
    return SignedIn(userinfo, str(id_token), acr)


def logout_url(
    settings: Settings,
    now: datetime,
    id_token_hint: str,
    post_logout_redirect_uri: str,
    state: str,
    fetch: Fetch = transport.fetch,
) -> str:
    """Return the URL that ends the session at Pro Santé Connect too; raises `PscUnavailable`."""
    return _with_query(
        Provider(settings, now, fetch).endpoint("end_session_endpoint"),
        {"id_token_hint": id_token_hint, "post_logout_redirect_uri": post_logout_redirect_uri, "state": state},
    )


def _opened(cookie: str, settings: Settings, keys: Keyring, now: datetime) -> tuple[str, str, str]:
    try:
        (state, nonce, verifier), _ = unseal(cookie, keys.sessions, _salt(settings), now, STATE_LIFE)
    except (BadSignature, TypeError, ValueError) as error:
        raise PscRefused(PscFault.STATE) from error
    return state, nonce, verifier


def _code(query: Mapping[str, str], state: str, settings: Settings) -> str:
    """Return the authorization code, after checking that the response belongs to this browser's sign-in."""
    returned = query.get("state", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(returned, state.encode()):
        raise PscRefused(PscFault.STATE)
    if query.get("iss", settings.psc_issuer) != settings.psc_issuer:  # RFC 9207
        raise PscRefused(PscFault.STATE)
    error = query.get("error")
    if error in _OUTAGES:
        raise PscUnavailable(PscFault.SERVER_ERROR)
    if error is not None:
        raise PscRefused(PscFault.DENIED)
    code = query.get("code", "")
    if not code or not code.isascii():
        raise PscRefused(PscFault.CODE)
    return code


def _tokens(response: Response) -> dict[str, Any]:
    content = json_object(response)
    if response.status == 200 and content is not None:
        return content
    if response.status == 400 and content is not None and content.get("error") == "invalid_grant":
        raise PscRefused(PscFault.CODE)
    # Anything else is a mistake of ours or of the provider, and then nobody can sign in.
    raise PscUnavailable(PscFault.INVALID_CLIENT if _rejects_us(response, content) else PscFault.TOKEN_ENDPOINT)


def _rejects_us(response: Response, content: dict[str, Any] | None) -> bool:
    """Whether the token endpoint rejects our client authentication (RFC 6749 §5.2)."""
    return response.status == 401 or (content or {}).get("error") in _NOT_THIS_CLIENT


def _proof(settings: Settings, keys: Keyring, now: datetime, audience: str) -> Proof:
    try:
        return proof_of(settings, keys, now, audience)
    except Exception as error:  # operations have set an unknown method or an unusable key
        raise PscUnavailable(PscFault.SETUP) from error


def _userinfo(provider: Provider, access_token: object) -> dict[str, Any]:
    if not isinstance(access_token, str) or not access_token:
        raise PscRefused(PscFault.TOKEN_ENDPOINT)
    response = provider.call("userinfo_endpoint", {"Authorization": f"Bearer {access_token}"})
    if response.status != 200:
        raise PscRefused(PscFault.USERINFO)
    if response.content_type == "application/jwt":
        claims = signed_claims(response.body.decode("ascii", "replace"), provider.keys, PscFault.USERINFO)
        check_userinfo(claims, provider.settings, provider.now)
        return claims
    content = json_object(response)
    if content is None:
        raise PscRefused(PscFault.USERINFO)
    return content


def _with_query(url: str, fields: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in fields.items() if value})
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _salt(settings: Settings) -> str:
    return f"psc:{settings.stage}"
