"""The sentences for a délégant about a person of the national directory."""

from chalicelib.directory.persons import Person
from chalicelib.domain.codes import PROFESSION_TO_CATEGORIE, categorie_label, specialite_label
from chalicelib.domain.savoir_faire import SAVOIR_FAIRE
from chalicelib.identity.directory import name_of

_GENERALISTE = "01"
"""The spécialité « médecine générale »."""

UNKNOWN = "L’Annuaire Santé ne connaît pas ce numéro. Vérifiez-le\u00a0; s’il est exact, vous pouvez continuer."
FAILED = "L’Annuaire Santé ne répond pas pour le moment. Vérifiez le numéro\u00a0; vous pouvez continuer."
NO_RPPS = "Seul un numéro RPPS (11 chiffres) peut être vérifié."


def person_named(person: Person) -> str:
    """Return a person in one line: name, profession, and whether he is a locum."""
    locum = "remplaçante" if person.civilite == "MME" else "remplaçant"
    known = (
        name_of(person).full,
        _as_title(profession_of(person)),
        locum if person.is_locum and not person.is_liberal else "",
    )
    return ", ".join(filter(None, known))


def _as_title(profession: str) -> str:
    """Return the title of a person of this spécialité or profession."""
    is_generaliste = profession == specialite_label(_GENERALISTE)
    return "médecin généraliste" if is_generaliste else profession.lower()


def profession_of(person: Person) -> str:
    """Return the first spécialité that has a label, else the first profession."""
    pairs = [exercice.partition(":")[::2] for exercice in person.exercices]
    skills = [SAVOIR_FAIRE[skill].specialite for _, skill in pairs if skill in SAVOIR_FAIRE]
    labels = [specialite_label(code) for code in skills if code]
    labels += [categorie_label(PROFESSION_TO_CATEGORIE.get(profession, "")) for profession, _ in pairs]
    return next(filter(None, labels), "")


def is_closed(person: Person) -> str:
    """Return why the profil Remplaçant is closed to a person; empty when it is open."""
    if not person.is_liberal:
        return ""
    return "a une activité libérale en son nom\u00a0: le profil Remplaçant lui est fermé."
