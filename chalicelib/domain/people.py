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


CIVILITES = {"M": "M.", "MME": "Mme"}


class Name(NamedTuple):
    """A person's civil name; all empty while nobody has given it."""

    civilite: str = ""
    prenom: str = ""
    nom: str = ""

    @property
    def full(self) -> str:
        """« Mme Claire EXEMPLE »; empty when unknown."""
        parts = (CIVILITES.get(self.civilite, ""), self.prenom, self.nom.upper())
        return " ".join(part for part in parts if part)


class Structure(NamedTuple):
    """A place of practice or an establishment of the délégant's.

    `id` names it here for good; `technical`, `finess` and `siret` are what the register calls it, each empty when not
    known. `savoir_faire` is the card's own label where the Assurance Maladie has no code for the spécialité.
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
        """Street and town, what is known of them: « 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return " ".join(part for part in (self.street, self.city) if part)

    @property
    def label(self) -> str:
        """One line: « Cabinet, 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return ", ".join(part for part in (self.name, self.address) if part)

    @property
    def specialite_label(self) -> str:
        """The spécialité as people read it, or the card's own word for it; empty when neither is known."""
        return specialite_label(self.specialite) or self.savoir_faire

    @property
    def identifiers(self) -> frozenset[str]:
        """Everything that names this place. Technical ids of places with a FINESS are « F » and the FINESS."""
        named = (self.id, self.technical, f"F{self.finess}" if self.finess else "", self.siret)
        return frozenset(identifier for identifier in named if identifier)

    def is_same_place(self, other: "Structure") -> bool:
        """Whether any identifier is common to both."""
        return not self.identifiers.isdisjoint(other.identifiers)

    def known_as(self, other: "Structure") -> "Structure":
        """Return this place under the id that `other`, the same place, has here, with the identifiers of both."""
        return self._replace(
            id=other.id,
            technical=self.technical or other.technical,
            finess=self.finess or other.finess,
            siret=self.siret or other.siret,
        )


def same_place(structure: Structure, among: Iterable[Structure]) -> Structure | None:
    """Return which of several places `structure` is: the one of its id, else one that shares an identifier."""
    places = tuple(among)
    by_id = (place for place in places if place.id == structure.id)
    return next(by_id, None) or next((place for place in places if place.is_same_place(structure)), None)


class Practice(NamedTuple):
    """What a délégant exercises, as last read from his card and from the directory.

    `liberal`: at least one liberal cabinet. `director`: directs an establishment. `assistant_contract`: signed
    the assistant-médical contract. `savoir_faire`: as for a structure.
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
        """As for a structure."""
        return specialite_label(self.specialite) or self.savoir_faire

    def place_of(self, structure: Structure) -> Structure | None:
        """Return the place of this practice that `structure` is; None when it is none of them."""
        return same_place(structure, self.structures)

    def structures_named(self, ids: tuple[str, ...]) -> tuple[Structure, ...]:
        """Return this practice's structures among `ids`, in the practice's order."""
        return tuple(structure for structure in self.structures if structure.id in ids)


class Identifiers(NamedTuple):
    """What tells a délégué apart beside the address (spec §2, « asked in addition »)."""

    rpps_adeli: str = ""
    cpe: str = ""
    categorie: str = ""
    specialite: str = ""


class Delegant(NamedTuple):
    """The délégant as the delegation remembers him."""

    account_id: str
    name: Name
    categorie: str
    specialite: str


class Delegue(NamedTuple):
    """The délégué as the delegation remembers him.

    `identifiers` is what holds; `entered` keeps what the délégant typed, so that a correction by the délégué can
    be shown to him before he validates (spec §3).
    """

    account_id: str
    address: str
    name: Name
    identifiers: Identifiers
    entered: Identifiers

    @property
    def shown(self) -> str:
        """The name, or the address while nobody has given a name."""
        return self.name.full or self.address


class Account(NamedTuple):
    """What the rules need of somebody's account."""

    id: str
    status: AccountStatus
    address: str
    name: Name = Name()
    liberal_activity: bool = False
