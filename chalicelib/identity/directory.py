"""The facts about a person that a userinfo lacks (specification §1), as `acts/directory.py` reads them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.directory.persons import Person
from chalicelib.domain.people import Name
from chalicelib.identity.postal import readable


class DirectoryEntry(NamedTuple):
    """The facts about one person. None means « unknown », not « none »; for an unknown person every field is None.

    `liberal_activity`: the person has one of their own. `numeros_am`: the numéro AM by id of structure. `director_of`:
    the establishments that the person directs, in the form of the activities of a userinfo.
    """

    liberal_activity: bool | None = None
    assistant_contract: bool | None = None
    numeros_am: Mapping[str, str] | None = None
    director_of: tuple[Mapping[str, Any], ...] | None = None


def name_of(person: Person) -> Name:
    """Return the name of a person of the directory, as people write it; the directory writes it in capitals."""
    return Name(person.civilite, readable(person.prenom), person.nom)
