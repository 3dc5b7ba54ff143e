"""`python -m infra.pictures`: take every picture of docs/ anew."""

import sys
from collections.abc import Sequence
from pathlib import Path

from infra.pictures.story import play
from infra.pictures.studio import MOST_BYTES, MOST_FILES, PICTURES, ROOT, NotTaken, studio


def check(taken: Sequence[Path]) -> None:
    """Raise `NotTaken` when the pictures would weigh on whoever clones the repository."""
    if len(taken) > MOST_FILES:
        raise NotTaken(f"{len(taken)} pictures: keep to {MOST_FILES}")
    for path in taken:
        if path.stat().st_size > MOST_BYTES:
            raise NotTaken(f"{path.name} weighs {path.stat().st_size} bytes: keep to {MOST_BYTES}")


def main() -> None:
    """Take every picture anew, and remove those that no story takes any more."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with studio() as found:
        play(found)
    for old in set(PICTURES.glob("*.png")) - set(found.taken):
        old.unlink()
    check(found.taken)
    for path in found.taken:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    try:
        main()
    except NotTaken as reason:
        sys.exit(str(reason))
