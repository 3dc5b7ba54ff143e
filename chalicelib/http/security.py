"""Headers of every answer (docs/security.md)."""

import re
from urllib.parse import urlsplit

from chalicelib.http.inline import inlined, source_of
from chalicelib.settings import Settings

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TRANSPORT = "max-age=31536000; includeSubDomains"


Headers = dict[str, str | list[str]]
"""As Chalice takes them: a list sets a header several times."""


def headers(settings: Settings, *, cached: bool = False) -> Headers:
    """Return the headers of an answer; nothing personal is kept by a browser or a proxy, so only files are cached."""
    kept = "public, max-age=86400" if cached else "no-store"
    return {**_headers(_policy(settings), is_local=settings.is_local), "Cache-Control": kept}


def headers_of_page_alone(page: str, *, is_local: bool = False) -> Headers:
    """Return the same headers for a page made of nothing but itself, whose policy is made of its own style.

    API Gateway answers such pages in place of the application, and the application when it cannot read its keys.
    """
    styles = " ".join(source_of(style.encode()) for style in re.findall(r"(?s)<style>(.*?)</style>", page))
    policy = f"default-src 'none'; style-src {styles}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    return {**_headers(policy, is_local=is_local), "Cache-Control": "no-store"}


def _headers(policy: str, *, is_local: bool) -> Headers:
    transport = {} if is_local else {"Strict-Transport-Security": _TRANSPORT}
    return {"Content-Security-Policy": policy, **_HEADERS, **transport}


def _policy(settings: Settings) -> str:
    """Only what is the service's own; signing out by form goes on to Pro Santé Connect, so that is a target too.

    No file of script nor image is ever asked for: the one script and the icon stand in the pages (`http/inline.py`).
    """
    issuer = urlsplit(settings.psc_issuer)
    targets = f"'self' {issuer.scheme}://{issuer.netloc}" if issuer.netloc else "'self'"
    known = inlined()
    return (
        f"default-src 'none'; style-src 'self' {known.style_source}; script-src {known.script_source}; "
        f"img-src data:; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
