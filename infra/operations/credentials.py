"""Credentials of the portal's services: `python -m infra.operations.credentials create|rotate|revoke|list`.

It reads the environment that the functions read (TABLE_NAME, SECRETS_PARAMETER), with your own AWS rights. A bearer
is shown once, on standard output, so that it can go straight into a vault; all other text goes to standard error.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib import runtime
from chalicelib.acts.credentials import create_credential, revoke_credential, rotate_credential
from chalicelib.context import Context
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.store.credentials import Credential, list_credentials
from infra.command import add_confirmation, confirm
from infra.operations import environment

_ALL = "all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when it is refused."""
    asked = _parser().parse_args(arguments)
    return environment.run(lambda: _done(asked))


def _done(asked: argparse.Namespace) -> int:
    asked.run(runtime.context(), asked)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operations.credentials", description="Service credentials.")
    commands = parser.add_subparsers(required=True, metavar="create|rotate|revoke|list")
    create = commands.add_parser("create", help="make a credential and show its bearer, once")
    create.add_argument("name", help="the service, as operations call it")
    create.add_argument("services", nargs="+", help=f"what it may ask about: {_ALL}, or {', '.join(SERVICES_BY_ID)}")
    create.set_defaults(run=_create)
    rotate = commands.add_parser("rotate", help="make a successor; the one before goes on for a while")
    rotate.add_argument("name", help="the service, as `list` shows it")
    rotate.add_argument("--overlap-days", type=_days, default=timedelta(days=7), help="how long the old one goes on")
    rotate.set_defaults(run=_rotate)
    for made in (create, rotate):
        made.add_argument("--days", type=_days, default=timedelta(days=365), help="how long the new one lives")
    revoke = commands.add_parser("revoke", help="end every credential of this name now")
    revoke.add_argument("name", help="the service, as `list` shows it")
    revoke.set_defaults(run=_revoke)
    for ending in (rotate, revoke):
        add_confirmation(ending)
    commands.add_parser("list", help="show all of them, without their bearers").set_defaults(run=_list)
    return parser


def _days(text: str) -> timedelta:
    if not text.isdecimal() or int(text) > 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days between 0 and 3650")
    return timedelta(days=int(text))


def _create(context: Context, asked: argparse.Namespace) -> None:
    services = frozenset(SERVICES_BY_ID) if asked.services == [_ALL] else frozenset(asked.services)
    credential, bearer = create_credential(context, asked.name, services, asked.days)
    _show(context, credential, bearer)


def _rotate(context: Context, asked: argparse.Namespace) -> None:
    confirm(context.settings.stage, "the service whose credential to rotate", asked.name, asked.confirm)
    credential, bearer = rotate_credential(context, asked.name, asked.days, asked.overlap_days)
    _show(context, credential, bearer)
    _say(f"the one before goes on for {asked.overlap_days.days} days at most")


def _revoke(context: Context, asked: argparse.Namespace) -> None:
    confirm(context.settings.stage, "the service whose credentials to revoke", asked.name, asked.confirm)
    ended = revoke_credential(context, asked.name)
    _say(f"{ended} ended; every instance knows within {context.settings.credential_kept_seconds} seconds")


def _list(context: Context, asked: argparse.Namespace) -> None:
    found = list_credentials()
    for credential in found:
        print(_line(credential, context.now))
    _say(f"{len(found)} credentials")


def _show(context: Context, credential: Credential, bearer: str) -> None:
    _say(_line(credential, context.now))
    print(bearer)


def _line(credential: Credential, now: datetime) -> str:
    until = (credential.revoked_at or credential.expires_at).date()
    over = "revoked" if credential.revoked_at else "expired"
    state = "good until" if credential.is_good(now) else over
    services = "all" if credential.services >= SERVICES_BY_ID.keys() else ",".join(sorted(credential.services))
    return f"{credential.id[:12]}  {credential.name}  {state} {until}  {services}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
