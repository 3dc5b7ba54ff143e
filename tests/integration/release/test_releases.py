"""Two releases on one table: each reads, does and completes what the other has left, as if it were its own.

That is what lets a release be put into service while the one before still answers, and be taken back afterwards.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from select import select

import pytest

from tests.integration.release.found import Facts
from tests.whole import longer_in_prove

pytestmark = longer_in_prove
ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
PREVIOUS = HERE.joinpath("previous.txt").read_text(encoding="ascii").strip()
"""The commit of the release before this one (docs/changing.md, « A release »)."""
_TREE = (".chalice", "app.py", "chalicelib", "templates", "infra", "tests")


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the tree of this release and that of the one before, in which the same questions are asked."""
    if not (ROOT / ".git").exists():
        pytest.skip("The release before is in the history, which this copy lacks.")
    before = tmp_path_factory.mktemp("before")
    archive = before / "tree.tar"
    command = ["git", "-c", f"safe.directory={ROOT}", "archive", f"--output={archive}", PREVIOUS, *_TREE]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - nothing from outside
    assert made.returncode == 0, f"Fetch the whole history (git fetch --unshallow): {made.stderr.decode()}"
    shutil.unpack_archive(archive, before)
    asked = before / HERE.relative_to(ROOT)
    asked.mkdir(exist_ok=True)
    for file in HERE.glob("*.py"):
        (asked / file.name).write_bytes(file.read_bytes())
    return ROOT, before


@pytest.fixture(scope="module")
def facts(trees: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> list[list[Facts]]:
    """Return what each release says of the table of each, this one first."""
    folder = tmp_path_factory.mktemp("left")
    files = [str(folder / name) for name in ("now.json", "before.json")]
    children = [_start(tree, file) for tree, file in zip(trees, files, strict=True)]
    try:
        for child, file in zip(children, files, strict=True):
            _wait_for_its_table(child, file)
        for child in children:
            _ask(child, files)  # both answer at once
        said = [_said(child, file) for child, file in zip(children, files, strict=True)]
    finally:
        for child in children:
            child.kill()
            child.communicate()
    return [json.loads(text.splitlines()[-1]) for text in said]


def _start(tree: Path, file: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(tree), "LOG_LEVEL": "ERROR"}
    child = [sys.executable, str(tree / HERE.relative_to(ROOT) / "child.py"), file]
    pipe = subprocess.PIPE
    with _errors(file).open("w", encoding="utf-8") as errors:
        return subprocess.Popen(child, cwd=tree, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=errors)  # noqa: S603


def _errors(file: str) -> Path:
    return Path(file).with_suffix(".errors")


def _told(file: str) -> str:
    return _errors(file).read_text(encoding="utf-8")[-3000:]


def _wait_for_its_table(child: "subprocess.Popen[str]", file: str) -> None:
    assert child.stdout
    assert select([child.stdout], [], [], 300)[0], "it leaves no table"
    assert child.stdout.readline(), _told(file)


def _ask(child: "subprocess.Popen[str]", files: list[str]) -> None:
    assert child.stdin
    with suppress(BrokenPipeError):  # it has ended: its errors are told below
        child.stdin.write(f"{json.dumps(files)}\n")
        child.stdin.flush()


def _said(child: "subprocess.Popen[str]", file: str) -> str:
    said, _ = child.communicate(timeout=300)
    assert child.returncode == 0, _told(file)
    return said


def _differing(own: Facts, others: Facts) -> list[str]:
    """Return what a release says otherwise of the table of the other; situations that only one knows are left out."""
    return [
        f"{name}: of its own {own[name]}, of the other {others[name]}"
        for name in own.keys() & others.keys()
        if own[name] != others[name]
    ]


def test_this_release_goes_on_with_what_the_one_before_left(facts: list[list[Facts]]) -> None:
    """Pages, forms, links, sessions, mails and acts of time do what they would do with its own."""
    own, others = facts[0]
    assert not (differing := _differing(own, others)), "\n".join(differing)


def test_the_release_before_goes_on_with_what_this_one_left(facts: list[list[Facts]]) -> None:
    """The same after a return to it."""
    others, own = facts[1]
    assert not (differing := _differing(own, others)), "\n".join(differing)


def test_each_release_is_asked_much(facts: list[list[Facts]]) -> None:
    """Guard the two tests above: an empty answer agrees with everything."""
    own, others = facts[0]
    both = own.keys() & others.keys()
    asked = {
        kind: sum(kind in name for name in both)
        for kind in ("claire ", "paul ", "link ", " sends ", "mail ", " after ")
    }
    assert asked.keys() <= {kind for kind, number in asked.items() if number > 5}, asked
    assert others["decision"].startswith('{"decision": true')
