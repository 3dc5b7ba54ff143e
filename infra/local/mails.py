"""The mails that the embedded AWS was given to send, read from the folder where `aws_child.py` keeps them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail as its reader gets it; `date` is its own, or else the instant it was received."""

    id: int
    message_id: str
    date: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return what `/local/mails.json/…` says of it."""
        fields = asdict(self)
        fields["from"] = fields.pop("sender")
        return {**fields, "date": self.date.isoformat()}


class Mails:
    """The folder, seen as numbered mails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest_first(self) -> list[Mail]:
        """Return every mail."""
        return [_read(path) for path in sorted(self._folder.glob("*.json"), reverse=True)]

    def after(self, number: int) -> list[Mail]:
        """Return the mails whose numbers are above this one, oldest first."""
        return [_read(path) for path in sorted(self._folder.glob("*.json")) if int(path.stem) > number]

    def get(self, number: int) -> Mail | None:
        """Return one mail, None when there is no such number."""
        path = self._folder / f"{number:06}.json"
        return _read(path) if path.exists() else None


@cache
def _read(path: Path) -> Mail:
    """Read a mail, once: a file that has its name never changes."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    message = message_from_bytes(base64.b64decode(kept["raw"]), _class=EmailMessage, policy=policy.default)
    return Mail(
        id=int(path.stem),
        message_id=kept["message_id"],
        date=_date(message) or datetime.fromisoformat(kept["received"]),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ", ".join(kept["to"])),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers={name: str(value) for name, value in message.items()},
    )


def _date(message: EmailMessage) -> datetime | None:
    header = message["Date"]
    return header.datetime if header is not None else None


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
