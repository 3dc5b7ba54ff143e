"""`python child.py FILE`: one release, in a process of its own, in its tree.

It leaves a table in FILE, and says so. Then it reads the names of files, and says what it makes of the table in each.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import gc
import json
import os

from moto import mock_aws

import tests.conftest  # noqa: F401 - it sets the environment in which the application is imported
from tests.dynamodb.memory import hook, short_way
from tests.integration import botocore_speed, small_aws
from tests.integration.release import left
from tests.integration.release.found import Successor


def main(kept: str) -> None:
    """Do what the parent asks, each thing in a fork: the libraries are imported once."""
    with mock_aws():
        hook.install()
        short_way.install(small_aws.is_known)
        botocore_speed.install()
        gc.freeze()
        gc.set_threshold(100_000)
        if os.fork() == 0:
            Path(kept).write_text(left.write(left.leave()), encoding="utf-8")
            return
        assert os.wait()[1] == 0, "it left nothing"
        sys.stdout.write("left\n")
        sys.stdout.flush()
        tables = [left.read(Path(file).read_text(encoding="utf-8")) for file in json.loads(sys.stdin.readline())]
        facts = [Successor(table, left.to_ask(tables)).facts() for table in tables]
        sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
