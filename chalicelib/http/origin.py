"""The network address that a request comes from, by which failures to sign in are counted."""

from ipaddress import ip_address
from typing import Any

from chalicelib.settings import Settings

_WITH_PORT = "cloudfront-viewer-address"
"""CloudFront writes `192.0.2.1:49152` and `2001:db8::1:4915`: the port looks like a part of the IPv6 address."""


def origin_of(request: Any, settings: Settings) -> str:
    """Return the caller's address: the one that API Gateway saw, or the one that the trusted proxy wrote.

    A caller can send any header, so none is read unless the stage names one that its proxy sets or appends to. In a
    list the right-most entry counts, because the proxy added it; the caller may have sent the others. An entry that is
    no address is ignored.
    """
    seen = str(request.context.get("identity", {}).get("sourceIp", ""))
    name = settings.trusted_origin_header
    entry = str(request.headers.get(name, "")).rpartition(",")[2].strip() if name else ""
    return _address(entry, has_port=name.lower() == _WITH_PORT) or seen


def _address(entry: str, *, has_port: bool) -> str:
    """Return the address of an entry, in one written form and without its port; empty when it is none."""
    if entry.startswith("["):
        text = entry[1:].partition("]")[0]
    elif has_port or entry.count(":") == 1:
        text = entry.rpartition(":")[0]
    else:
        text = entry
    try:
        return ip_address(text).compressed
    except ValueError:
        return ""
