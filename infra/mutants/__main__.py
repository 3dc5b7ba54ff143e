"""`python -m infra.mutants [--only PATH]`: break, test, tell; ends with 1 when a survivor is not explained."""

import argparse
import ast
import os
import sys
import tempfile

from infra.mutants.explained import EXPLAINED
from infra.mutants.kept import Kept
from infra.mutants.operators import Mutant, mutants
from infra.mutants.report import survivors, table, write
from infra.mutants.run import ROOT, Fate, fates, import_libraries
from infra.mutants.targets import TARGETS


def main() -> int:
    """Run every mutant whose module holds `--only`; the table is written when all were run."""
    parser = argparse.ArgumentParser(prog="python -m infra.mutants")
    parser.add_argument("--only", default="", help="a part of the path of the modules to break")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="name the mutants and run none")
    options = parser.parse_args()
    found = [mutant for path in TARGETS if options.only in path for mutant in _of(path)]
    if options.list:
        print("\n".join(mutant.name for mutant in found))
        return 0
    import_libraries()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        paths = dict.fromkeys(mutant.path for mutant in found)
        results = [result for path in paths for result in _results(path, options.workers)]
    lines = table(results, EXPLAINED)
    print("\n".join(lines))
    if not options.only:
        write(lines)
    return int(any(mutant.name not in EXPLAINED for mutant in survivors(results)))


def _results(path: str, workers: int) -> list[tuple[Mutant, Fate]]:
    """Return what becomes of every mutant of a module; ends when its tests fail without any."""
    tests, broken = TARGETS[path], _of(path)
    kept = Kept(path, tests)
    known = kept.fates()
    left = [mutant for number, mutant in enumerate(broken) if number not in known]
    if left and [fate for _, fate in fates([_unbroken(path)], tests, 1)] != [Fate.SURVIVED]:
        sys.exit(f"{path}: its tests fail without any mutant")
    for mutant, fate in fates(left, tests, workers):
        known[broken.index(mutant)] = fate
        kept.add(broken.index(mutant), fate)
        if fate is not Fate.KILLED:
            print(f"{fate.value}: line {mutant.line}, {mutant.name}", flush=True)
    print(
        f"{path}: {len(broken)} mutants, {len(survivors([(broken[n], f) for n, f in known.items()]))} left", flush=True
    )
    return [(broken[number], fate) for number, fate in sorted(known.items())]


def _unbroken(path: str) -> Mutant:
    """A mutant that is none: unless the tests let it live, that they kill the others says nothing."""
    return Mutant(path, 0, "", "nothing", ast.parse((ROOT / path).read_text(encoding="utf-8")))


def _of(path: str) -> list[Mutant]:
    return list(mutants(path, (ROOT / path).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
