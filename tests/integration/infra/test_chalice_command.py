"""The plain `chalice` commands, which users of Chalice try first."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra import chalice_command
from infra.deploy.configure import COMMENT, read_config
from infra.deploy.project import ROOT
from tests.integration.infra.emulator import copy_tree

CHALICE = str(Path(sys.executable).with_name("chalice"))
NOWHERE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_DEFAULT_REGION": "eu-west-3"}


class Became(Exception):
    """The process would now become another program."""


@pytest.mark.parametrize(
    ("arguments", "port"),
    [
        (["local"], "8000"),
        (["local", "--stage", "prod", "--host", "localhost", "--port", "8123", "--no-autoreload"], "8123"),
        (["--project-dir", "deploy", "--debug", "local", "--port=0"], "0"),
    ],
)
def test_chalice_local_becomes_the_local_platform_without_the_settings_of_a_stage(
    arguments: list[str], port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    given: dict[str, str] = {}

    def execve(_: str, command: list[str], environment: dict[str, str]) -> None:
        became.append(command)
        given.update(environment)
        raise Became

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.chdir(ROOT)
    stage = "prod" if "prod" in arguments else "dev"
    of_stage = read_config()["stages"][stage]["environment_variables"]
    with pytest.raises(Became):
        chalice_command.begin(arguments, {**of_stage, "HOME": "/home/x", "AWS_CHALICE_CLI_MODE": "true"})
    assert became == [[sys.executable, "-m", "infra.local", "--port", port]]
    assert given == {"HOME": "/home/x"}


def test_chalice_local_says_in_one_line_what_to_do_where_only_chalice_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chalice_command, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"^Stopped\. .*`make run`.*\.$"):
        chalice_command.begin(["local"], {})


@pytest.mark.parametrize(
    "arguments", [["deploy"], ["package", "--stage", "prod", "out"], ["--debug", "deploy", "--stage", "dev"]]
)
def test_a_configuration_with_placeholders_is_neither_deployed_nor_packaged(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"^Stopped. The configuration of .* has placeholders: .*--configure`\.$"):
        chalice_command.begin(arguments, {})


def test_an_undescribed_stage_is_not_deployed() -> None:
    with pytest.raises(SystemExit, match="There is no stage “demo”"):
        chalice_command.begin(["deploy", "--stage", "demo"], {})


@pytest.mark.parametrize("arguments", [["delete", "--stage", "dev"], ["logs"], ["url"], [], ["--help"]])
def test_other_commands_go_to_chalice_unchanged(arguments: list[str]) -> None:
    chalice_command.begin(arguments, {})


def test_our_own_deployment_is_not_checked_again() -> None:
    chalice_command.begin(["deploy", "--stage", "dev"], {"DELEGATION_PACKAGE": "build/deployment.zip"})


def test_chalice_package_ends_with_one_line_of_instructions(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    told = subprocess.run(  # noqa: S603 - ours
        [CHALICE, "package", "--stage", "dev", "made"],
        cwd=tree, env={**os.environ, **NOWHERE}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith("Stopped. The configuration of “dev” has placeholders: ")
    assert "Traceback" not in told.stderr
    assert not list(tree.rglob("sam.json"))


def test_the_configuration_says_where_it_is_edited() -> None:
    config = read_config()
    assert "infra.deploy" in config[COMMENT]
    for stage, section in config["stages"].items():
        assert f"infra/stages/{stage}.json" in section[COMMENT]
        assert (ROOT / "infra" / "stages" / f"{stage}.json").is_file()
    assert next(iter(config)) == COMMENT, json.dumps(config)[:80]
