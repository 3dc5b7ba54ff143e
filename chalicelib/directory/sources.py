"""The sources of an extraction: a file, a ZIP with its siblings, or a URL that is downloaded as a stream."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from chalicelib.directory.extraction import Lines
from chalicelib.directory.faults import BadExtraction

if TYPE_CHECKING:
    from http.client import HTTPResponse

_TIMEOUT_SECONDS = 60
_PIECE = 1 << 20
_LONGEST_LINE = 8 * _PIECE
"""Bytes that are held while the end of a line is awaited. A real line has some 340."""

_ZIP = b"PK\x03\x04"
_MEMBER = re.compile(r"ps[_-]libreacces[_-]personne[_-]activite.*\.txt$", re.IGNORECASE)
"""The file of the archive that holds the activities; its siblings hold savoir-faire and diplomas."""

_STAMP = re.compile(r"_([0-9]{12})\.(?:txt|zip)$", re.IGNORECASE)
"""AAAAMMJJHHMM, as the publisher writes it at the end of its names."""


class Extraction(NamedTuple):
    """The lines of an extraction, and when it was published; None when neither its name nor the server says so."""

    lines: Lines
    published: datetime | None


@contextmanager
def opened(where: str) -> Iterator[Extraction]:
    """Open a path or an HTTPS URL; raise `BadExtraction` when it is missing or incomplete."""
    if where.startswith("https://"):
        with _downloaded(where) as extraction:
            yield extraction
        return
    path = Path(where)
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadExtraction(f"{where} cannot be read: {error.strerror}") from error
    with file:
        if file.read(len(_ZIP)) == _ZIP:
            with _unzipped(file) as extraction:
                yield extraction
            return
        file.seek(0)
        yield Extraction(_lines_of(_pieces_of(file)), _stamp_of(path.name))


@contextmanager
def _unzipped(file: IO[bytes]) -> Iterator[Extraction]:
    try:
        with zipfile.ZipFile(file) as archive:
            name = _member_of(archive.namelist())
            with _member(archive, name) as member:
                yield Extraction(_lines_of(_pieces_of(member)), _stamp_of(name))
    except (zipfile.BadZipFile, EOFError) as error:
        raise BadExtraction("the archive is damaged or was not received whole") from error


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except (RuntimeError, NotImplementedError) as error:
        raise BadExtraction(f"the archive cannot be read: {error}") from error


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := file.read(_PIECE):
            yield piece
    except zlib.error as error:
        raise BadExtraction("the archive is damaged or was not received whole") from error


def _member_of(names: list[str]) -> str:
    found = [name for name in names if _MEMBER.search(name)]
    if len(found) != 1:
        raise BadExtraction(f"the archive has {len(found)} files of activities among: {', '.join(names)}")
    return found[0]


@contextmanager
def _downloaded(address: str) -> Iterator[Extraction]:
    from http.client import HTTPException  # noqa: PLC0415 - the pages do without it
    from ssl import SSLError  # noqa: PLC0415
    from urllib.error import HTTPError, URLError  # noqa: PLC0415
    from urllib.request import Request, urlopen  # noqa: PLC0415

    try:
        with urlopen(Request(address), timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - https only, checked above
            if not response.url.startswith("https://"):
                raise BadExtraction("the address leads to a server without HTTPS")
            yield from _received(response)
    except HTTPError as error:
        raise BadExtraction(f"the server answers {error.code}") from error
    except (URLError, HTTPException, TimeoutError, ConnectionError, SSLError) as error:
        raise BadExtraction(f"the download stopped: {error}") from error


def _received(response: "HTTPResponse") -> Iterator[Extraction]:
    """Yield one extraction: at once, line by line, or, for an archive, once it is complete on disk."""
    pieces = _Pieces(response)
    if not pieces.first.startswith(_ZIP):
        yield Extraction(_lines_of(pieces), _published(response))
        return
    with TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
        with _unzipped(file) as extraction:
            yield extraction


def _published(response: "HTTPResponse") -> datetime | None:
    text = response.headers.get("Last-Modified")
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


class _Pieces:
    """The body of a response, piece by piece; raises `BadExtraction` when it ends before the announced length."""

    def __init__(self, response: "HTTPResponse") -> None:
        self._response = response
        self._announced = response.length
        self.first = response.read(_PIECE)

    def __iter__(self) -> Iterator[bytes]:
        received, piece = 0, self.first
        while piece:
            received += len(piece)
            yield piece
            piece = self._response.read(_PIECE)
        if self._announced is not None and received < self._announced:
            raise BadExtraction(f"the download stopped at {received} of {self._announced} bytes")


def _lines_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise BadExtraction("the file has no ends of lines as it must have: it is no extraction")
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


def _stamp_of(name: str) -> datetime | None:
    found = _STAMP.search(name)
    try:
        return datetime.strptime(found[1], "%Y%m%d%H%M").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
