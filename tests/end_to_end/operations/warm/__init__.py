"""A `.venv` whose `python -m infra.…` is a fork of a process that has imported the libraries.

A command of operations does its work in a tenth of a second, after a third of one for Python, botocore and PynamoDB.
Our own modules are imported anew by each command, from the tree that it is typed in. `make prove` does without it.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_HERE = Path(__file__).parent
_COMMAND = '#!/bin/sh\nexec "{python}" -ISs "{client}" "{place}" "{python}" "$@"\n'


@contextmanager
def environment(place: Path, variables: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folder of the environment; `variables` are those of the process that forks."""
    commands = place / "bin"
    commands.mkdir(parents=True)
    (place / ".done").touch()
    (commands / "activate").write_text(f'export PATH="{commands}:$PATH"\n', encoding="utf-8")
    with TemporaryDirectory(prefix="warm-") as short:  # the path of a socket has a hundred characters
        asked = Path(short) / "asked"
        command = _COMMAND.format(python=sys.executable, client=_HERE / "client.py", place=asked)
        (commands / "python").write_text(command, encoding="utf-8")
        (commands / "python").chmod(0o755)
        with subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-m", f"{__name__}.server", asked, commands / "python"],
            env={**variables, "PYTHONPATH": str(_HERE.parents[3])},
            stdin=subprocess.PIPE,  # the server ends when this process does
            stdout=subprocess.PIPE,
        ) as server:
            try:
                assert server.stdout
                assert server.stdout.readline(), "no command can be run"
                yield place
            finally:
                server.terminate()
