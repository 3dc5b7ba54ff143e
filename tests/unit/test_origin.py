"""The origin under which failed sign-ins are counted: a caller cannot choose it."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.http.origin import origin_of
from chalicelib.settings import Settings

SEEN = "192.0.2.1"
LINE = "2001:db8:1:2::/64"
FORWARDED, CLOUDFRONT = "x-forwarded-for", "cloudfront-viewer-address"


def request_with(**headers: str) -> Any:
    """Return the part of Chalice's request that `origin_of` reads."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(context={"identity": {"sourceIp": SEEN}}, headers=given)


def test_no_header_gives_the_origin_unless_the_stage_names_one() -> None:
    claimed = request_with(x_forwarded_for="203.0.113.9", cloudfront_viewer_address="203.0.113.9:1", forwarded="for=x")
    assert origin_of(claimed, Settings()) == SEEN


@pytest.mark.parametrize(
    ("header", "value", "origin"),
    [
        (FORWARDED, "203.0.113.9", "203.0.113.9"),
        (FORWARDED, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (FORWARDED, "' or 1=1, 203.0.113.9:443", "203.0.113.9"),
        (FORWARDED, "[2001:db8:1:2::1]:443", LINE),
        (FORWARDED, "2001:0DB8:1:2:FFFF:0:0:1", LINE),
        (FORWARDED, "::ffff:203.0.113.9", "203.0.113.9"),
        (FORWARDED, "203.0.113.9, ", SEEN),
        (FORWARDED, "unknown", SEEN),
        (FORWARDED, "", SEEN),
        (CLOUDFRONT, "203.0.113.9:49152", "203.0.113.9"),
        (CLOUDFRONT, "2001:db8:1:2::1:4915", LINE),
        (CLOUDFRONT, "2001:db8:1:2::1:49152", LINE),
        (CLOUDFRONT, "2001:db8:1:3::1:4915", "2001:db8:1:3::/64"),
        (CLOUDFRONT, "::ffff:203.0.113.9:4915", "203.0.113.9"),
        (CLOUDFRONT, "x" * 8000, SEEN),
    ],
)
def test_the_proxys_own_entry_of_the_named_header_is_the_origin(header: str, value: str, origin: str) -> None:
    settings = Settings(trusted_origin_header=header)
    assert origin_of(request_with(**{header.replace("-", "_"): value}), settings) == origin


def test_a_request_that_bypasses_the_proxy_has_the_address_that_the_gateway_saw() -> None:
    assert origin_of(request_with(), Settings(trusted_origin_header=FORWARDED)) == SEEN


@pytest.mark.parametrize(
    ("seen", "origin"),
    [
        ("2001:db8:1:2::1", LINE),
        ("2001:db8:1:2:a:b:c:d", LINE),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("test-invoke-source-ip", "test-invoke-source-ip"),
    ],
)
def test_all_addresses_of_an_ipv6_line_that_the_gateway_saw_are_one_origin(seen: str, origin: str) -> None:
    request = SimpleNamespace(context={"identity": {"sourceIp": seen}}, headers={})
    assert origin_of(request, Settings()) == origin
