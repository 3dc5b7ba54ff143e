"""The frame of every page: header, message and navigation (templates/pages/_layout.html)."""

from typing import NamedTuple

from chalicelib.http.inline import Inlined


class Flash(NamedTuple):
    """A message at the top of a page; `kind` is one of pages/_parts.html."""

    kind: str
    text: str


class ShownPerson(NamedTuple):
    """The person in the header of a page; `is_unreachable` when mails to his address came back (specification §3)."""

    account_id: str
    name: str
    detail: str
    unread: int
    csrf: str
    is_unreachable: bool


class Frame(NamedTuple):
    """The values of the frame."""

    person: ShownPerson | None
    assistance_number: str
    service_version: str
    flash: Flash | None
    inlined: Inlined
