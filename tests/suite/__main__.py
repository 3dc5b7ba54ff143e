"""`python -m tests.suite` runs every test; `python -m tests.suite quick` those that a change affects."""

import os
import signal
import sys

from tests.suite.jobs import JOBS
from tests.suite.quick import quick_jobs
from tests.suite.running import forget_copies, run

_WAITING = 3
"""How many more jobs than processors run at once: those against servers wait for them half of the time.

Two left two processors idle for a tenth of the run; three leave them no moment but the last ones.
"""


def main() -> int:
    """Run the tests; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no test process is left running
    forget_copies()
    jobs = quick_jobs() if sys.argv[1:] == ["quick"] else JOBS
    at_once = int(os.environ.get("JOBS") or (os.cpu_count() or 1) + _WAITING)
    return 0 if run(jobs, at_once) else 1


if __name__ == "__main__":
    sys.exit(main())
