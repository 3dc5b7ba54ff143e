"""« Cette nuit »: what the register says of a sample person tonight, and what follows in the delegations.

The extraction of a night is the register of the platform as it was loaded first, but for the person who is chosen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib import runtime
from chalicelib.acts.follow_directory import Followed, load_and_follow
from chalicelib.settings import settings
from infra.local import samples
from infra.local.extraction import Line, header, text_of

_OWN = "R99900009999"
"""A place that nobody else has."""

AS_BEFORE, OWN_CABINET, NOT_LIBERAL, PLACE_GONE = "comme-avant", "cabinet", "non-liberal", "lieu-disparu"

CHOICES: Mapping[str, str] = {
    AS_BEFORE: "Ce que dit sa carte",
    OWN_CABINET: "Il ou elle exerce désormais en libéral dans son propre cabinet",
    NOT_LIBERAL: "Il ou elle n’a plus d’activité libérale",
    PLACE_GONE: "Son premier lieu d’exercice n’y figure plus",
}

OUTCOMES = {
    "wait": "en attente d’une seconde nuit, ou d’une correction",
    "end": "confirmé par cette nuit, et appliqué",
    "give_back": "corrigé, et rendu",
    "drop": "démenti ou périmé, et oublié",
    "failed": "non appliqué, à reprendre la nuit prochaine",
}
"""What becomes of a doubt, in the words of the page."""


def is_possible() -> bool:
    """Whether the platform has a directory that can be loaded."""
    return bool(settings().directory_table)


def people() -> dict[str, str]:
    """Return the names of those of whom the register may say something, by national identifier."""
    known = samples.practitioners()
    return {one.national_id: one.name for one in samples.people() if one.rpps and one.national_id in known}


def lines(everybody: Iterable[Line], changed: str, choice: str) -> Iterator[Line]:
    """Yield the lines of a night: those of everybody, but for the person who is chosen."""
    kept = list(everybody)
    yield from (line for line in kept if line.national_id != changed)
    yield from _as_chosen([line for line in kept if line.national_id == changed], choice)


def _as_chosen(own: list[Line], choice: str) -> list[Line]:
    if choice == OWN_CABINET:
        return [*own, own[0]._replace(mode="L", genre="GENR01", role="", place=_OWN, finess="", siret="")]
    if choice == NOT_LIBERAL:
        return [line._replace(mode="S") for line in own]
    if choice == PLACE_GONE:
        first = next((line.place for line in own if line.place), "")
        return [line for line in own if line.place != first] or [
            own[0]._replace(mode="", place="", finess="", siret="")
        ]
    return own


@dataclass(frozen=True)
class Nights:
    """Plays nights; `go_on` advances the clock to the next one. `everybody` is the register as it is before."""

    go_on: Callable[[], object]
    everybody: Callable[[], Iterable[Line]]

    def play(self, national_id: str, choice: str) -> Followed:
        """Go on to the next night and load what the register says then."""
        self.go_on()
        with TemporaryDirectory(prefix="night-") as folder:
            path = Path(folder) / "extraction.txt"
            tonight = lines(self.everybody(), national_id, choice)
            path.write_text(header() + "".join(map(text_of, tonight)), encoding="utf-8")
            return load_and_follow(runtime.context(), str(path), lambda *_: None, accept_changes=True)
