"""Every command explains each of its arguments."""

import argparse
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import infra.operations
from infra import secrets
from infra.deploy import __main__ as deploy

_NAMES = [found.name for found in pkgutil.iter_modules(infra.operations.__path__)]
_OPERATIONS = [import_module(f"infra.operations.{name}") for name in _NAMES]
COMMANDS = [secrets, deploy, *(module for module in _OPERATIONS if hasattr(module, "main"))]


class Parsed(Exception):
    """A command has made its parser."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser


def _stop(parser: argparse.ArgumentParser, *_: object) -> None:
    raise Parsed(parser)


def _unexplained(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from (f"{parser.prog} {name}" for name in action.choices if name not in _explained(action))
            for inner in action.choices.values():
                yield from _unexplained(inner)
        elif not action.help:
            yield f"{parser.prog} {action.metavar or action.dest}"


def _explained(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> set[str]:
    return {choice.dest for choice in subcommands._choices_actions if choice.help}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda module: module.__name__)
def test_every_argument_of_a_command_has_its_help(command: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", _stop)
    main = getattr(command, "main")  # noqa: B009 - a module
    with pytest.raises(Parsed) as parsed:
        main([])
    assert list(_unexplained(parsed.value.parser)) == []
    assert parsed.value.parser.description
