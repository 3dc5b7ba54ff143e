"""`python -m infra.local`: the whole service on one's own machine."""

import logging
import sys

from infra.local.children import DidNotStart
from infra.local.ending import Ending
from infra.local.options import read_options


def main() -> int:
    """Run the platform; return the exit code."""
    ending = Ending()
    options = read_options()
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING)
    from infra.local.run import run  # noqa: PLC0415 - slow to import: Ctrl-C is looked after first

    try:
        run(options, ending)
    except DidNotStart as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
