"""What a plain `chalice` command meets when it loads app.py: the local platform, or a configuration that is not whole.

Chalice has no other place for it; it says with AWS_CHALICE_CLI_MODE that it is the one that loads the application.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from infra.deploy.chalice_cli import PACKAGE
from infra.deploy.configure import missing, read_config
from infra.deploy.project import ROOT, Stopped, read_stage

_WANTS_IT_WHOLE = {"deploy", "package"}
_OF_THE_LOCAL_PLATFORM = ("authlib", "boto3", "flask")


def begin(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Go on as the command line asks: become the local platform, end with one line, or return and let Chalice go on."""
    asked = _read(arguments)
    if asked.command == "local":
        _become_the_local_platform(asked, environment)
    if asked.command in _WANTS_IT_WHOLE and PACKAGE not in environment:
        _require_whole(asked.stage)


def _become_the_local_platform(asked: argparse.Namespace, environment: Mapping[str, str]) -> None:
    if not all(map(find_spec, _OF_THE_LOCAL_PLATFORM)):
        sys.exit("Stopped. The local platform needs more than Chalice: `make run` installs it and starts the same.")
    os.chdir(ROOT)
    command = [sys.executable, "-m", "infra.local", "--port", asked.port]
    os.execve(sys.executable, command, _without(asked.stage, environment))  # noqa: S606 - ours


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read what matters here of Chalice's command line; it has read the whole of it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--project-dir")
    parser.add_argument("--stage", default="dev")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--host")
    parser.add_argument("command", nargs="?")
    asked, _ = parser.parse_known_args(list(arguments))
    return asked


def _without(stage: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out what Chalice has set: the stage's settings, which would lead to AWS, and its own mark."""
    of_stage = read_config()["stages"].get(stage, {}).get("environment_variables", {})
    return {
        name: value for name, value in environment.items() if name not in of_stage and name != "AWS_CHALICE_CLI_MODE"
    }


def _require_whole(stage: str) -> None:
    try:
        why = missing(read_stage(stage))
    except Stopped as stopped:
        why = str(stopped)
    if why:
        sys.exit(f"Stopped. {why}")
