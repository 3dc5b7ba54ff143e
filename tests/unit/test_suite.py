"""The distribution of the tests over processes in `make test`, and the selection of `make quick`."""

from collections import Counter
from pathlib import Path

import pytest

from tests.suite import quick, running
from tests.suite.jobs import JOBS, ROOT, Job

OUTBOX = "tests/integration/outbox"


def test_every_file_of_tests_runs_in_exactly_one_process() -> None:
    runs = Counter(file for job in JOBS for file in job.files)
    assert set(runs) == set((ROOT / "tests").rglob("test_*.py"))
    assert [str(file) for file, times in runs.items() if times > 1] == []


@pytest.fixture
def invented_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder; the jobs run the tests in it instead of the project's."""
    monkeypatch.setattr(running, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # a browser's and others take longer than these tests
    return tmp_path


def test_one_failure_makes_the_run_fail_and_is_printed_last(
    invented_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (invented_folder / "test_good.py").write_text("def test_holds(): pass\n", encoding="utf-8")
    (invented_folder / "test_bad.py").write_text("def test_breaks(): assert 1 + 1 == 3\n", encoding="utf-8")
    assert not running.run([Job("bad", ("test_bad.py",)), Job("good", ("test_good.py",))], at_once=2)
    *_, named, last = capsys.readouterr().out.splitlines()
    assert named == "FAILED  test_bad.py::test_breaks"
    assert last.startswith("1 passed, 1 failed in")


@pytest.mark.parametrize("content", ["import nothing_of_this_name", "def test_ends_at_once(): import os; os._exit(0)"])
def test_a_process_that_does_not_run_its_tests_makes_the_run_fail(invented_folder: Path, content: str) -> None:
    (invented_folder / "test_it.py").write_text(content, encoding="utf-8")
    assert not running.run([Job("it", ("test_it.py",))], at_once=1)


def test_passed_and_skipped_tests_are_counted_apart(invented_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "import pytest\ndef test_holds(): pass\ndef test_waits(): pytest.skip('no browser here')\n"
    (invented_folder / "test_it.py").write_text(text, encoding="utf-8")
    assert running.run([Job("it", ("test_it.py",))], at_once=1)
    told = capsys.readouterr().out
    assert "no browser here" in told
    assert told.splitlines()[-1].startswith("1 passed, 1 skipped in")


def test_no_test_starts_after_the_time_limit_of_make_quick(invented_folder: Path) -> None:
    (invented_folder / "test_it.py").write_text("def test_breaks(): assert False\n", encoding="utf-8")
    assert running.run([Job("it", ("test_it.py",), seconds=0)], at_once=1)


def test_a_changed_module_selects_the_tests_that_import_it_then_the_folder_of_its_layer() -> None:
    found = quick.touched(["chalicelib/mail/deliver.py"])
    importers, (layer, *routes), acts = found[: found.index(OUTBOX)], found[found.index(OUTBOX) :][:3], found[-1]
    assert importers
    assert all("chalicelib.mail.deliver" in quick._imported(ROOT / importer) for importer in importers)
    assert (layer, tuple(routes)) == (OUTBOX, quick.EVERY_ROUTE)
    assert acts.startswith("tests/integration/test_")


def test_a_changed_test_is_selected_and_a_document_selects_nothing() -> None:
    assert quick.touched(["tests/integration/test_story.py"])[0] == "tests/integration/test_story.py"
    assert quick.touched(["docs/security.md"]) == []


def test_every_folder_of_a_layer_exists() -> None:
    assert [path for pair in quick.FOLDERS.items() for path in pair if not (ROOT / path).is_dir()] == []
