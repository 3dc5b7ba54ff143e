"""People and places: names, structures, the two parties of a delegation."""

from enum import StrEnum
from typing import NamedTuple

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
    """A place of practice or an establishment of the délégant's."""

    id: str
    name: str
    street: str
    city: str
    am_finess: str
    categorie: str
    specialite: str
    liberal: bool

    @property
    def address(self) -> str:
        """Street and town, what is known of them: « 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return " ".join(part for part in (self.street, self.city) if part)

    @property
    def label(self) -> str:
        """One line: « Cabinet, 12 rue des Lilas 63031 Clermont-Ferrand »."""
        return ", ".join(part for part in (self.name, self.address) if part)


class Practice(NamedTuple):
    """What a délégant exercises, as last read from his card and from the directory.

    `liberal`: at least one liberal cabinet. `director`: directs an establishment. `assistant_contract`: signed
    the assistant-médical contract.
    """

    categorie: str = ""
    specialite: str = ""
    structures: tuple[Structure, ...] = ()
    liberal: bool = False
    director: bool = False
    assistant_contract: bool = False

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
