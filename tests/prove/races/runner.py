"""`python -m tests.prove.races.runner --rounds N`: the races, against the AWS of the environment, told as JSON.

A process of its own, because the application reads the address of its AWS when it is imported. `platform.py` starts
it beside an embedded AWS.
"""

import argparse
import json
import logging
import sys
from unittest.mock import patch

from tests import cheap_passwords
from tests.prove.races.rounds import run
from tests.prove.races.stage import provision


def main() -> None:
    """Run them and print the results; progress and errors go to standard error."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--in-conflict", type=int, default=2, help="rounds of the races that meet conflicts")
    parser.add_argument("--only", default="", help="a part of the names of the races to run")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    cheap_passwords.install()
    # Slow on purpose, and nothing races in it.
    with (
        patch("chalicelib.acts.open_account.hash_password", return_value="hash"),
        patch("chalicelib.store.calls._LONGEST_WAIT", 0.1),
    ):
        provision()
        json.dump(run(options.rounds, options.in_conflict, options.only), sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
