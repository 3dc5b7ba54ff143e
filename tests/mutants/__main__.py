"""`python -m tests.mutants`: break, test, tell; ends with 1 when a survivor is not explained."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence

from tests.mutants.explained import EXPLAINED
from tests.mutants.instead import ROOT
from tests.mutants.kept import Kept
from tests.mutants.operators import Mutant, mutants
from tests.mutants.processes import Fate
from tests.mutants.report import Results, survivors, table, write
from tests.mutants.run import Unsound, fates, import_libraries
from tests.mutants.targets import TARGETS


def main() -> int:
    """Run every mutant whose module holds `--only`; without it, the table is written."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--only", default="", help="a part of the path of the modules to break")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="name the mutants and run none")
    parser.add_argument("--known", action="store_true", help="run none, write what runs that were cut off have kept")
    options = parser.parse_args()
    found = [mutant for path in TARGETS if options.only in path for mutant in _of(path)]
    if options.list:
        print("\n".join(mutant.name for mutant in found))
        return 0
    if options.known:
        return _told(*_known(found), is_whole=not options.only)
    import_libraries()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        results = [result for group in _groups(found) for result in _results(group, options.workers)]
    return _told(results, [], is_whole=not options.only)


def _told(results: Results, not_run: Sequence[Mutant], *, is_whole: bool) -> int:
    lines = table(results, EXPLAINED, not_run)
    print("\n".join(lines))
    if is_whole:
        write(lines)
    return int(any(mutant.name not in EXPLAINED for mutant in survivors(results)))


def _known(found: Sequence[Mutant]) -> tuple[Results, list[Mutant]]:
    """Return what was kept of mutants while they and their tests did not change, and those of which nothing was."""
    kept = {path: Kept(path, TARGETS[path]) for path in dict.fromkeys(mutant.path for mutant in found)}
    fates = {mutant: kept[mutant.path].fate(mutant) for mutant in found}
    results = [(mutant, fate) for mutant, fate in fates.items() if fate]
    return results, [mutant for mutant, fate in fates.items() if fate is None]


def _groups(found: Sequence[Mutant]) -> Iterable[list[Mutant]]:
    """Return together the mutants that the same tests look at."""
    groups: dict[tuple[str, ...], list[Mutant]] = {}
    for mutant in found:
        groups.setdefault(tuple(TARGETS[mutant.path]), []).append(mutant)
    return groups.values()


def _results(group: Sequence[Mutant], workers: int) -> Results:
    """Return what becomes of mutants; ends when their tests fail without any."""
    tests = TARGETS[group[0].path]
    paths = dict.fromkeys(mutant.path for mutant in group)
    kept = {path: Kept(path, tests) for path in paths}
    known = {mutant: fate for mutant in group if (fate := kept[mutant.path].fate(mutant))}
    left = [mutant for mutant in group if mutant not in known]
    try:
        for mutant, fate in fates(left, tests, workers) if left else ():
            known[mutant] = fate
            kept[mutant.path].add(mutant, fate)
            if fate is not Fate.KILLED:
                print(f"{fate.value}: line {mutant.line}, {mutant.name}", flush=True)
    except Unsound:
        sys.exit(f"{', '.join(paths)}: the tests fail without any mutant")
    for path in paths:
        of_path = [(mutant, known[mutant]) for mutant in group if mutant.path == path]
        print(f"{path}: {len(of_path)} mutants, {len(survivors(of_path))} left", flush=True)
    return [(mutant, known[mutant]) for mutant in group]


def _of(path: str) -> list[Mutant]:
    return list(mutants(path, (ROOT / path).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
