"""One process for each mutant, so that its damage ends with it."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, IntEnum

from tests.mutants.operators import Mutant

_CPU_SECONDS = 300
"""Of the processor, so that what else the machine does hangs nobody's tests."""

_SECONDS = 1800


class Fate(Enum):
    """The result of a mutant."""

    KILLED = "killed"
    HUNG = "hung"
    SURVIVED = "survived"
    NOT_TRIED = "not tried"
    ELSEWHERE = "only a new import of the tests tells"


class Code(IntEnum):
    """How the process of a mutant ends; the first ones are pytest's."""

    NOT_NOTICED = 0
    NOTICED = 1
    MISUSE = 4
    NOT_REACHED = 5
    ELSEWHERE = 99


_FATES: Mapping[int, Fate] = {
    Code.NOT_NOTICED: Fate.SURVIVED,
    Code.MISUSE: Fate.NOT_TRIED,
    Code.NOT_REACHED: Fate.NOT_TRIED,
    Code.ELSEWHERE: Fate.ELSEWHERE,
}


def in_processes(
    mutants: Sequence[Mutant], run: Callable[[Mutant], int], workers: int
) -> Iterator[tuple[Mutant, Fate]]:
    """Fork for each mutant, `workers` at once, and yield what the `Code` that `run` returns there says."""
    waiting, running = list(reversed(mutants)), dict[int, Mutant]()
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop()
            running[forked(lambda mutant=mutant: run(mutant))] = mutant  # type: ignore[misc]
        child, status = os.wait()
        yield running.pop(child), _fate(status)


def forked(run: Callable[[], int], *, limited: bool = True) -> int:
    """Return the process that ends with what `run` returns there, or when it has taken too long."""
    child = os.fork()
    if child:
        return child
    code = int(Code.NOTICED)
    try:
        if limited:
            signal.alarm(_SECONDS)
            end_after(_CPU_SECONDS)
        code = run()
    finally:
        os._exit(code)


def end_after(seconds: float) -> None:
    """End this process after this many more seconds of processor time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def end_of(child: int) -> Fate:
    """Wait for a process, and return the fate that its end shows."""
    return _fate(os.waitpid(child, 0)[1])


def _fate(status: int) -> Fate:
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGPROF}:
            return Fate.HUNG
        raise RuntimeError("somebody ended the tests of a mutant: that says nothing about it")
    return _FATES.get(os.WEXITSTATUS(status), Fate.KILLED)


def silent() -> None:
    """Redirect the standard input and outputs of this process to the null device."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
