"""Signing in by card at a foreign OpenID provider, in a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.local_platform import ROOT, SECONDS_TO_END, SECONDS_TO_START, until

_SOURCE = Path(__file__).with_name("other_provider")
_FOLDER = ROOT / "build" / "other_provider"
_SECRET = "a-secret-for-this-run"
_CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")

pytestmark = pytest.mark.skipif(
    not (_CHROMIUM and shutil.which("npm")) and not os.environ.get("CI"),
    reason="needs Chromium and npm: sudo apt-get install chromium npm",
)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _userinfo() -> str:
    """Return the userinfo of the first sample practitioner."""
    samples = ROOT / "infra" / "local" / "samples" / "practitioners.json"
    (person, *_) = json.loads(samples.read_text(encoding="utf-8"))
    return json.dumps({**person, "authMode": "CARD"})


def _installed() -> Path:
    """Install the provider, once for all runs."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "provider.mjs"):
        shutil.copy(_SOURCE / name, _FOLDER / name)
    if not (_FOLDER / "node_modules" / "oidc-provider").exists():
        npm = shutil.which("npm") or "npm"
        subprocess.run(  # noqa: S603 - our own command
            [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], cwd=_FOLDER, check=True
        )
    return _FOLDER


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the local platform, with this provider as Pro Santé Connect."""
    port, provider_port = _free_port(), _free_port()
    url, issuer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{provider_port}/auth/realms/esante-wallet"
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    told = {
        "PORT": str(provider_port),
        "REDIRECT_URI": f"{url}/connexion/retour",
        "POST_LOGOUT_REDIRECT_URI": f"{url}/connexion",
        "CLIENT_SECRET": _SECRET,
        "USERINFO": _userinfo(),
    }
    node = shutil.which("node") or "node"
    provider = subprocess.Popen(  # noqa: S603 - our own command
        [node, "provider.mjs"], cwd=_installed(), env={**kept, **told}, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    platform = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "infra.local", "--port", str(port)],
        cwd=ROOT,
        env={**kept, "LOCAL_PSC_ISSUER": issuer, "LOCAL_PSC_CLIENT_SECRET": _SECRET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        discovery = f"{issuer}/.well-known/wallet-openid-configuration"
        until(lambda: _answers(discovery), SECONDS_TO_START, "the provider did not start")
        until(lambda: _answers(f"{url}/connexion"), SECONDS_TO_START, "the platform did not start")
        yield url
    finally:
        for process in (platform, provider):
            process.terminate()
            process.wait(SECONDS_TO_END)
        if provider.stdin:
            provider.stdin.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page of Debian's Chromium."""
    context = browser.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()


def _sign_in(page: Page, application: str) -> None:
    page.goto(f"{application}/connexion")
    page.get_by_role("link", name="Vous connecter par carte CPS").click()
    page.get_by_role("button", name="Présenter ma carte").click()
    page.wait_for_url(f"{application}/compte")


def test_a_card_holder_signs_in_delegates_and_signs_out_of_both(application: str, page: Page) -> None:
    _sign_in(page, application)
    expect(page.locator("body")).to_contain_text("Mme Claire EXEMPLE")
    page.goto(f"{application}/delegations/nouvelle")
    page.get_by_label("Adresse e-mail").fill("zoe.nouvelle@exemple.fr")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("button", name="Choisir le profil Remplaçant")).to_be_visible()

    page.get_by_role("button", name="Me déconnecter").click()
    # The provider asks whether to end its own session too.
    page.wait_for_url("**/session/end**")
    page.goto(f"{application}/compte")
    assert page.url.startswith(f"{application}/connexion")


def test_a_replayed_answer_of_this_provider_opens_nothing(application: str, page: Page) -> None:
    returned: list[str] = []
    page.on("request", lambda request: returned.append(request.url) if "/connexion/retour" in request.url else None)
    _sign_in(page, application)
    assert len(returned) == 1

    page.context.clear_cookies()
    page.goto(returned[0])

    expect(page.locator("body")).to_contain_text("n’a pas abouti")
    page.goto(f"{application}/compte")
    assert page.url.startswith(f"{application}/connexion")
