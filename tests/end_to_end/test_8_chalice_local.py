"""`chalice local` starts the whole service, and Ctrl-C ends it; a foreign provider may stand for Pro Santé Connect.

At that provider people sign in by card, in a real browser.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.children import HOST, free_port
from tests.end_to_end.local_platform import ROOT, SECONDS_TO_END, SECONDS_TO_START, carry, check_gone, stop, until

_SOURCE = Path(__file__).with_name("other_provider")
_FOLDER = ROOT / "build" / "other_provider"
_SECRET = "a-secret-for-this-run"
_KEPT = {name: os.environ[name] for name in ("HOME", "PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
_CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")

_IS_MISSING = not (_CHROMIUM and shutil.which("npm")) and not os.environ.get("CI")
signs_in_there = pytest.mark.skipif(_IS_MISSING, reason="needs Chromium and npm: sudo apt-get install chromium npm")


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


def _status(url: str) -> int:
    """Return how an address answers; 0 when nobody does."""
    try:
        return carry("GET", url, {}, "")[0]
    except OSError:
        return 0


@contextmanager
def _provider(application: str) -> Iterator[dict[str, str]]:
    """Run the provider, if there can be one; yield what tells the platform of it."""
    if _IS_MISSING:
        yield {}
        return
    port = free_port()
    issuer = f"http://{HOST}:{port}/auth/realms/esante-wallet"
    told = {
        "PORT": str(port),
        "REDIRECT_URI": f"{application}/connexion/retour",
        "POST_LOGOUT_REDIRECT_URI": f"{application}/connexion",
        "CLIENT_SECRET": _SECRET,
        "USERINFO": _userinfo(),
    }
    with subprocess.Popen(  # noqa: S603 - our own command
        [shutil.which("node") or "node", "provider.mjs"],
        cwd=_installed(),
        env={**_KEPT, **told},
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            discovery = f"{issuer}/.well-known/wallet-openid-configuration"
            until(lambda: _status(discovery), SECONDS_TO_START, "the provider did not start")
            yield {"LOCAL_PSC_ISSUER": issuer, "LOCAL_PSC_CLIENT_SECRET": _SECRET}
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of `chalice local`, with this provider, and end it by Ctrl-C."""
    folder, port = tmp_path_factory.mktemp("chalice"), free_port()
    url = f"http://{HOST}:{port}"
    command = [str(Path(sys.executable).with_name("chalice")), "local", "--port", str(port)]
    with _provider(url) as told, (folder / "said.txt").open("w", encoding="utf-8") as said:
        platform = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env={**_KEPT, **told, "TMPDIR": str(folder)}, stdin=subprocess.DEVNULL, stdout=said,
            stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            until(lambda: _status(f"{url}/connexion") == 200, SECONDS_TO_START, "the platform did not start")
            yield url
        finally:
            # As a terminal does. The command ends at once, and the platform that it has started a little later.
            children = stop(platform, lambda: os.killpg(platform.pid, signal.SIGINT))
    check_gone(children, SECONDS_TO_END)
    until(lambda: _status(f"{url}/connexion") == 0, SECONDS_TO_END, "the platform still answers")
    assert [path.name for path in folder.iterdir()] == ["said.txt"]


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


def test_chalice_local_serves_pages_mails_and_people(application: str) -> None:
    assert {_status(f"{application}/{path}") for path in ("connexion", "local", "local/mails")} == {200}


@signs_in_there
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


@signs_in_there
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
