"""Ends a child process when its parent is gone, however the parent ended.

The parent alone holds the writing end of the child's standard input (see `children.py`). The kernel closes it with
the parent, be it by a clean exit, a crash or SIGKILL, and the child then reads the end of the file. This works on
every system, where Linux's PR_SET_PDEATHSIG does not. Standard library only: a child may run in another virtual
environment.
"""

import contextlib
import os
import signal
import threading
import time

_STANDARD_INPUT = 0
_SECONDS_TO_END = 3.0


def end_with_parent() -> None:
    """Watch standard input in the background, and end this process when the parent's end is closed."""
    threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    # os.read, not sys.stdin: a daemon thread caught inside a buffered reader makes the interpreter abort at exit.
    with contextlib.suppress(OSError):
        while os.read(_STANDARD_INPUT, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_SECONDS_TO_END)
    os._exit(1)
