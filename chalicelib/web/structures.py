"""Structures as choices of a form: name, address, AM/FINESS, catégorie and spécialité (user guide §1.1)."""

from typing import NamedTuple

from chalicelib.domain.codes import categorie_label
from chalicelib.domain.folding import is_found
from chalicelib.domain.people import Structure
from chalicelib.http.forms import Form
from chalicelib.templating import court

Option = tuple[str, str, list[str]]

MANY = 10
"""Structures from which on a form offers to choose all of them, and to search them."""


class Choices(NamedTuple):
    """The structures that a form offers; of many, those that its search finds and those that are ticked."""

    options: list[Option]
    total: int

    @property
    def are_many(self) -> bool:
        """Whether the form offers a search."""
        return self.total >= MANY


def structure_choices(form: Form, structures: tuple[Structure, ...]) -> Choices:
    """Return the choices of a form, whose field `cherche` holds part of a name, of an address or of a number."""
    sought, ticked = form.text("cherche") if len(structures) >= MANY else "", form.texts("structures")
    found = (one for one in structures if one.id in ticked or is_found(sought, f"{one.label} {one.am_finess}"))
    return Choices(structure_options(tuple(found)), len(structures))


def is_searching(form: Form) -> bool:
    """Whether a form was sent to search its structures, by its button or by « Entrée » in the field."""
    return bool(form.text("chercher")) or form.text("cherche") != form.text("cherchee")


def structure_options(structures: tuple[Structure, ...]) -> list[Option]:
    """Return (id, name, details) of each structure."""
    return [(structure.id, court(structure.name), structure_details(structure)) for structure in structures]


def structure_details(structure: Structure) -> list[str]:
    """Return the lines below the name of a structure, without those that are unknown."""
    lines = [
        court(structure.street),
        court(structure.city),
        f"AM/FINESS\u00a0: {court(structure.am_finess)}" if structure.am_finess else "",
        categorie_label(structure.categorie),
        court(structure.specialite_label),
    ]
    return [line for line in lines if line]
