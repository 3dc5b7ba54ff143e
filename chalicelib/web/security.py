"""Headers of every answer (docs/security.md)."""

from chalicelib.settings import Settings

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": _POLICY,
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
    given: Headers = dict(_HEADERS)
    given["Cache-Control"] = "public, max-age=86400" if cached else "no-store"
    if not settings.is_local:
        given["Strict-Transport-Security"] = _TRANSPORT
    return given
