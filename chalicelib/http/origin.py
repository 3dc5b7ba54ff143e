"""The network origin of a caller, by which failures to sign in are counted: an IPv4 address, or an IPv6 /64."""

from ipaddress import IPv6Address, ip_address
from typing import Any

from chalicelib.settings import Settings

_WITH_PORT = "cloudfront-viewer-address"
"""CloudFront writes `192.0.2.1:49152` and `2001:db8::1:4915`. The port could be mistaken for part of the address."""

_HOST_BITS = 64
"""The bits of an IPv6 address that the holder of a line chooses."""


def origin_of(request: Any, settings: Settings) -> str:
    """Return the caller's origin, by the address that API Gateway saw, or the one that the trusted proxy wrote.

    A caller can write any header, so none is read unless the stage names one that its proxy sets or appends to. The
    right-most entry of a list counts: the proxy has added it, and the caller may have written the others. An entry
    that is no address is ignored.
    """
    seen = str(request.context.get("identity", {}).get("sourceIp", ""))
    name = settings.trusted_origin_header
    entry = str(request.headers.get(name, "")).rpartition(",")[2].strip() if name else ""
    return _origin(_address(entry, has_port=name.lower() == _WITH_PORT)) or _origin(seen) or seen


def _address(entry: str, *, has_port: bool) -> str:
    """Return what stands for the address in an entry, without its port."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.rpartition(":")[0] if has_port or entry.count(":") == 1 else entry


def _origin(text: str) -> str:
    """Return the origin of an address, normalised; empty when the text is no address.

    One line has a whole /64 of IPv6, and chooses among its addresses as it likes. An IPv4 address written as IPv6 is
    itself.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return address.compressed
    mapped = address.ipv4_mapped
    return mapped.compressed if mapped else f"{IPv6Address(int(address) >> _HOST_BITS << _HOST_BITS)}/64"
