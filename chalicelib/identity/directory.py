"""What the userinfo of Pro Santé Connect lacks (spec §1); `acts/directory.py` asks for it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.directory.persons import Person
from chalicelib.domain.people import Name
from chalicelib.identity.postal import readable


class DirectoryEntry(NamedTuple):
    """What is known of one person beside the card. None is unknown, not none; all of it for somebody unknown.

    `liberal_activity`: one of the person's own. `numeros_am`: numéro AM by id of structure. `director_of`:
    establishments, in the shape of the userinfo's activities.
    """

    liberal_activity: bool | None = None
    assistant_contract: bool | None = None
    numeros_am: Mapping[str, str] | None = None
    director_of: tuple[Mapping[str, Any], ...] | None = None


def name_of(person: Person) -> Name:
    """Return the name of somebody whom the directory names in capitals, as people write it."""
    return Name(person.civilite, readable(person.prenom), person.nom)
