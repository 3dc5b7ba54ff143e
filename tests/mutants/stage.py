"""The tests imported once: then one fork for each mutant, which puts its code on and runs the tests that reach it.

A first run, without any mutant, notes which test reaches which function and what it takes: whatever is done to a
function, a test that never calls it notices nothing. The quickest go first.
"""

import ast
import builtins
import gc
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from types import CodeType

import pytest

from tests.mutants.instead import (
    Finder,
    Functions,
    Place,
    broken_constant,
    broken_functions,
    functions_of,
    give,
    place_of,
    put_on,
    right,
    standing,
)
from tests.mutants.operators import Mutant
from tests.mutants.processes import Code, Fate, end_after, end_of, forked, in_processes

_NOTE = "note_that_it_is_reached"

_PATIENCE = 30
"""How many times what it took without any mutant, and no less than so many seconds, a test may take before it hangs."""


class Stage:
    """A plugin of pytest, whose loop over the tests is one over the mutants; `tell` is told what became of each."""

    def __init__(self, mutants: Sequence[Mutant], workers: int, tell: Callable[[Mutant, Fate], None]) -> None:
        self._mutants, self._workers, self._tell = mutants, workers, tell
        self._reached: dict[Place, set[int]] = {}
        self._at_import: set[Place] = set()
        self._seconds: dict[int, float] = {}
        self._functions: Functions = {}
        self._test: int | None = None
        vars(builtins)[_NOTE] = self._note
        sys.meta_path.insert(0, Finder({path: _noting(path) for path in {mutant.path for mutant in mutants}}))

    def _note(self) -> None:
        place = place_of(sys._getframe(1).f_code)
        if self._test is None:
            self._at_import.add(place)
        else:
            self._reached.setdefault(place, set()).add(self._test)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests without any mutant, then for each of them those that reach it."""
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "notes"
            if end_of(forked(lambda: self._rehearse(session, notes))) is not Fate.SURVIVED:
                raise session.Failed("the tests fail without any mutant")
            self._reached, self._seconds = pickle.loads(notes.read_bytes())  # noqa: S301 - our own fork wrote it
        self._functions = functions_of({mutant.path for mutant in self._mutants})
        gc.freeze()  # what a fork leaves alone is not copied for it
        for mutant, fate in in_processes(self._mutants, lambda mutant: self._play(session, mutant), self._workers):
            self._tell(mutant, fate)
        return True

    def _rehearse(self, session: pytest.Session, notes: Path) -> int:
        """Run every test, and write down which functions each of them reaches and what it takes."""
        for number, item in enumerate(session.items):
            self._test, began = number, time.process_time()
            _run(item, session.items[number + 1 : number + 2])
            self._seconds[number] = time.process_time() - began
            if session.shouldfail:
                return Code.NOTICED
        notes.write_bytes(pickle.dumps((self._reached, self._seconds)))
        return Code.NOT_NOTICED

    def _play(self, session: pytest.Session, mutant: Mutant) -> int:
        """Put a mutant on and run the tests that reach it."""
        codes = broken_functions(mutant.path, mutant.tree)
        is_on = self._put_on(mutant, codes)
        numbers = self._seconds if codes is None else {one for place in codes for one in self._reached.get(place, ())}
        tests = sorted(numbers, key=self._seconds.__getitem__) if is_on else []
        for number, following in zip_longest(tests, tests[1:]):
            end_after(_PATIENCE * max(1.0, self._seconds[number]))
            _run(session.items[number], [] if following is None else [session.items[following]])
            if session.shouldfail:
                return Code.NOTICED
        if not codes or not is_on or self._at_import & set(codes):
            return Code.ELSEWHERE
        return Code.NOT_NOTICED if tests else Code.NOT_REACHED

    def _put_on(self, mutant: Mutant, codes: Mapping[Place, CodeType] | None) -> bool:
        """Break what stands; return False when that takes a new import."""
        module = standing(mutant.path)
        if module is None:
            sys.meta_path.insert(0, Finder({mutant.path: mutant.tree}))
            return True
        if codes:
            return put_on(codes, self._functions)
        return give(module, broken_constant(mutant.path, mutant.tree))


def _run(item: pytest.Item, following: Sequence[pytest.Item]) -> None:
    item.ihook.pytest_runtest_protocol(item=item, nextitem=following[0] if following else None)


def _noting(path: str) -> ast.Module:
    """Return the tree of a module whose functions say that they are reached."""
    tree = right(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            (call,) = ast.parse(f"{_NOTE}()").body
            node.body.insert(1 if ast.get_docstring(node) is not None else 0, ast.copy_location(call, node.body[0]))
    return ast.fix_missing_locations(tree)
