"""The national directory: `python -m infra.operations.directory load|check|show|complements …`.

It reads the environment that the functions read (DIRECTORY_TABLE …), with one's own AWS rights. A load writes only what
differs from the last one, and is followed into the delegations as one at night is; it may be interrupted, and started
again.
"""

import argparse
import sys
from collections.abc import Sequence

from chalicelib import runtime
from chalicelib.acts.follow_directory import load_and_follow
from chalicelib.acts.load_directory import Loaded, Progress, TooManyChanges, check, load
from chalicelib.directory.faults import BadExtraction
from chalicelib.directory.kinds import COMPLEMENTS, CONTRACTS, DIRECTORS, PERSONS, Kind
from chalicelib.directory.persons import person_of_texts
from chalicelib.store.calls import Raced
from chalicelib.store.directory import read_entries
from infra.operations import environment
from infra.operations.progress import Bar


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns 1 when a file is refused or nobody is found."""
    asked = _parser().parse_args(arguments)
    return environment.run(lambda: int(asked.run(asked)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operations.directory", description="The national directory.")
    commands = parser.add_subparsers(required=True, metavar="load|check|show|complements")
    for name, help_ in (
        ("load", "load the extraction of the Annuaire Santé"),
        ("check", "say what a load would do, and do nothing"),
    ):
        command = commands.add_parser(name, help=help_)
        command.add_argument("file", help="a text file, a ZIP archive, or the HTTPS address of either")
        command.set_defaults(run=_load if name == "load" else _check, kind=PERSONS, accept_changes=False)
        if name == "load":
            _add_acceptance(command)
    show = commands.add_parser("show", help="show what the directory knows of one person")
    show.add_argument("person", help="an RPPS (11 digits), or a whole national identifier")
    show.set_defaults(run=_show)
    complements = commands.add_parser("complements", help="load a list that no public file holds (CSV)")
    complements.add_argument("what", choices=COMPLEMENTS, help="which list; the file replaces the one loaded before")
    complements.add_argument("file", help="a CSV file; docs/operations.md gives its columns")
    _add_acceptance(complements)
    complements.set_defaults(run=_complements)
    return parser


def _add_acceptance(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--accept-changes", action="store_true", help="your word for a file that changes more than a fifth of all"
    )


def _load(asked: argparse.Namespace) -> int:
    return _loaded(asked.kind, asked.file, accept_changes=asked.accept_changes)


def _complements(asked: argparse.Namespace) -> int:
    return _loaded(COMPLEMENTS[asked.what], asked.file, accept_changes=asked.accept_changes)


def _loaded(kind: Kind, file: str, *, accept_changes: bool) -> int:
    try:
        with Bar() as bar:
            done = _done(kind, file, bar.show, accept_changes)
    except TooManyChanges as error:
        return _say(f"Not loaded: {error} with --accept-changes. Everything stays as it was.")
    except BadExtraction as error:
        return _say(f"Refused: {error}. Everything stays as it was.")
    except Raced:
        return _say("Not loaded: another load is under way, or one ended without a word less than half an hour ago.")
    _report(done, "loaded")
    return 0


def _done(kind: Kind, file: str, progress: Progress, accept_changes: bool) -> Loaded:
    if kind is not PERSONS:
        return load(kind, file, runtime.now(), progress, accept_changes=accept_changes)
    done = load_and_follow(runtime.context(), file, progress, accept_changes=accept_changes)
    if done.doubts:
        print("Followed into the delegations:", ", ".join(f"{count} {name}" for name, count in done.doubts.items()))
    return done.loaded


def _check(asked: argparse.Namespace) -> int:
    try:
        with Bar() as bar:
            _report(check(asked.kind, asked.file, bar.show), "would be loaded")
    except BadExtraction as error:
        return _say(f"It would be refused: {error}.")
    return 0


def _report(done: Loaded, what: str) -> None:
    counts = done.counts
    print(f"{done.lines} lines, {counts.entries} entries {what}: {_changes(done)}")
    if done.published:
        print(f"published {done.published:%Y-%m-%d %H:%M}")
    for line in done.faults.first:
        print(f"line {line.number} passed over: {line.fault}")
    if done.faults.count > len(done.faults.first):
        print(f"… and {done.faults.count - len(done.faults.first)} more lines passed over")


def _changes(done: Loaded) -> str:
    counts = done.counts
    return f"{counts.added} new, {counts.changed} changed, {counts.gone} gone, the others as they were"


def _show(asked: argparse.Namespace) -> int:
    national_id = f"8{asked.person}" if len(asked.person) == 11 else asked.person
    found = read_entries((kind, national_id) for kind in (PERSONS, CONTRACTS, DIRECTORS))
    if not found:
        return _say(f"{asked.person}: not in the directory")
    texts = found.get((PERSONS, national_id))
    if texts:
        for name, value in person_of_texts(texts)._asdict().items():
            print(f"{name:12}{' '.join(value) if isinstance(value, tuple) else value}")
    print(f"{'contract':12}{(CONTRACTS, national_id) in found}")
    print(f"{'director':12}{found.get((DIRECTORS, national_id), {}).get('d', '')}")
    return 0


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
