"""Runs test jobs side by side, prints their progress, and lists failures and slow tests at the end."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from tests.suite.jobs import ROOT, Job
from tests.suite.notes import Note, read

SECONDS_BETWEEN_LINES = 15
SLOWEST = 15
_BYTECODE = str(ROOT / ".pytest_cache" / "bytecode")
"""Where the jobs, and the servers that they start, share the modules that one of them has compiled."""


def forget_copies() -> None:
    """Remove what was compiled of copies of the tree: they lie in temporary folders, each time in others."""
    shutil.rmtree(f"{_BYTECODE}{gettempdir()}", ignore_errors=True)


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": _BYTECODE, **kept, **more}


class Run:
    """A job that is running in its process, or has ended."""

    def __init__(self, job: Job, folder: Path) -> None:
        self.job = job
        self._notes, self._output = folder / f"{job.name}.notes", folder / f"{job.name}.txt"
        self._said = 0
        command = [sys.executable, "-m", "pytest", "-ra", "-p", "tests.suite.noting", *job.arguments]
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=ROOT,
                env=_environment(TESTS_NOTED=str(self._notes), TESTS_SECONDS=str(job.seconds)),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def progress(self) -> str:
        """The progress of the job."""
        count, notes = read(self._notes)
        return f"{self.job.name} {sum(note.over for note in notes)}/{count or '?'}"

    @property
    def notes(self) -> list[Note]:
        """The notes of the tests that have run."""
        return read(self._notes)[1]

    @property
    def output(self) -> str:
        """The output of pytest."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    @property
    def is_red(self) -> bool:
        """Whether the job failed, or ended before its last test."""
        count, notes = read(self._notes)
        return self.process.wait() != 0 or sum(note.over for note in notes) != count

    def newly_failed(self) -> list[str]:
        """Return the tests that have failed since the last call."""
        failed = list(dict.fromkeys(note.name for note in self.notes if note.outcome == "failed"))
        new, self._said = failed[self._said :], len(failed)
        return new


def run(jobs: Sequence[Job], at_once: int) -> bool:
    """Run every job in order, `at_once` at a time; return whether all passed."""
    begun = time.monotonic()
    with TemporaryDirectory() as folder, _ended_with_us() as runs:
        waiting = list(jobs)
        next_line = 0.0
        while waiting or any(one.process.poll() is None for one in runs):
            running = [one for one in runs if one.process.poll() is None]
            if waiting and len(running) < at_once:
                runs.append(Run(waiting.pop(0), Path(folder)))
                continue
            _say_failures(runs)
            if time.monotonic() >= next_line:
                _say(f"{time.monotonic() - begun:4.0f} s  " + " · ".join(one.progress for one in running))
                next_line = time.monotonic() + SECONDS_BETWEEN_LINES
            time.sleep(0.2)
        _say_failures(runs)
        _tell(runs, time.monotonic() - begun)
        return not any(one.is_red for one in runs)


@contextmanager
def _ended_with_us() -> Iterator[list[Run]]:
    runs: list[Run] = []
    try:
        yield runs
    finally:
        for one in runs:
            if one.process.poll() is None:
                one.process.terminate()
                one.process.wait()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the command says


def _say_failures(runs: Sequence[Run]) -> None:
    for one in runs:
        for name in one.newly_failed():
            _say(f"FAILED  {name}")


def _tell(runs: Sequence[Run], seconds: float) -> None:
    """Print the skipped tests, the slow ones, the failures in full, and the end of each job."""
    for one in sorted(runs, key=lambda one: one.is_red):
        _say(f"\n######## {one.job.name}\n{one.output if one.is_red else _summary(one.output)}")
    notes = sorted((note for one in runs for note in one.notes if note.over), key=lambda note: -note.seconds)
    _say("\n######## The slowest tests")
    for note in notes[:SLOWEST]:
        _say(f"{note.seconds:6.1f} s  {note.name}")
    _say("\n######## In all")
    for one in runs:
        _say(f"{'red  ' if one.is_red else 'green'}  {one.job.name}: {_last_line(one.output)}")
    outcomes = {note.name: note.outcome for one in runs for note in one.notes}
    for name, outcome in outcomes.items():
        if outcome == "failed":
            _say(f"FAILED  {name}")
    counts = Counter(outcomes.values())
    told = [f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped") if counts[outcome]]
    _say(f"{', '.join(told) or 'no test'} in {seconds:.0f} s")


def _summary(output: str) -> str:
    """Return pytest's output after its dots: figures of proofs, and skipped tests."""
    lines = output.splitlines()
    begins = max((number for number, line in enumerate(lines) if line.endswith("[100%]")), default=-1)
    return "\n".join(lines[begins + 1 :]).strip()


def _last_line(output: str) -> str:
    return next((line.strip("= ") for line in reversed(output.splitlines()) if line.strip()), "it said nothing")
