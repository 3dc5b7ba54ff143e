"""A process that has imported everything: it carries out a command a line, as JSON, and writes its result.

Short form: by itself (`one_process.py`). Long form: it has opened no connection, and forks a child for each command. A
child that must crash ends by `os._exit` at the given call, before its request or after its answer.
"""

import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import email_validator  # noqa: F401 - each child would import it

from chalicelib.directory import comparison, shards
from chalicelib.store import calls
from chalicelib.store.calls import Busy
from chalicelib.templating import html_environment, text_environment
from tests import cheap_passwords, kept_templates
from tests.prove.crash_points.commands import COMMANDS, clients
from tests.prove.crash_points.one_process import OneProcess
from tests.prove.crash_points.stage import MailFolder, Stage

CRASHED = 70
Answered = Callable[[dict[str, Any]], dict[str, Any]]


def _child(command: dict[str, Any], stage: Stage, results: int) -> NoReturn:
    def end_at(point: str) -> None:
        if point == command.get("ends_at"):
            os._exit(CRASHED)

    try:
        stage.begin()
        result = COMMANDS[command["do"]](command, stage, end_at)
    except Busy:
        os._exit(CRASHED)
    except BaseException:
        result = {"error": traceback.format_exc()}
    with os.fdopen(results, "wb") as answer:
        answer.write(json.dumps(result).encode())
    os._exit(0)


def _forked(command: dict[str, Any], stage: Stage) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(command, stage, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as results:
        content = results.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == CRASHED:
        return {"crashed": True}
    result: dict[str, Any] = json.loads(content)
    return result


def _read_templates() -> None:
    """Compile the templates of the mails once for all children."""
    for environment in (html_environment(), text_environment()):
        for name in environment.list_templates():
            if name.startswith("mails/"):
                environment.get_template(name)


def _many_processes(mails: Path) -> Answered:
    """Return what carries a command out in a child."""
    stage = Stage(MailFolder(mails))
    clients()  # made once, before any connection: each child opens its own
    _read_templates()
    gc.disable()  # a collection in a child would copy the memory that it shares with its parent
    return lambda command: _forked(command, stage)


def main(mails: Path | None) -> None:
    """Answer commands until the input ends; `mails`: where MiniStack puts them, in the long form."""
    cheap_passwords.install()
    kept_templates.install()
    calls._FIRST_WAIT = 0  # no waits between tries
    for module in (shards, comparison):
        vars(module)["SHARDS"] = 2  # all of them alike
    comparison.TOGETHER = 2
    answered = _many_processes(mails) if mails else OneProcess().carried_out
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # keep the application's log out of the answers
    for line in sys.stdin:
        answers.write(json.dumps(answered(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
