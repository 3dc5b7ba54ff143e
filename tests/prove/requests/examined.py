"""A run of Schemathesis over one document: its failures, its answers, and its figures."""

import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemathesis.engine import events, from_schema

from tests.prove.figures import publish
from tests.whole import IS_WHOLE

log = logging.getLogger(__name__)

EXAMPLES = int(os.environ.get("API_EXAMPLES") or ("500" if IS_WHOLE else "6"))
"""Of each operation: `PROVE=1` asks for 500, `API_EXAMPLES` for any other number."""

METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]
"""What is tried where it is not declared: no gateway of AWS lets TRACE or QUERY through to the code."""

HEAD = ("phase", "operations", "requests", "answered 2xx", "refused 4xx", "answered 5xx", "seconds", "wrong")


@dataclass
class Examined:
    """The result of a run. `wrong`: failed checks, by title and operation; `reached`: successes by operation."""

    wrong: dict[str, str] = field(default_factory=dict)
    reached: Counter[str] = field(default_factory=Counter)
    statuses: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    operations: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    wrong_in: Counter[str] = field(default_factory=Counter)

    def note(self, event: events.ScenarioFinished) -> None:
        """Count a scenario, and record its failures."""
        phase = event.phase.value
        self.seconds[phase] += event.elapsed_time
        for name, said in _failures(event):
            if name not in self.wrong:
                self.wrong_in[phase] += 1
                log.warning("%s\n%s", name, said)  # at once, because a long run may be stopped
            self.wrong[name] = said
        for label, status in _answers(event):
            self.operations[phase].add(label)
            self.statuses[phase][status // 100] += 1
            if status < 300:
                self.reached[label] += 1

    def tell(self, section: str) -> None:
        """Print the figures, one line for each phase."""
        publish(section, HEAD, [self._row(phase) for phase in self.statuses])

    def _row(self, phase: str) -> list[object]:
        answered = self.statuses[phase]
        counted = [answered.total(), answered[2], answered[4], answered[5]]
        return [phase.lower(), len(self.operations[phase]), *counted, round(self.seconds[phase]), self.wrong_in[phase]]


def examine(schema: Any, section: str) -> Examined:
    """Run every phase over a document, and write the figures into a section of docs/proofs.md."""
    found, began = Examined(), time.monotonic()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.wrong[repr(event)[:200]] = repr(event)
        elif isinstance(event, events.ScenarioFinished):
            found.note(event)
        elif isinstance(event, events.PhaseFinished):
            log.warning("%s ended after %d s", event.phase.name.value, time.monotonic() - began)
    found.tell(section)
    return found


def labels(schema: Any) -> set[str]:
    """Return the method and path of every operation of a document."""
    return {operation.ok().label for operation in schema.get_all_operations()}


def _answers(event: events.ScenarioFinished) -> Iterator[tuple[str, int]]:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        if interaction.response is not None:
            yield recorder.cases[case_id].value.operation.label, interaction.response.status_code


def _failures(event: events.ScenarioFinished) -> Iterator[tuple[str, str]]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                sample = check.failure_info.code_sample[-2000:]
                yield f"{failure.operation}: {failure.title}", f"{failure.message}\n{sample}"
