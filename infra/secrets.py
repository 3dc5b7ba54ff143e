"""`python -m infra.secrets STAGE init | add NAME | use NAME | withdraw NAME`: the application's keys in SSM.

Lists begin with the oldest key, and the last key signs (chalicelib/keyring.py). Instances read them every five minutes,
so every instance must know a new key before any signs with it:

    add links        a new key, accepted and not yet used
    (six minutes)
    use links        the new key signs; the older ones are still accepted
    (as long as a link lives)
    withdraw links   the oldest key is no longer accepted
"""

import argparse
import getpass
import json
import secrets
import sys
from typing import Any

from botocore.exceptions import ClientError

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, read_stage

LISTS = ("links", "sessions")
Keys = dict[str, Any]


def new_keys(psc_client_secret: str) -> Keys:
    """Return a fresh set of keys."""
    return {name: [_key()] for name in LISTS} | {"lookup": _key(), "psc_client_secret": psc_client_secret}


def add(keys: Keys, name: str) -> Keys:
    """Return the keys with a new one of a kind, placed before the one that signs: accepted and not yet used."""
    *older, signing = keys[name]
    return {**keys, name: [*older, _key(), signing]}


def use(keys: Keys, name: str) -> Keys:
    """Return the keys such that the one added last signs; raise `Stopped` when there is none."""
    if len(keys[name]) < 2:
        raise Stopped(f"There is no second key in “{name}”: add one first.")
    *older, added, signing = keys[name]
    return {**keys, name: [*older, signing, added]}


def withdraw(keys: Keys, name: str) -> Keys:
    """Return the keys without the oldest of a kind; raise `Stopped` when it is the only one."""
    if len(keys[name]) < 2:
        raise Stopped(f"The only key of “{name}” cannot be withdrawn: it signs.")
    return {**keys, name: keys[name][1:]}


_CHANGES = {"add": add, "use": use, "withdraw": withdraw}


def _key() -> str:
    return secrets.token_urlsafe(32)


class Parameter:
    """The SSM parameter of a stage."""

    def __init__(self, client: Any, stage: Stage) -> None:
        self._client = client
        self._name = stage.secrets_parameter

    def create(self, keys: Keys) -> None:
        """Write the first keys; raise `Stopped` when some exist, since they and every link would be lost."""
        try:
            self._put(keys, overwrite=False)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterAlreadyExists":
                raise
            raise Stopped(f"{self._name} exists already; nothing was changed.") from error

    def change(self, what: str, name: str) -> list[int]:
        """Apply one step of a rotation."""
        try:
            found = self._client.get_parameter(Name=self._name, WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterNotFound":
                raise
            raise Stopped(f"{self._name} does not exist: run init first.") from error
        keys = _CHANGES[what](json.loads(found["Parameter"]["Value"]), name)
        self._put(keys, overwrite=True)
        return [len(keys[each]) for each in LISTS]

    def _put(self, keys: Keys, *, overwrite: bool) -> None:
        value = json.dumps(keys)
        self._client.put_parameter(Name=self._name, Type="SecureString", Value=value, Overwrite=overwrite)


def main(arguments: list[str]) -> int:
    """Run the command; return 1 with one message when it stops."""
    parser = argparse.ArgumentParser(prog="python -m infra.secrets", description="Write or rotate the keys of a stage.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    parser.add_argument("what", choices=["init", *_CHANGES], help="the first keys, or one step of a rotation")
    parser.add_argument("name", nargs="?", choices=LISTS, help="which keys")
    command.add_confirmation(parser)
    options = parser.parse_args(arguments)
    if (options.what == "init") == bool(options.name):
        parser.error("init takes no name, the others take one")
    return command.run(lambda: _run(read_stage(options.stage), options))


def _run(stage: Stage, options: argparse.Namespace) -> int:
    clients = Clients()
    command.say_where(stage.name, stage.table, clients)
    parameter = Parameter(clients.client("ssm"), stage)
    if options.what == "init":
        parameter.create(new_keys(_ask(stage)))
    else:
        if options.what == "withdraw":
            command.confirm(stage.name, "the stage whose oldest key to withdraw", stage.name, options.confirm)
        parameter.change(options.what, options.name)
    print(f"Written: {stage.secrets_parameter}. Every instance knows it within five minutes.")
    return 0


def _ask(stage: Stage) -> str:
    """Return the only secret that we do not choose, typed at a terminal or read from the input."""
    if not stage.environment.get("PSC_CLIENT_ID"):
        return ""
    if sys.stdin.isatty():
        return getpass.getpass("Client secret given by Pro Santé Connect: ").strip()
    return sys.stdin.readline().strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
