"""Headers of every answer (docs/security.md)."""

from urllib.parse import urlsplit

from chalicelib.http.inline import inlined
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
    given: Headers = {"Content-Security-Policy": _policy(settings), **_HEADERS}
    given["Cache-Control"] = "public, max-age=86400" if cached else "no-store"
    if not settings.is_local:
        given["Strict-Transport-Security"] = _TRANSPORT
    return given


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
