"""When what is stored is due, computed again: `python -m infra.operations.dues recompute`.

A delegation is written with the moment at which time will next do something to it. A version that knows a new kind of
due, or another delay, computes another moment; what was written before would be met at the next writing, or years too
late. A deployment runs this by itself. It reads the whole table and writes only what is due at another moment.
"""

import argparse
import sys
from collections.abc import Sequence

from chalicelib import runtime
from chalicelib.store.calls import each
from chalicelib.store.delegations import DelegationItem, renew_due
from infra.operations import environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.dues", description="When what is stored is due.")
    parser.add_argument("what", choices=["recompute"], help="compute again when each delegation is due")
    parser.parse_args(arguments)
    return environment.run(_recompute)


def _recompute() -> int:
    read = changed = 0
    for item in each(DelegationItem.scan()):
        context = runtime.context()
        read += 1
        changed += renew_due(item, context.policy, context.now)
    print(f"{read} delegations read, {changed} of them due at another moment now.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
