"""The pages and mails of all the stories have valid HTML, correct typography, and no marks of spam.

These tests run last (conftest.py), after the visits of the pages.
"""

import re
import subprocess
from pathlib import Path
from typing import Literal

import pytest

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.mails import MailKind
from tests.end_to_end.browser import lens, needs, validator
from tests.end_to_end.browser.inspection import HEIGHT, unreadable
from tests.end_to_end.browser.letters import Letter, letters_of
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.browser.states import STATES
from tests.end_to_end.browser.states.state import State
from tests.end_to_end.browser.typography import slips
from tests.end_to_end.local_platform import ROOT

MAILS = ROOT / "templates" / "mails"
PHONE = 390
_BUTTONS = """() => [...document.querySelectorAll(".bouton a")].map((one) => {
  const { bottom, height } = one.getBoundingClientRect();
  return { label: one.innerText, bottom, height };
})"""
_BAND = """() => {
  const { backgroundColor, color } = getComputedStyle(document.querySelector(".bandeau"));
  return [backgroundColor, color];
}"""
SPAM = 1.0
_APART = "--cf=score MIXED_ES 0"
"""This rule takes French accents for disguise."""


@pytest.fixture(scope="module")
def letters(stage: Stage) -> list[Letter]:
    """Return one sent mail of each kind."""
    return letters_of(stage.world.platform)


def test_every_kind_of_mail_was_sent(letters: list[Letter]) -> None:
    kinds = {path.stem for path in MAILS.glob("[!_]*.jinja")}
    assert kinds == {*MailKind, *AccountMail}
    assert {letter.kind for letter in letters} == kinds


def test_pages_and_mails_are_valid_html(
    stage: Stage, letters: list[Letter], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    known = {"gateway", "API, whole", *(state.name for state in STATES)}
    assert _visited(request.session.items) <= stage.html.keys() <= known
    found = validator.errors({**stage.html, **{f"mail {letter.kind}": letter.html for letter in letters}}, tmp_path)
    assert not found, "\n".join(found)
    if not stage.html:
        pytest.skip("the mails are valid; no page was looked at in this run")


def _visited(items: list[pytest.Item]) -> set[str]:
    """Return the names of the states that this run looks at."""
    pages = [item for item in items if isinstance(item, pytest.Function) and item.path.name == "test_pages.py"]
    states = [item.callspec.params["state"] for item in pages if "state" in item.fixturenames]
    return {state.name for state in states if isinstance(state, State)}


def test_mails_are_well_typeset(letters: list[Letter]) -> None:
    found = [f"{letter.kind}: {slip}" for letter in letters for slip in slips(letter.text, letter.given)]
    assert not found, "\n".join(found)


def test_mails_fit_and_can_be_read_in_light_and_dark_windows(letters: list[Letter], stage: Stage) -> None:
    page, found = stage.still_tab(PHONE), list[str]()
    for letter in letters:
        page.set_content(letter.html)
        for scheme in ("light", "dark"):
            lens.colours(page, scheme)
            for width in (320, 360, 700):
                lens.resize(page, width, HEIGHT)
                found += [f"{letter.kind}, {scheme}, {width} px: {trouble}" for trouble in unreadable(page)]
    page.context.close()
    assert not found, "\n".join(found)


def test_the_buttons_of_a_mail_are_44_pixels_high_and_seen_at_once_on_a_phone(
    letters: list[Letter], stage: Stage
) -> None:
    page, found = stage.still_tab(PHONE), list[str]()
    for letter in letters:
        page.set_content(letter.html)
        for box in page.evaluate(_BUTTONS):
            if box["height"] < 44 or box["bottom"] > 740:
                found.append(f"{letter.kind}: {box}")
    page.context.close()
    assert not found, "\n".join(found)


def test_the_band_of_a_mail_is_painted_in_dark_windows_too(letters: list[Letter], stage: Stage) -> None:
    colours: dict[Literal["light", "dark"], str] = {"light": "rgb(0, 116, 156)", "dark": "rgb(0, 81, 109)"}
    for scheme, colour in colours.items():
        context = stage.chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.set_content(letters[0].html)
        assert page.evaluate(_BAND) == [colour, "rgb(255, 255, 255)"]
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light dark"
        context.close()


def test_mails_are_light(letters: list[Letter]) -> None:
    assert [letter.kind for letter in letters if len(letter.raw) > 30_000] == []


def test_mails_do_not_look_like_spam(letters: list[Letter]) -> None:
    command = [needs.tool("spamassassin", "spamassassin"), "--local", "--test-mode", "--mbox", _APART]
    mbox = b"".join(b"From sender@example.com Mon Jan  1 00:00:00 2024\n" + letter.raw + b"\n" for letter in letters)
    done = subprocess.run(command, input=mbox, capture_output=True, timeout=240, check=True)  # noqa: S603 - our own command
    reports = re.findall(r"X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?)\n\S", done.stdout.decode(), re.DOTALL)
    assert len(reports) == len(letters)
    assert [report for report in reports if float(report[0]) >= SPAM] == []
