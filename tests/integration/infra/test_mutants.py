"""The modules, tests and explanations listed for `make mutants` exist."""

import pytest

from tests.mutants.explained import EXPLAINED
from tests.mutants.instead import ROOT
from tests.mutants.operators import mutants
from tests.mutants.targets import TARGETS
from tests.whole import IS_WHOLE, longer_in_prove


def test_every_named_module_and_test_exists() -> None:
    named = {*TARGETS, *(test for tests in TARGETS.values() for test in tests)}
    assert not [path for path in named if not (ROOT / path).exists()]


@longer_in_prove
@pytest.mark.skipif(not IS_WHOLE, reason="make prove looks for the mutants that are explained")
def test_every_explanation_matches_a_possible_mutant() -> None:
    paths = {name.split(" ", 1)[0] for name in EXPLAINED}
    made = {mutant.name for path in paths for mutant in mutants(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert set(EXPLAINED) <= made
