"""docs/operations.md as a list of commands, and a shell to run them."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import TypeAlias

from tests.integration.infra.emulator import ROOT, Emulator, quick_waiters

_PAGE = ROOT / "docs" / "operations.md"
_NOT_IN_A_NEW_SHELL = frozenset(
    {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}  # of the `make test` that runs the tests: a make below it writes more
    | {"STAGE", "TABLE_NAME", "PUBLIC_BASE_URL", "MAIL_FROM", "SECRETS_PARAMETER", "AWS_REGION", "AWS_DEFAULT_REGION"}
)
_TYPED = '[ -f "$STATE" ] && . "$STATE"\n{line}\nstatus=$?\nexport -p > "$STATE"\nexit $status\n'
Told: TypeAlias = "subprocess.CompletedProcess[str]"


def boxes(section: str) -> list[list[str]]:
    """Return the lines of each box of commands of a section, by its title."""
    _, found, rest = _PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")
    assert found, section
    text = rest.partition("\n## ")[0]
    return [dedent(box).strip().splitlines() for box in re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.M | re.S)]


class Shell:
    """A terminal in a copy of the tree, with an emulated account; exported variables stay for the next line."""

    def __init__(self, tree: Path, emulator: Emulator, installed: Path | None = None) -> None:
        """`installed` is the virtual environment, by default that of the tests."""
        self.tree = tree
        self._environment = {
            **{name: value for name, value in emulator.environment.items() if name not in _NOT_IN_A_NEW_SHELL},
            "STATE": str(tree.parent / f"{tree.name}.state"),
            "AWS_DATA_PATH": str(quick_waiters(tree.parent / "botocore")),
            "PIP_NO_INDEX": "1",
            # What a plain `chalice deploy`, in make prove, would download: once for all tests.
            "PIP_FIND_LINKS": "" if installed else str(wheels()),
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        _prepare(tree, installed or Path(sys.prefix))

    def type(self, line: str, words: Mapping[str, str] | None = None, *, status: int = 0, given: str = "") -> Told:
        """Run a line of the page, with some words replaced; it must end with `status`."""
        for word, meant in (words or {}).items():
            line = re.sub(rf"\b{re.escape(word)}\b", meant, line)
        told = subprocess.run(  # noqa: S603 - ours
            ["/bin/bash", "-c", _TYPED.format(line=line)],
            cwd=self.tree,
            env=self._environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert told.returncode == status, f"{line}\n{told.stdout}{told.stderr}"
        assert "Traceback" not in told.stderr, told.stderr
        return told

    def clone(self, target: Path, emulator: Emulator) -> "Shell":
        """Return another terminal, in a clone of the committed tree."""
        self.type(f"git clone --quiet . {target}")
        return Shell(target, emulator)


def _prepare(tree: Path, installed: Path) -> None:
    """Give a tree the installed environment and the history of a clone."""
    if not (tree / ".venv").exists():
        (tree / ".venv").symlink_to(installed)
    if not (tree / "build").exists():
        (tree / "build").mkdir()
        (tree / "build" / "dependencies").symlink_to(ROOT / "build" / "dependencies")
    # Older than the environment, so that make does not rebuild it.
    os.utime(tree / "requirements-dev.txt", (0, 0))
    if not (tree / ".git").exists():
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
        for what in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "The product"]):
            if what[0] == "add":
                (tree / ".git" / "info" / "exclude").write_text(
                    "/.venv\n/build\n__pycache__\n/.chalice/deployed\n/.chalice/deployments\n", encoding="utf-8"
                )
            subprocess.run([*git, *what], cwd=tree, check=True)  # noqa: S603 - ours


def wheels() -> Path:
    """Return a folder with the wheels of requirements.txt, downloaded when it has changed."""
    requirements = ROOT / "requirements.txt"
    folder = ROOT / "build" / "wheels" / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    if not folder.is_dir():
        unfinished = folder.with_suffix(f".{os.getpid()}")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "-r",
            str(requirements),
            "--dest",
            str(unfinished),
        ]
        subprocess.run(command, check=True)  # noqa: S603 - ours
        unfinished.rename(folder)
    return folder
