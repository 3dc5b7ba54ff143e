"""The sent mails, one of each kind."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

from tests.end_to_end.delegation import CLAIRE, HUGO, INES, LUC, PAUL
from tests.end_to_end.local_platform import LocalPlatform

_GIVEN = (
    *(label for card in (CLAIRE, HUGO, INES, LUC, PAUL) for _, label in card.structures),
    "amelipro\u00a0 Délégation d’accès",  # the head of the mail, where a gap separates two names
)
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Letter:
    """A mail: its kind, its subject, the sent message, its HTML, and the text of both parts."""

    kind: str
    subject: str
    raw: bytes
    html: str
    text: str
    given: tuple[str, ...] = _GIVEN


def letters_of(platform: LocalPlatform) -> list[Letter]:
    """Return the first sent mail of each kind."""
    found: dict[str, Letter] = {}
    for raw in platform.raw_mails():
        letter = _letter(raw)
        found.setdefault(letter.kind, letter)
    return [found[kind] for kind in sorted(found)]


def _letter(raw: bytes) -> Letter:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    kind = str(message["X-Delegation-Mail"]).split(".")[-2]
    html, plain = (_body(message, part) for part in ("html", "plain"))
    return Letter(kind, str(message["Subject"]), raw, html, f"{_ADDRESS.sub('…', plain)}\n{shown(html)}")


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def shown(html: str) -> str:
    """Return the text of HTML, a line for each block, with its no-break spaces."""
    body = re.sub(r"<!--.*?-->|<style.*?</style>", "", re.split("<body[^>]*>", html)[-1], flags=re.DOTALL)
    lines = re.sub(
        r"</?(?:p|td|th|tr|li|ul|h\d|div|table|br|caption|summary)\b[^>]*>", "\n", re.sub(r"[ \n]+", " ", body)
    )
    return "\n".join(line.strip(" ") for line in unescape(re.sub(r"<[^>]*>", "", _ADDRESS.sub("…", lines))).split("\n"))
