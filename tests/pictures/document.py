"""docs/pictures.md: every picture, with its caption."""

from collections.abc import Mapping

from tests.end_to_end.browser.states.state import DESKTOP, PHONE, Picture
from tests.pictures.album import MAILS, PAGES, MailPictures
from tests.pictures.studio import MAIL, ROOT, mail_name

DOCUMENT = ROOT / "docs" / "pictures.md"

_HEAD = """# Pictures

Written by `make pictures`, which takes them from the running product ([tests/pictures](../tests/pictures)) in states
that the browser tests visit: pages at 1280 and 390 pixels, mails at 700 and 360, long ones cut off at the bottom.
Every template has its picture; a test fails for one without. People, addresses and numbers are invented, and the
addresses of links are those of the local platform. Letters are drawn in Arial, or what the machine has in its place.
"""


def written(subjects: Mapping[str, str]) -> str:
    """Return the document; `subjects` gives the subject of each mail by its kind."""
    parts = [_HEAD]
    for title, pages in PAGES.items():
        rows = [_row(picture) for _, picture in pages]
        parts.append("\n".join([f"## {title}\n", "| desktop | phone |", "|---|---|", *rows, ""]))
    parts.append("\n".join(["## Mails\n", *(_mail(mail, subjects[mail.kind]) for mail in MAILS), ""]))
    return "\n".join(parts)


def _row(picture: Picture) -> str:
    cells = [
        " ".join(
            f"![{picture.caption}{', dark' if dark else ''}]({_path(name)})"
            for name, shot_width, dark in picture.shots
            if shot_width == width
        )
        for width in (DESKTOP, PHONE)
    ]
    return f"| {picture.caption}<br>{cells[0]} | {cells[1]} |"


def _mail(mail: MailPictures, subject: str) -> str:
    shown = [
        f"![{subject}, {width} px{', dark' if dark else ''}]({_path(mail_name(mail.kind, width, dark=dark))})"
        for width, dark in sorted(mail.shots, key=lambda shot: (shot[0] != MAIL, shot))
    ]
    return f"### « {subject} », {mail.to}\n\n{mail.caption}.\n\n{' '.join(shown)}\n"


def _path(name: str) -> str:
    return f"pictures/{name}.png"
