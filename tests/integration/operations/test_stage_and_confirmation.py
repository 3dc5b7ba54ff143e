"""Every command first prints its stage and account; an irreversible one in production asks for a name."""

import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

import boto3
import pytest

from chalicelib.settings import settings
from chalicelib.store import restored
from chalicelib.store.table import epoch
from infra import command, secrets
from infra.deploy import __main__ as deploy
from infra.deploy import configure, deployment, record
from infra.deploy.clients import Clients
from infra.operations import (
    credentials,
    dues,
    environment,
    failures,
    maintenance,
    outbox,
    people,
    restore,
    rewind,
    suppression,
)
from tests.integration.scenes import CLAIRE, PAUL, Scenes

Main = Callable[[list[str]], int]
Said = pytest.CaptureFixture[str]
ACCOUNT = "123456789012"
"""The account of the emulator."""

MOMENT = "2026-03-01T08:00:00+00:00"
ON_THE_TABLE: list[tuple[Main, list[str]]] = [
    (credentials.main, ["list"]),
    (credentials.main, ["revoke", "facturation"]),
    (outbox.main, ["failed"]),
    (outbox.main, ["held"]),
    (dues.main, ["recompute"]),
    (people.main, ["find", "paul@exemple.fr"]),
    (people.main, ["erase", "personne"]),
    (suppression.main, ["show", "paul@exemple.fr"]),
    (restore.main, ["reconcile", "--since", MOMENT]),
]
ON_A_STAGE: list[tuple[Main, list[str]]] = [
    (deploy.main, ["prod"]),
    (deploy.main, ["prod", "--dry-run"]),
    (deploy.main, ["prod", "--configure"]),
    (deploy.main, ["prod", "--remove"]),
    (failures.main, ["prod", "list"]),
    (failures.main, ["prod", "replay"]),
    (maintenance.main, ["prod", "on"]),
    (maintenance.main, ["prod", "off"]),
    (rewind.main, ["prod", "stop"]),
    (rewind.main, ["prod", "copy", "--to", MOMENT]),
    (secrets.main, ["prod", "init"]),
    (secrets.main, ["prod", "withdraw", "links"]),
]


def ids(rows: Sequence[tuple[Main, list[str]]]) -> list[str]:
    """Return a name for each command."""
    return [f"{main.__module__.rpartition('.')[2]} {' '.join(arguments)}" for main, arguments in rows]


class Touched(Exception):
    """The command reached AWS."""


@pytest.fixture
def untouchable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands of a stage reach nothing of AWS but the number of the account."""

    def client(self: Clients, service: str) -> Any:
        if service != "sts":
            raise Touched(service)
        return boto3.client("sts")

    def stop(*_: object) -> NoReturn:
        raise Touched

    monkeypatch.setattr(Clients, "client", client)
    for module, name in ((deployment, "deploy"), (deployment, "plan"), (deployment, "undeploy"), (record, "fetch")):
        monkeypatch.setattr(module, name, stop)
    monkeypatch.setattr(configure, "write", stop)


@pytest.fixture
def protected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the environment of the stage `prod`, on the emulator's table, without a terminal."""
    monkeypatch.setenv("STAGE", "prod")
    settings.cache_clear()
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    yield
    monkeypatch.undo()
    settings.cache_clear()
    restored._open.clear()


def types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let a person at the terminal type this text."""
    terminal = io.StringIO(f"{text}\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", terminal)


@pytest.mark.parametrize(("main", "arguments"), ON_THE_TABLE, ids=ids(ON_THE_TABLE))
def test_a_command_on_the_table_first_prints_stage_table_and_account(
    scenes: Scenes, capsys: Said, main: Main, arguments: list[str]
) -> None:
    with contextlib.suppress(NotImplementedError):  # the emulator has no suppression list
        main(arguments)
    first = capsys.readouterr().err.splitlines()[0]
    assert first == f"Stage test, table {settings().table_name}, account {ACCOUNT}, region eu-west-3."


@pytest.mark.usefixtures("world", "untouchable")
@pytest.mark.parametrize(("main", "arguments"), ON_A_STAGE, ids=ids(ON_A_STAGE))
def test_a_command_on_a_stage_prints_stage_table_and_account_before_it_acts(
    monkeypatch: pytest.MonkeyPatch, capsys: Said, main: Main, arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\n"))
    with contextlib.suppress(Touched):
        main(arguments)
    first = capsys.readouterr().err.splitlines()[0]
    assert first == f"Stage prod, table delegation-prod, account {ACCOUNT}, region eu-west-3."


@pytest.mark.usefixtures("world")
def test_the_environment_is_printed_alone_and_its_stage_on_the_error_output(capsys: Said) -> None:
    assert environment.main(["prod"]) == 0
    said = capsys.readouterr()
    assert all(line.startswith("export ") for line in said.out.splitlines())
    assert said.err.startswith(f"Stage prod, table delegation-prod, account {ACCOUNT}")


def test_an_unavailable_account_number_is_printed_as_unknown(scenes: Scenes, capsys: Said, mute: None) -> None:
    assert people.main(["find", "paul@exemple.fr"]) == 0
    assert "account unknown (EndpointConnectionError)" in capsys.readouterr().err


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let AWS fail to return the number of the account."""
    from botocore.exceptions import EndpointConnectionError  # noqa: PLC0415

    def fail(_: Clients) -> str:
        raise EndpointConnectionError(endpoint_url="https://sts.example")

    monkeypatch.setattr(Clients, "account", property(fail))


