"""The catalogue of profils and services (specification §2). Single services cannot be delegated."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.codes import CATEGORIE_LABELS, ETABLISSEMENT, MEDECIN
from chalicelib.domain.modes import EVERY_MODE, Mode
from chalicelib.domain.people import Identifiers


class Service(NamedTuple):
    """A service of the portal. `specialites` is empty when every spécialité of its catégories may use the service."""

    id: str
    label: str
    group: str
    payment: bool
    categories: frozenset[str]
    specialites: frozenset[str] = frozenset()

    def is_open_to(self, categorie: str, specialite: str) -> bool:
        """Whether a person of this catégorie and spécialité may use the service in their own name."""
        if categorie not in self.categories:
            return False
        return not self.specialites or specialite in self.specialites


_ALL = frozenset(CATEGORIE_LABELS)
_CARE = _ALL - {ETABLISSEMENT}
_DOCTORS = frozenset({MEDECIN})
_PRESCRIBERS = frozenset({MEDECIN, "chirurgien_dentiste", "sage_femme"})
_BARIATRIC = frozenset({"04", "49", "42", "08"})

ACTIVITES, PATIENT, COMMANDES = "Activités", "Services patient", "Commandes"

SERVICES: tuple[Service, ...] = (
    Service("paiements", "Tous mes paiements", ACTIVITES, True, _ALL),
    Service("rosp", "Convention - ROSP", ACTIVITES, True, frozenset({MEDECIN})),
    Service("horaires", "Saisie des horaires de cabinet", ACTIVITES, False, _CARE),
    Service("protocoles_ald", "Protocoles de soins et ALD", PATIENT, False, _DOCTORS),
    Service("medecin_traitant", "Déclaration médecin traitant", PATIENT, False, _DOCTORS),
    Service("transport", "Prescription de transport", PATIENT, False, _PRESCRIBERS),
    Service("echanges", "Échanges médicaux sécurisés", PATIENT, False, _CARE),
    Service("suivi_patient", "Suivi patient", PATIENT, False, _CARE),
    Service("accord_bariatrique", "Accord préalable chirurgie bariatrique", PATIENT, False, _DOCTORS, _BARIATRIC),
    Service("accord_medicament", "Accord préalable médicament", PATIENT, False, _PRESCRIBERS),
    Service("commandes", "Commandes", COMMANDES, False, _ALL),
)
"""The services of the portal's home screen, in its order (user guide 1)."""

_PAYMENTS = frozenset(service.id for service in SERVICES if service.payment)
_BUT_PAYMENTS = frozenset(service.id for service in SERVICES if not service.payment)


class ProfilId(StrEnum):
    """The ids of the profils; they are stored, so they must not change."""

    REMPLACANT = "remplacant"
    COMPTABLE = "comptable"
    ASSISTANT_MEDICAL = "assistant_medical"
    SECRETAIRE = "secretaire"


class Opening(NamedTuple):
    """The first day on which a profil may be granted, and the ids of the services that it gives."""

    on: date
    services: frozenset[str]


class Profil(NamedTuple):
    """The rules and the texts of a profil. `opening` is None as long as it may not be granted.

    `gives` completes « Ce profil donne accès : ». `sign_in` has the modes with which a délégué may use it; a stage may
    admit fewer (`SIGN_IN_MODES`).
    """

    id: ProfilId
    label: str
    gives: str
    attachment: str
    all_structures: bool
    all_structures_sentence: str
    needs_card: bool
    needs_cpe: bool
    opening: Opening | None
    sign_in: frozenset[Mode] = EVERY_MODE

    @property
    def opens_on(self) -> date | None:
        """The first day on which it may be granted; None while no day is set."""
        return self.opening.on if self.opening else None


PROFILS: Mapping[ProfilId, Profil] = {
    ProfilId.REMPLACANT: Profil(
        ProfilId.REMPLACANT,
        "Remplaçant",
        "à l’ensemble du bouquet de services du professionnel de santé remplacé, à l’exception des services en lien "
        "avec les paiements et remboursements de l’Assurance Maladie",
        "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité suivantes\u00a0:",
        all_structures=True,
        all_structures_sentence="Je donne accès à mon remplaçant à l’ensemble de mes cabinets libéraux et salariés, "
        "le cas échéant.",
        needs_card=True,
        needs_cpe=False,
        opening=Opening(date(2021, 3, 1), _BUT_PAYMENTS),
    ),
    ProfilId.COMPTABLE: Profil(
        ProfilId.COMPTABLE,
        "Comptable",
        "aux services liés aux paiements et remboursements de l’Assurance Maladie",
        "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité de la structure.",
        all_structures=False,
        all_structures_sentence="",
        needs_card=False,
        needs_cpe=False,
        opening=Opening(date(2021, 3, 1), _PAYMENTS),
    ),
    ProfilId.ASSISTANT_MEDICAL: Profil(
        ProfilId.ASSISTANT_MEDICAL,
        "Assistant médical",
        "à l’ensemble du bouquet de services du professionnel de santé assisté, à l’exception des services en lien "
        "avec les paiements et remboursements de l’Assurance Maladie",
        "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité de votre cabinet.",
        all_structures=True,
        all_structures_sentence="Je donne accès à mon assistant médical à l’ensemble de mes cabinets libéraux et "
        "salariés, le cas échéant.",
        needs_card=False,
        needs_cpe=True,
        opening=Opening(date(2021, 9, 1), _BUT_PAYMENTS),
    ),
    ProfilId.SECRETAIRE: Profil(
        ProfilId.SECRETAIRE,
        "Secrétaire",
        "aux services de secrétariat du portail",
        "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité de la structure.",
        all_structures=False,
        all_structures_sentence="",
        needs_card=False,
        needs_cpe=False,
        opening=None,
    ),
}


def services_opened(
    profil: ProfilId, delegue: Identifiers, structure_categorie: str, structure_specialite: str
) -> tuple[Service, ...]:
    """Return the services that `profil` opens at a structure of this catégorie and spécialité (specification §2).

    A remplaçant gets the services that both the structure and the delegue's own catégorie and spécialité may use. For
    the other profils only the structure counts. Payments are for the comptable alone. A structure loses no service when
    its spécialité is unknown, for example because its code is newer than our table.
    """
    opening = PROFILS[profil].opening
    of_profil = opening.services if opening else frozenset()
    return tuple(
        service
        for service in SERVICES
        if service.id in of_profil
        and _may_structure_use(service, structure_categorie, structure_specialite)
        and (not PROFILS[profil].needs_card or service.is_open_to(delegue.categorie, delegue.specialite))
    )


def _may_structure_use(service: Service, categorie: str, specialite: str) -> bool:
    return service.is_open_to(categorie, specialite) or (not specialite and categorie in service.categories)
