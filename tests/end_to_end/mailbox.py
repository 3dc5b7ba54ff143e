"""The mails that SES received, behind a gateway that opens every link first."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.browser import Page, read_html
from tests.end_to_end.catalogue import Line, Mail, Side, Told
from tests.end_to_end.delegation import Delegation
from tests.end_to_end.local_platform import LocalPlatform, until

SECONDS_TO_ARRIVE = 20

ABOUT_ACCOUNTS = frozenset(
    {"Nouvelle connexion à votre compte", "Fin prochaine de vos délégations", "Votre demande de délégation"}
)
"""The subjects of mails that belong to an account and to no story of a delegation: each sign-in has a new browser."""


_BUTTON = re.compile(r"^(.+?) ?:\n(https?://\S+/lien/\S+)", re.MULTILINE)
"""Looked for at the beginning of a line: to try each of its letters takes seconds for all mails."""


@dataclass(frozen=True)
class Received:
    """A mail."""

    id: int
    to: str
    subject: str
    text: str
    html: Page

    @cached_property
    def flat(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @cached_property
    def buttons(self) -> list[tuple[str, str]]:
        """The label of each link in the text that leads to an answer, and the link."""
        return [(str(label), str(url)) for label, url in _BUTTON.findall(self.text)]

    def link(self, label: str) -> str:
        """Return the link in the text with this label."""
        found = [url for before, url in self.buttons if before.endswith(label)]
        assert len(found) == 1, f"« {label} »: {len(found)} times in\n{self.text}"
        return found[0]

    def fits(self, line: Line) -> bool:
        """Whether the mail matches a line of the catalogue."""
        labels = [label for label, _ in self.buttons]
        return (
            self.subject == line.subject
            and line.is_said_in(self.flat)
            and len(labels) == len(line.buttons)
            and all(label.endswith(wanted) for label, wanted in zip(labels, line.buttons, strict=True))
        )


class Mailbox:
    """The mails of all people, each read once, in the order of the stories."""

    def __init__(self, platform: LocalPlatform, *, scans: bool = True) -> None:
        """`scans` is left out where the mails only lead to pages; the stories without a browser scan every link."""
        self._platform = platform
        self._scans = scans
        self._parsed: dict[int, Received] = {}
        self._read: set[int] = set()
        self.seen: list[tuple[Mail, Received]] = []

    def all(self) -> list[Received]:
        """Return every mail that SES received, oldest first."""
        known = max(self._parsed, default=0)  # to read all of them at each look would take seconds
        given: list[dict[str, Any]] = json.loads(self._platform.browser().get(f"/local/mails.json/{known}").body)
        for mail in given:
            self._parsed[mail["id"]] = _received(mail)
        return list(self._parsed.values())

    @property
    def last(self) -> int:
        """The number of the last mail that SES received, 0 when there is none."""
        return max((mail.id for mail in self.all()), default=0)

    def about_delegations(self) -> list[Received]:
        """Return every mail about a delegation, oldest first."""
        return [mail for mail in self.all() if mail.subject not in ABOUT_ACCOUNTS]

    def unread(self) -> list[Received]:
        """Return the mails about delegations that no story has read."""
        return [mail for mail in self.about_delegations() if mail.id not in self._read]

    def pass_over(self) -> None:
        """Read nothing of what has come so far."""
        self._read.update(mail.id for mail in self.all())

    def read(self, mail: Mail, about: Delegation) -> Received:
        """Wait for a mail to its party of a delegation, check its content, and scan its links."""
        line = mail.value
        to, other = about.parties if line.side is Side.DELEGANT else about.parties[::-1]

        def look() -> list[Received]:
            return [one for one in self.unread() if one.to == to.address and one.fits(line) and other.sign in one.flat]

        found = until(look, SECONDS_TO_ARRIVE, f"{mail.name} never reached {to.address} about {other.sign}")[0]
        self._read.add(found.id)
        _check_parts(found, line)
        _check_terms(found, line, about)
        for _, url in found.buttons if self._scans else ():
            self._scan(url)
        self.seen.append((mail, found))
        return found

    def _scan(self, url: str) -> None:
        """Open a link twice, then send HEAD, as the gateways of hospitals do."""
        gateway = self._platform.browser()
        for method in ("GET", "GET", "HEAD"):
            page = gateway.get(url, method=method)
            assert page.status == 200, f"{method} {url}: {page.status} {page.text}"
            assert page.header("Cache-Control") == "no-store"
            assert page.header("Referrer-Policy") == "no-referrer"
            assert not re.findall(r"(?:src|href)=\"(?!/api/|#|tel:|data:image/svg)", page.body)


def _received(mail: dict[str, Any]) -> Received:
    text = "\n".join(mail["text"].replace("\u00a0", " ").splitlines())
    return Received(mail["id"], mail["to"], mail["subject"], text, read_html(mail["html"]))


def _check_parts(mail: Received, line: Line) -> None:
    """Check that both parts have the same text and the same links."""
    assert line.is_said_in(mail.html.text), mail.html.text
    in_html = [(label, url) for label, url in mail.html.links if "/lien/" in url and label != url]
    in_text = [(label, url) for label, (_, url) in zip(line.buttons, mail.buttons, strict=True)]
    assert in_html == in_text


def _check_terms(mail: Received, line: Line, about: Delegation) -> None:
    period = f"du {about.debut:%d/%m/%Y} au {about.fin:%d/%m/%Y}"
    if line.told is Told.BRIEF:
        assert f"profil {about.profil}, validité {period}" in mail.flat
    elif line.told is Told.ALL:
        first = mail.text.partition("Profil : ")[2]
        assert first.startswith(about.profil)
        assert re.search(rf"Période de validité(?: proposée)? : {period}\n", mail.text)
        lists = [block.split("\n- ")[1:] for block in re.findall(r"Structures concernées :((?:\n- .+)+)", mail.text)]
        assert about.structure_labels == (lists[0] if lists else [])
        assert all(label in mail.html.text for label in about.structure_labels)
