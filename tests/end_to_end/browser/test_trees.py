"""The main pages as a screen reader has them, kept as text in trees/: a change of names, roles or order is seen.

`make trees` writes them again; read the difference before it is committed. These tests come first, because the other
tests of this folder change what the pages list; what they visit is inspected too, and `test_pages.py` says its faults.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.browser.states import STATES
from tests.end_to_end.browser.states.state import State
from tests.end_to_end.browser.visits import visit

TREES = Path(__file__).with_name("trees")

MAIN = (
    "connexion", "connexion, empty", "mot de passe oublié", "mon compte", "e-mail",
    "création", "création, mistyped", "création, known", "création, profils", "création, comptable, empty",
    "création, assistant_medical", "tableau, nothing found", "validation", "suppression, validée",
    "modification, validée", "lien: account of a remplaçant", "lien: accept", "lien: accept, box not ticked",
    "lien: does not know", "lien: expired", "reçues", "reçue, en cours", "reçue, validée", "pour le compte de",
    "renonciation", "aide",
)  # fmt: skip
"""The states whose trees are kept: each page that people meet in the user guide."""

_VARYING: Mapping[str, str] = {
    r"\n *- /url: .*": "",
    r"\d\d/\d\d(/\d{4})?": "jj/mm/aaaa",
    r'\n *- button "[^"]*jj/mm/aaaa[^"]*"': "",  # a usual period: which are offered depends on the day
    r"\d+ h \d\d": "hh h mm",
    r"\d+ (notifications?|jours?|mois)\b": r"N \1",
    r"Version \S+( \(\w+\))?": "Version N",
}
"""What differs from day to day, or from one version to another."""


def _kept() -> list[State]:
    found = {state.name: state for state in STATES}
    return [found[name] for name in MAIN]


@pytest.mark.parametrize("state", _kept(), ids=lambda state: state.name)
def test_a_main_page_sounds_as_it_did(state: State, stage: Stage) -> None:
    visit(stage, state)
    page = stage.tab(state.who).page
    tree = f"# {page.title()}\n{page.locator('body').aria_snapshot()}\n"
    for pattern, instead in _VARYING.items():
        tree = re.sub(pattern, instead, tree)
    path = TREES / f"{re.sub(r'[^a-zà-ÿ]+', '-', state.name)}.yaml"
    if os.environ.get("TREES") == "write":
        TREES.mkdir(exist_ok=True)
        path.write_text(tree, encoding="utf-8")
    assert tree == path.read_text(encoding="utf-8"), "read the difference; if it is meant: make trees"


def test_each_tree_is_that_of_a_page() -> None:
    assert {path.stem for path in TREES.iterdir()} == {re.sub(r"[^a-zà-ÿ]+", "-", name) for name in MAIN}
