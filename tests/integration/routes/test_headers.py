"""The security of every answer: its headers, its Content Security Policy, its cookies."""

import base64
import hashlib
import re

from chalicelib.http.security import headers
from chalicelib.settings import settings
from tests.integration.world import Exchange


def test_every_answer_carries_the_security_headers(crawl: list[Exchange]) -> None:
    assert len(crawl) > 150
    for found in crawl:
        policy = found.header("content-security-policy")
        assert "default-src 'none'" in policy, found.path
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        opens_services = found.path.startswith("/pour-le-compte/") and found.status == 200
        assert re.findall(r"http[^ ;]*", policy) == (["https://paiements.example"] if opens_services else []), (
            found.path
        )
        assert found.header("x-content-type-options") == "nosniff"
        assert found.header("referrer-policy") == "no-referrer"
        assert found.header("strict-transport-security").startswith("max-age=")
        file = found.path.startswith("/static/") and found.status == 200
        assert found.header("cache-control") == ("public, max-age=86400" if file else "no-store"), found.path


def test_a_page_holds_only_the_script_and_the_style_of_its_policy(crawl: list[Exchange]) -> None:
    named: set[str] = set()
    for found in (one for one in crawl if one.header("content-type").startswith("text/html")):
        policy = found.header("content-security-policy")
        assert not re.search(r"<script[^>]*\ssrc=", found.body), found.path
        content_alone = re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", found.body)
        assert not re.search(r"\sstyle=|\son[a-z]+=", content_alone)
        uses = ("data-avec-cle|data-cle=", 'class="secret"|data-(regles|jour|relit|filtre)')
        assert found.body.count("<script") == 1 + sum(bool(re.search(use, content_alone)) for use in uses), found.path
        for kind, content in re.findall(r"(?s)<(script|style)\b[^>]*>(.*?)</\1>", found.body):
            source = f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
            assert re.search(rf"{kind}-src [^;]*{re.escape(source)}", policy), f"{kind} of {found.path}"
            named.add(kind)
    assert named == {"script", "style"}


def test_only_the_local_stage_allows_plain_http() -> None:
    assert "Strict-Transport-Security" not in headers(settings()._replace(stage="local"))
    for stage in ("test", "dev", "production"):
        assert "Strict-Transport-Security" in headers(settings()._replace(stage=stage))


def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(crawl: list[Exchange]) -> None:
    cookies = [value for found in crawl for name, value in found.headers if name.lower() == "set-cookie"]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; ")), cookie
