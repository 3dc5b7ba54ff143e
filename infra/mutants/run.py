"""One process for each mutant, forked from one that has imported every library already: no start is paid twice."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from infra.mutants.operators import Mutant

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 420
_LIBRARIES = (
    "pytest", "boto3", "botocore.session", "moto", "moto.dynamodb.models", "moto.ses.models",
    "moto.sesv2.models", "moto.ssm.models", "pynamodb.models", "pynamodb.transactions", "chalice.test", "chalice.local",
    "jinja2", "itsdangerous", "argon2", "email_validator", "joserfc.jwt",
)  # fmt: skip
_NO_TESTS = 5
_MISUSE = 4


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    HUNG = "hung"
    SURVIVED = "survived"
    NOT_TRIED = "not tried"


def import_libraries() -> None:
    """Import what every mutant needs, and nothing of ours: that is read by each of them."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for name in _LIBRARIES:
        importlib.import_module(name)


def fates(mutants: Sequence[Mutant], tests: Sequence[str], workers: int) -> Iterator[tuple[Mutant, Fate]]:
    """Run the tests against each mutant, so many at once; yields what became of it."""
    waiting, running = list(reversed(mutants)), dict[int, Mutant]()
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop()
            running[_fork(mutant, [test for test in tests if (ROOT / test).exists()])] = mutant
        child, status = os.wait()
        yield running.pop(child), _fate(status)


def _fate(status: int) -> Fate:
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGALRM:
            return Fate.HUNG
        raise RuntimeError("somebody ended the tests of a mutant: that says nothing about it")
    code = os.WEXITSTATUS(status)
    if code in {_NO_TESTS, _MISUSE}:
        return Fate.NOT_TRIED
    return Fate.KILLED if code else Fate.SURVIVED


def _fork(mutant: Mutant, tests: Sequence[str]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.alarm(SECONDS)
        code = _run(mutant, tests)
    finally:
        os._exit(code)


def _run(mutant: Mutant, tests: Sequence[str]) -> int:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.meta_path.insert(0, _Finder(mutant))
    import pytest  # noqa: PLC0415 - imported before the fork, in a process of tests alone

    for test in tests:
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--tb=no", test]))
        if code:
            return code
    return 0


class _Finder(importlib.abc.MetaPathFinder):
    """Gives the mutant in the place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = mutant.path.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        """Return the broken module's specification, None for every other module."""
        if fullname != self._name:
            return None
        loader = _Loader(fullname, str(ROOT / self._mutant.path))
        loader.mutant = self._mutant
        return importlib.util.spec_from_file_location(fullname, loader.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles the tree of the mutant, not what stands in the file."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """Return the mutant's code."""
        return compile(self.mutant.tree, self.path, "exec")
