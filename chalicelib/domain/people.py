"""People and places: names, structures, the two parties of a delegation."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.codes import specialite_label
from chalicelib.domain.statuses import AccountStatus


class Party(StrEnum):
    """The two sides of a delegation."""

    DELEGANT = "delegant"
    DELEGUE = "delegue"


MOST_PLACES = 300
"""Structures of one practice, and so of a delegation. An item of DynamoDB holds 400 kB, and a delegation holds its
structures twice while other terms are proposed."""

CIVILITES = {"M": "M.", "MME": "Mme"}


class Name(NamedTuple):
    """A person's civil name; all fields are empty until somebody gives it."""

    civilite: str = ""
    prenom: str = ""
    nom: str = ""

    @property
    def full(self) -> str:
        """« Mme Claire EXEMPLE »; empty when unknown."""
        parts = (CIVILITES.get(self.civilite, ""), self.prenom, self.nom.upper())
        return " ".join(part for part in parts if part)


class Structure(NamedTuple):
    """A place of practice or an establishment of a délégant.

    `id` is our own identifier and never changes. `technical`, `finess` and `siret` are those of the register, empty
    when unknown. `savoir_faire` is the card's label when the Assurance Maladie has no code for the spécialité.
    """

    id: str
    name: str
    street: str
    city: str
    am_finess: str
    categorie: str
    specialite: str
    liberal: bool
    technical: str = ""
    finess: str = ""
    siret: str = ""
    savoir_faire: str = ""

    @property
    def address(self) -> str:
        """Street and town, as far as they are known: « 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return " ".join(part for part in (self.street, self.city) if part)

    @property
    def label(self) -> str:
        """Name and address on one line: « Cabinet, 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return ", ".join(part for part in (self.name, self.address) if part)

    @property
    def specialite_label(self) -> str:
        """The label of the spécialité, or else the card's label of the savoir-faire; empty when neither is known."""
        return specialite_label(self.specialite) or self.savoir_faire

    @property
    def identifiers(self) -> frozenset[str]:
        """All identifiers of this place. The technical id of a place with a FINESS is « F » and the FINESS."""
        candidates = (self.id, self.technical, f"F{self.finess}" if self.finess else "", self.siret)
        return frozenset(identifier for identifier in candidates if identifier)

    @property
    def _of_the_register(self) -> frozenset[str]:
        return frozenset({self.id, self.technical, f"F{self.finess}" if self.finess else ""} - {""})

    def is_same_place(self, other: "Structure") -> bool:
        """Whether the two places share an identifier.

        Two sites of one company may share its SIRET: where the register has an id for each, they are two places.
        """
        if not self._of_the_register.isdisjoint(other._of_the_register):
            return True
        return not (self.technical and other.technical) and not self.identifiers.isdisjoint(other.identifiers)

    def known_as(self, other: "Structure") -> "Structure":
        """Return this place with the id of `other`, which is the same place, and with the identifiers of both."""
        return self._replace(
            id=other.id,
            technical=self.technical or other.technical,
            finess=self.finess or other.finess,
            siret=self.siret or other.siret,
        )


def town_of(city: str) -> str:
    """Return the town without its postal code: « Clermont-Ferrand » for « 63031 Clermont-Ferrand »."""
    code, _, town = city.partition(" ")
    return town.strip() if code.isdigit() else city


def same_place(structure: Structure, among: Iterable[Structure]) -> Structure | None:
    """Return the place among several that `structure` is: the one with its id, else one that shares an identifier."""
    places = tuple(among)
    by_id = (place for place in places if place.id == structure.id)
    return next(by_id, None) or next((place for place in places if place.is_same_place(structure)), None)


class Practice(NamedTuple):
    """Where and as what a délégant works, as last read from the card and the directory.

    `liberal`: has at least one liberal cabinet. `director`: directs an establishment. `assistant_contract`: has signed
    the contract « assistant médical ». `savoir_faire`: as for a structure.
    """

    categorie: str = ""
    specialite: str = ""
    structures: tuple[Structure, ...] = ()
    liberal: bool = False
    director: bool = False
    assistant_contract: bool = False
    savoir_faire: str = ""

    @property
    def specialite_label(self) -> str:
        """The label of the spécialité, as for a structure."""
        return specialite_label(self.specialite) or self.savoir_faire

    def place_of(self, structure: Structure) -> Structure | None:
        """Return the place of this practice that `structure` is, None when it is none of them."""
        return same_place(structure, self.structures)

    def structures_named(self, ids: tuple[str, ...]) -> tuple[Structure, ...]:
        """Return the structures with these ids, in the order of the practice."""
        return tuple(structure for structure in self.structures if structure.id in ids)


class Identifiers(NamedTuple):
    """The identifiers of a délégué besides the address (specification §2, « asked in addition »)."""

    rpps_adeli: str = ""
    cpe: str = ""
    categorie: str = ""
    specialite: str = ""


class Delegant(NamedTuple):
    """The délégant as stored in a delegation."""

    account_id: str
    name: Name
    categorie: str
    specialite: str


class Delegue(NamedTuple):
    """The délégué as stored in a delegation.

    `identifiers` are those in use. `entered` are those that the délégant typed: a correction by the délégué is shown to
    the délégant before the validation (specification §3).
    """

    account_id: str
    address: str
    name: Name
    identifiers: Identifiers
    entered: Identifiers

    @property
    def shown(self) -> str:
        """The name to show, or the address until there is a name."""
        return self.name.full or self.address


class Account(NamedTuple):
    """An account, as far as the rules need it."""

    id: str
    status: AccountStatus
    address: str
    name: Name = Name()
    liberal_activity: bool = False