CONFIRMED: list[tuple[Main, list[str], str]] = [
    (deploy.main, ["prod", "--remove"], "prod"),
    (maintenance.main, ["prod", "on"], "prod"),
    (rewind.main, ["prod", "stop"], "prod"),
    (rewind.main, ["prod", "copy", "--to", MOMENT], "delegation-prod"),
]
WRONG = ["", "oui", "yes", "PROD", "dev"]


@pytest.mark.usefixtures("world", "untouchable")
@pytest.mark.parametrize(("main", "arguments", "name"), CONFIRMED, ids=ids([row[:2] for row in CONFIRMED]))
def test_an_irreversible_command_in_production_asks_for_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: Said, main: Main, arguments: list[str], name: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{name}\n"))
    assert main(arguments) == 1, "nobody sits at the terminal"
    assert "--confirm" in capsys.readouterr().err
    for wrong in WRONG:
        types(monkeypatch, wrong)
        assert main(arguments) == 1
        assert main([*arguments, "--confirm", wrong]) == 1
    types(monkeypatch, name)
    with pytest.raises(Touched):
        main(arguments)
    with pytest.raises(Touched):
        main([*arguments, "--confirm", name])


@pytest.mark.usefixtures("world", "untouchable")
@pytest.mark.parametrize(("main", "arguments", "name"), CONFIRMED, ids=ids([row[:2] for row in CONFIRMED]))
def test_a_trial_stage_asks_for_no_name(main: Main, arguments: list[str], name: str) -> None:
    assert name
    with pytest.raises(Touched):
        main(["dev", *arguments[1:]])


def test_withdrawing_a_key_in_production_needs_the_name_of_the_stage(
    world: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\n"))
    assert secrets.main(["prod", "init"]) == 0
    for step in ("add", "use"):
        assert secrets.main(["prod", step, "links"]) == 0, "what can be taken back asks for nothing"
    types(monkeypatch, "dev")
    assert secrets.main(["prod", "withdraw", "links"]) == 1
    assert secrets.main(["prod", "withdraw", "links", "--confirm", "prod"]) == 0


@pytest.mark.usefixtures("protected")
def test_erasing_a_person_in_production_needs_the_account(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    before = scenes.world.items()
    assert people.main(["erase", PAUL]) == 1
    types(monkeypatch, CLAIRE)
    assert people.main(["erase", PAUL]) == 1
    assert people.main(["erase", PAUL, "--confirm", "oui"]) == 1
    assert scenes.world.items() == before
    assert f"is not the account to erase ({PAUL})" in capsys.readouterr().err

    types(monkeypatch, PAUL)
    assert people.main(["erase", PAUL]) == 0
    assert people.main(["erase", PAUL, "--confirm", PAUL]) == 1, "it is gone"


@pytest.mark.usefixtures("protected")
@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_ending_a_credential_in_production_needs_its_service(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    assert credentials.main(["create", "facturation", "all"]) == 0
    before = scenes.world.items()
    assert credentials.main([what, "facturation"]) == 1
    assert scenes.world.items() == before
    types(monkeypatch, "facturation")
    assert credentials.main([what, "facturation"]) == 0


@pytest.mark.usefixtures("protected")
def test_reconciling_a_table_in_production_needs_its_name(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("RESTORED_TABLE", settings().table_name)
    settings.cache_clear()
    since = datetime.fromtimestamp(epoch(scenes.world.now), UTC).isoformat()
    arguments = ["reconcile", "--since", since]
    types(monkeypatch, "prod")
    assert restore.main(arguments) == 1
    assert "is not the table to reconcile" in capsys.readouterr().err
    assert command._is_protected("prod")
