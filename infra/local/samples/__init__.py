"""Invented people and places, read from the JSON files of this folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent

DIRECTORY_FILE = _FOLDER / "directory.json"
"""What the national directory of the local platform says beside the cards; by national identifier."""


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who may sign in.

    `status` is `active`, `to_activate` or `none` (no account yet: `email` is then an address to try). An empty
    `national_id` is somebody without a card, an empty `password` somebody who signs in with the card only.
    """

    email: str
    civilite: str
    prenom: str
    nom: str
    status: str
    national_id: str
    rpps: str
    cpe: str
    password: str
    detail: str
    description: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.prenom} {self.nom}"

    @property
    def sign_in(self) -> str:
        """The ways in that this person has."""
        ways = [("carte", self.national_id), ("mot de passe", self.password)]
        return " ou ".join(way for way, has in ways if has).capitalize()


def people() -> tuple[SamplePerson, ...]:
    """Return every sample person."""
    return tuple(SamplePerson(**person) for person in _read("accounts.json"))


def practitioners() -> Mapping[str, Mapping[str, Any]]:
    """Return what Pro Santé Connect knows of whoever has a card: the userinfo, by national identifier."""
    return {document["SubjectNameID"]: document for document in _read("practitioners.json")}


def directory() -> Mapping[str, Mapping[str, Any]]:
    """Return the content of `DIRECTORY_FILE`."""
    entries: Mapping[str, Mapping[str, Any]] = _read(DIRECTORY_FILE.name)
    return entries


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
