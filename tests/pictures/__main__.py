"""`python -m tests.pictures`: take every picture of docs/, and write docs/pictures.md; with names, take only those."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.end_to_end.browser.letters import Letter, letters_of
from tests.pictures.album import ALL_OF_IT, EVERY_PAGE, MAILS, MailPictures, Page, left_out, named
from tests.pictures.document import DOCUMENT, written
from tests.pictures.studio import PICTURES, NotTaken, staged, take_mail, take_page

MOST_BYTES = 8_000_000
"""What the pictures may weigh, all together, on whoever clones the repository."""


def check(taken: Sequence[Path]) -> None:
    """Raise `NotTaken` when the pictures weigh too much, or are not those of the album."""
    weight = sum(path.stat().st_size for path in taken)
    print(f"{len(taken)} pictures, {weight // 1000} kB")
    if weight > MOST_BYTES:
        raise NotTaken(f"they weigh {weight} bytes: keep to {MOST_BYTES}")
    if wrong := {path.stem for path in taken} ^ set(ALL_OF_IT):
        raise NotTaken(f"not as the album has them: {sorted(wrong)}")


def take(pages: Sequence[Page], mails: Sequence[MailPictures]) -> tuple[list[Path], dict[str, Letter]]:
    """Take these pictures; return them, and every mail by its kind."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with staged() as stage:
        letters = {letter.kind: letter for letter in letters_of(stage.world.platform)}
        for mail in mails:
            taken += [take_mail(stage, letters[mail.kind], width, dark=dark) for width, dark in mail.shots]
        for state, picture in pages:
            taken += take_page(stage, state, picture)
    return taken, letters


def take_all() -> None:
    """Take every picture, remove those that left the album, and write the document."""
    if missing := left_out():
        raise NotTaken(f"no picture shows {', '.join(missing)}: add them to the album")
    taken, letters = take(EVERY_PAGE, MAILS)
    for old in set(PICTURES.glob("*.png")) - set(taken):
        old.unlink()
    _write_document(letters)
    check(taken)


def take_only(names: Sequence[str]) -> None:
    """Take the pictures of these pages and mails; the others stay as they are."""
    taken, letters = take(*named(names))
    _write_document(letters)
    print(*(path.stem for path in taken), sep="\n")


def _write_document(letters: Mapping[str, Letter]) -> None:
    DOCUMENT.write_text(written({kind: letter.subject for kind, letter in letters.items()}), encoding="utf-8")


def main(names: Sequence[str]) -> None:
    """Take the pictures of these names, or all."""
    if names:
        take_only(names)
    else:
        take_all()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except NotTaken as reason:
        sys.exit(str(reason))
