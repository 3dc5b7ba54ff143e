"""The security headers of every response (docs/security.md)."""

import re
from collections.abc import Iterable
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
"""Headers as Chalice takes them: a list sets a header several times."""


def headers(settings: Settings, *, cached: bool = False, forms_lead_to: Iterable[str] = ()) -> Headers:
    """Return the headers of a response. Only files are cached: no browser or proxy may keep personal data.

    `forms_lead_to`: the addresses to which a form of this page redirects, besides the service's own.
    """
    caching = "public, max-age=86400" if cached else "no-store"
    policy = _policy([settings.psc_issuer, *forms_lead_to])
    return {**_headers(policy, is_local=settings.is_local), "Cache-Control": caching}


def headers_of_page_alone(page: str, *, is_local: bool = False) -> Headers:
    """Return the headers of a self-contained page, whose policy allows its own style only.

    API Gateway serves such pages in place of the application; the application serves one when it cannot read its keys.
    """
    styles = " ".join(source_of(style) for style in re.findall(r"(?s)<style>(.*?)</style>", page))
    policy = f"default-src 'none'; style-src {styles}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    return {**_headers(policy, is_local=is_local), "Cache-Control": "no-store"}


def _headers(policy: str, *, is_local: bool) -> Headers:
    transport = {} if is_local else {"Strict-Transport-Security": _TRANSPORT}
    return {"Content-Security-Policy": policy, **_HEADERS, **transport}


def _policy(forms_lead_to: Iterable[str]) -> str:
    """Return the policy, which allows the service's own content only.

    Forms may also lead to Pro Santé Connect, because signing out ends there. No file of script or image is allowed:
    the pages hold the script and the icon (`http/inline.py`).
    """
    others = [urlsplit(address) for address in forms_lead_to]
    origins = dict.fromkeys(f"{other.scheme}://{other.netloc}" for other in others if other.netloc)
    targets = " ".join(("'self'", *origins))
    known = inlined()
    return (
        f"default-src 'none'; style-src 'self' {known.style_source}; script-src {known.script_source}; "
        f"img-src data:; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
