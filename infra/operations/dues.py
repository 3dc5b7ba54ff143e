"""The dues of stored delegations, computed again: `python -m infra.operations.dues recompute`.

A delegation is stored with the time of its next due. A version with a new kind of due, or another delay, computes other
times, which delegations already stored would get only at their next write, perhaps years too late. A deployment runs
this command. It reads the whole table, and writes only what has changed: delegations whose due is another, and accounts
that gave an access before there was a yearly reminder, which get the mark by which they are reminded.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from chalicelib import runtime
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.statuses import Status
from chalicelib.store.calls import each
from chalicelib.store.delegations import DelegationItem, from_item, renew_due
from chalicelib.store.reviews import mark_stored, marked_among
from infra.operations import environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.dues", description="When what is stored is due.")
    parser.add_argument("what", choices=["recompute"], help="compute again when each delegation is due")
    parser.parse_args(arguments)
    return environment.run(_recompute)


def _recompute() -> int:
    read = changed = 0
    given: dict[str, date] = {}
    for item in each(DelegationItem.scan()):
        context = runtime.context()
        read += 1
        changed += renew_due(item, context.policy, context.now)
        delegation = from_item(item)
        if delegation.status is Status.VALIDEE:
            given_on = day_in_paris(delegation.entered_at)
            given[delegation.delegant.account_id] = min(given_on, given.get(delegation.delegant.account_id, given_on))
    unmarked = given.keys() - marked_among(given)
    today = day_in_paris(runtime.now())
    marked = sum(mark_stored(account_id, given[account_id], today) for account_id in unmarked)
    print(f"{read} delegations read, {changed} of them due at another moment now; {marked} accounts to remind marked.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
