"""What becomes of mutants: in functions on a stage (`stage.py`), else by importing them and their tests anew."""

import importlib
import json
import os
import sys
from collections.abc import Iterator, Sequence

from tests.mutants.instead import ROOT, Finder
from tests.mutants.operators import Mutant
from tests.mutants.processes import Code, Fate, end_of, forked, in_processes, silent

_LIBRARIES = (
    "pytest", "boto3", "botocore.session", "moto", "moto.dynamodb.models", "moto.ses.models",
    "moto.sesv2.models", "moto.ssm.models", "pynamodb.models", "pynamodb.transactions", "chalice.test", "chalice.local",
    "jinja2", "itsdangerous", "argon2", "email_validator", "joserfc.jwt",
)  # fmt: skip
_OPTIONS = ("-x", "-q", "-s", "-p", "no:cacheprovider", "--tb=no")


class Unsound(Exception):
    """The tests fail without any mutant: that they kill one says nothing."""


def import_libraries() -> None:
    """Import what every mutant needs, and nothing of ours: that is read by each of them."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for name in _LIBRARIES:
        importlib.import_module(name)


def fates(mutants: Sequence[Mutant], tests: Sequence[str], workers: int) -> Iterator[tuple[Mutant, Fate]]:
    """Run the tests against each mutant, so many at once; yields what became of it. Raises `Unsound`."""
    found = [test for test in dict.fromkeys(tests) if (ROOT / test).exists()]
    left = []
    for mutant, fate in _on_stage(mutants, found, workers):
        if fate is Fate.ELSEWHERE:
            left.append(mutant)
        else:
            yield mutant, fate
    yield from in_processes(left, lambda mutant: _anew(mutant, found), workers)


def _on_stage(mutants: Sequence[Mutant], tests: Sequence[str], workers: int) -> Iterator[tuple[Mutant, Fate]]:
    inlet, outlet = os.pipe()
    child = forked(lambda: _stage(mutants, tests, workers, outlet), limited=False)
    os.close(outlet)
    with os.fdopen(inlet, encoding="ascii") as told:
        for line in told:
            number, fate = json.loads(line)
            yield mutants[number], Fate(fate)
    if end_of(child) is not Fate.SURVIVED:
        raise Unsound


def _stage(mutants: Sequence[Mutant], tests: Sequence[str], workers: int, outlet: int) -> int:
    import pytest  # noqa: PLC0415 - imported before the fork, in a process of tests alone

    from tests.mutants.stage import Stage  # noqa: PLC0415 - it needs pytest

    def tell(mutant: Mutant, fate: Fate) -> None:
        os.write(outlet, f"{json.dumps([mutants.index(mutant), fate.value])}\n".encode("ascii"))

    silent()
    return int(pytest.main([*_OPTIONS, *tests], plugins=[Stage(mutants, workers, tell)]))


def _anew(mutant: Mutant, tests: Sequence[str]) -> int:
    import pytest  # noqa: PLC0415

    silent()
    sys.meta_path.insert(0, Finder({mutant.path: mutant.tree}))
    for test in tests:
        code = int(pytest.main([*_OPTIONS, test]))
        if code:
            return code
    return Code.NOT_NOTICED
