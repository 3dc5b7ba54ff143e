"""Structures as choices of a form: name, address, AM/FINESS, catégorie and spécialité."""

from chalicelib.domain.codes import categorie_label
from chalicelib.domain.people import Structure
from chalicelib.templating import court

Option = tuple[str, str, list[str]]


def structure_options(structures: tuple[Structure, ...]) -> list[Option]:
    """Return (id, name, details) of each structure."""
    return [(structure.id, court(structure.name), structure_details(structure)) for structure in structures]


def structure_details(structure: Structure) -> list[str]:
    """Return the lines below the name of a structure; what is unknown is left out."""
    lines = [
        court(structure.street),
        court(structure.city),
        f"AM/FINESS\u00a0: {court(structure.am_finess)}" if structure.am_finess else "",
        categorie_label(structure.categorie),
        court(structure.specialite_label),
    ]
    return [line for line in lines if line]
