"""The table of `docs/proofs.md`: how many mutants of each module were killed, and why each survivor lives."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.mutants.instead import ROOT
from tests.mutants.operators import Mutant
from tests.mutants.processes import Fate

PAGE = ROOT / "docs" / "proofs.md"
_FIRST, _LAST = "<!-- mutants -->", "<!-- /mutants -->"

Results = Sequence[tuple[Mutant, Fate]]


def survivors(results: Results) -> list[Mutant]:
    """Return the mutants that no test noticed, in the order of the code."""
    left = [mutant for mutant, fate in results if fate in {Fate.SURVIVED, Fate.NOT_TRIED}]
    return sorted(left, key=lambda mutant: (mutant.path, mutant.line, mutant.what))


def table(results: Results, explained: Mapping[str, str], not_run: Sequence[Mutant] = ()) -> list[str]:
    """Return the lines of the report."""
    by_module: dict[str, Counter[Fate | None]] = {}
    for mutant, fate in [*results, *((mutant, None) for mutant in not_run)]:
        by_module.setdefault(mutant.path, Counter())[fate] += 1
    lines = ["", "| module | mutants | killed | hung | survived | not run |", "|---|---|---|---|---|---|"]
    lines += [_row(f"`{path}`", counts) for path, counts in sorted(by_module.items())]
    lines.append(_row("all", sum(by_module.values(), Counter[Fate | None]())))
    left = survivors(results)
    lines += ["", "Survivors, and why each may live:", "", "| where | mutant | why |", "|---|---|---|"]
    for mutant in left:
        why = explained.get(mutant.name, "**not explained**")
        lines.append(f"| `{mutant.path}:{mutant.line}` `{mutant.where}` | {_cell(mutant.what)} | {why} |")
    return [*lines, ""]


def _row(name: str, counts: Counter[Fate | None]) -> str:
    survived = counts[Fate.SURVIVED] + counts[Fate.NOT_TRIED]
    cells = (counts.total(), counts[Fate.KILLED], counts[Fate.HUNG], survived, counts[None])
    return f"| {name} | {' | '.join(map(str, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write(lines: Sequence[str]) -> None:
    """Write the report into its section of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_FIRST)
    _, _, after = rest.partition(_LAST)
    PAGE.write_text("\n".join([before + _FIRST, *lines, _LAST]) + after, encoding="utf-8")
