"""What stands around every page (templates/pages/_layout.html)."""

from dataclasses import dataclass, field

from chalicelib.http.inline import Inlined, inlined


@dataclass(frozen=True, eq=False, repr=False)
class Flash:
    """A message at the top of a page; `kind` is one of pages/_parts.html."""

    kind: str
    text: str


@dataclass(frozen=True, eq=False, repr=False)
class ShownPerson:
    """The person in the header of a page."""

    name: str
    detail: str
    unread: int
    csrf: str


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """What stands around every page."""

    person: ShownPerson | None
    assistance_number: str
    service_version: str
    flash: Flash | None
    inlined: Inlined = field(default_factory=inlined)
