"""`python child.py write FILE`, `python child.py read FILE FILE`: one release, in a process of its own, in its tree.

`write` leaves a table; `read` says what the release makes of each of the tables that were left.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import json

from moto import mock_aws

import tests.conftest  # noqa: F401 - it sets the environment in which the application is imported
from tests.dynamodb.memory import hook, short_way
from tests.integration import botocore_speed, small_aws
from tests.integration.release import left
from tests.integration.release.found import Successor


def main(what: str, *files: str) -> None:
    """Do what the parent asks."""
    with mock_aws():
        hook.install()
        short_way.install(small_aws.is_known)
        botocore_speed.install()
        if what == "write":
            Path(files[0]).write_text(left.write(left.leave()), encoding="utf-8")
        else:
            facts = [Successor(left.read(Path(file).read_text(encoding="utf-8"))).facts() for file in files]
            sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
