"""The sample délégants with their structures, copied here, and their delegations."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Party:
    """One side of a delegation: his address, and his name in the mails to the other side."""

    address: str
    sign: str


@dataclass(frozen=True)
class Card:
    """A sample practitioner or director; `structures` are labels by identifier."""

    national_id: str
    name: str
    address: str
    structures: tuple[tuple[str, str], ...]

    @property
    def rpps(self) -> str:
        """The RPPS: the national identifier without its first digit, which gives its kind."""
        return self.national_id[1:]


CLAIRE = Card(
    "899900001019",
    "Mme Claire EXEMPLE",
    "claire.exemple@cabinet.example",
    (
        ("R99900000101", "Cabinet du Dr Exemple, 12 rue des Lilas 63000 Clermont-Ferrand"),
        ("R99900000102", "Les Volcans, 3 bis avenue de la République 63200 Riom"),
        ("R99900000103", "Cabinet Secondaire du Dr Exemple, 27 rue du Commerce 63800 Cournon-d'Auvergne"),
        ("F639900017", "Centre de Santé Municipal Imaginaire, 5 place de la Fontaine 63110 Beaumont"),
    ),
)
PAUL = Card(
    "899900001027",
    "M. Paul MODÈLE",
    "paul.modele@cardiologie.example",
    (("R99900000201", "Cabinet de Cardiologie du Dr Modele, 8 boulevard des Tilleuls 69006 Lyon"),),
)
INES = Card(
    "899900001035",
    "Mme Inès SPÉCIMEN",
    "ines.specimen@cabinet.example",
    (
        ("R99900000301", "Cabinet du Dr Specimen, 41 rue des Chantiers 44000 Nantes"),
        ("R99900000302", "Maison de Santé des Bords de l'Eau, 2 chemin de Halage 44400 Reze"),
    ),
)
HUGO = Card(
    "3929900019/0000000007",
    "M. Hugo FACTICE",
    "hugo.factice@clinique.example",
    (("F929900019", "Clinique du Parc, 60 avenue des Platanes 92100 Boulogne-Billancourt"),),
)
LUC = Card(
    "899900001068",
    "M. Luc LIBÉRAL",
    "luc.liberal@cabinet.example",
    (("R99900000601", "Cabinet du Dr Liberal, 19 quai des Capucines 33000 Bordeaux"),),
)

MAYA = Card("899900001126", "Mme Maya STAGIAIRE", "", ())

BRUNO, LINA, AGATHE = (
    "bruno.comptable@gestion.example",
    "lina.fictive@assistance.example",
    "agathe.attente@gestion.example",
)
"""Sample délégués: two with an active account, the last with an account à activer."""

SAMPLE_PASSWORD = "Tournesol-42!"


@dataclass(frozen=True)
class Delegation:
    """The terms and the délégué of a delegation; `form` holds the additional fields of its profil."""

    delegant: Card
    address: str
    profil: str
    debut: date
    fin: date
    structures: tuple[str, ...]
    form: tuple[tuple[str, str], ...] = ()

    @property
    def parties(self) -> tuple[Party, Party]:
        """The délégant, then the délégué."""
        return Party(self.delegant.address, self.delegant.name), Party(self.address, self.address)

    @property
    def structure_labels(self) -> list[str]:
        """The labels of the structures, in the order of the délégant's own."""
        return [label for structure_id, label in self.delegant.structures if structure_id in self.structures]

    @property
    def period(self) -> str:
        """The period, in the form of a table cell."""
        return f"{self.debut:%d/%m/%Y} {self.fin:%d/%m/%Y}"

    def ending(self, fin: date) -> "Delegation":
        """Return the same delegation until another day."""
        return replace(self, fin=fin)

    def at(self, *structures: str) -> "Delegation":
        """Return the same delegation at other structures."""
        return replace(self, structures=structures)


def comptable(delegant: Card, address: str, today: date, days: int = 59) -> Delegation:
    """Return a delegation to a comptable at the first structure, from today."""
    first = delegant.structures[0][0]
    return Delegation(delegant, address, "Comptable", today, today + timedelta(days=days), (first,))


def remplacant(delegant: Card, address: str, today: date, rpps: str) -> Delegation:
    """Return a delegation to a generalist as remplaçant at all the structures, for a fortnight from today."""
    form = (("rpps_adeli", rpps), ("categorie", "medecin"), ("specialite", "01"))
    return Delegation(
        delegant,
        address,
        "Remplaçant",
        today,
        today + timedelta(days=14),
        tuple(structure_id for structure_id, _ in delegant.structures),
        form,
    )


def assistant_medical(delegant: Card, address: str, today: date, cpe: str) -> Delegation:
    """Return a delegation to an assistant médical at all the structures, for a year from today."""
    return Delegation(
        delegant,
        address,
        "Assistant médical",
        today,
        today + timedelta(days=364),
        tuple(structure_id for structure_id, _ in delegant.structures),
        (("cpe", cpe),),
    )
