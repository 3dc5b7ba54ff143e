"""One person: `python -m infra.operations.people find <address>|find --link <url>|export|end-sessions|erase <account>`.

It reads the environment that the functions read (TABLE_NAME, SECRETS_PARAMETER), with your own AWS rights. `export`
prints JSON with all personal data: send it straight into a file for the person.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from chalicelib import runtime
from chalicelib.identity.addresses import normalise
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.aliases import accounts_of
from chalicelib.store.table import update_if
from infra.command import add_confirmation, confirm
from infra.operations import environment
from infra.operations.erasure import erase
from infra.operations.export import export
from infra.operations.opened import explain
from infra.operations.person import describe


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when there is no such person, 2 when an erasure must be run again."""
    asked = _parser().parse_args(arguments)
    return environment.run(lambda: int(asked.run(asked)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operations.people", description="What concerns one person.")
    commands = parser.add_subparsers(required=True, metavar="find|export|end-sessions|erase")
    find = commands.add_parser("find", help="tell what answers most calls about an e-mail address, or about a link")
    which = find.add_mutually_exclusive_group(required=True)
    which.add_argument("person", nargs="?", metavar="address", help="an e-mail address, in any spelling")
    which.add_argument("--link", metavar="URL", help="a link of a mail: say what it opens, or why it opens nothing")
    find.set_defaults(run=_find)
    for name, run, help_ in (
        ("export", _export, "print all that is held about an account (RGPD, articles 15 and 20)"),
        ("end-sessions", _end_sessions, "sign somebody out everywhere, now"),
        ("erase", _erase, "end an account's delegations and remove what is held about it (RGPD, article 17)"),
    ):
        command = commands.add_parser(name, help=help_)
        command.add_argument("person", metavar="account", help="the id of an account, as `find` shows it")
        command.set_defaults(run=run)
    add_confirmation(commands.choices["erase"])
    return parser


def _find(asked: argparse.Namespace) -> int:
    context = runtime.context()
    if asked.link:
        opened = explain(asked.link, context)
        lines, account_id = opened.lines, opened.account_id
    else:
        identifier = ("address", normalise(asked.person))
        lines, account_id = [], accounts_of([identifier], context.keys.lookup).get(identifier, "")
    lines = [*lines, *(describe(account_id, context) if account_id else ())]
    for line in lines:
        print(line)
    return 0 if lines else _nobody(asked.person)


def _export(asked: argparse.Namespace) -> int:
    account_id = asked.person
    found = export(account_id, runtime.context().keys.lookup)
    if found is None:
        return _nobody(account_id)
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))
    return 0


def _end_sessions(asked: argparse.Namespace) -> int:
    account_id = asked.person
    head = HeadItem(*keys.head(account_id))
    if not update_if(head, [HeadItem.generation.add(1)], HeadItem.pk.exists()):
        return _nobody(account_id)
    _say("every session of this account is over")
    return 0


def _erase(asked: argparse.Namespace) -> int:
    account_id = asked.person
    confirm(settings().stage, "the account to erase", account_id, asked.confirm)
    left = erase(runtime.context(), account_id)
    if left is None:
        return _nobody(account_id)
    if left:
        _say(f"{left} mails about it still have to leave: run the same command again in some minutes")
        return 2
    _say("erased; docs/operations.md says what stays, and how long")
    return 0


def _nobody(person: str) -> int:
    _say(f"{person}: no such account")
    return 1


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
