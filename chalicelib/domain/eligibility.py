"""Who may grant which profil, and to whom (specification §1 and §2)."""

from datetime import date

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Practice, Structure
from chalicelib.domain.refusals import Code, Refused


def may_delegate(practice: Practice) -> bool:
    """Whether a person with this practice may be a délégant: has a liberal cabinet, or directs an establishment."""
    return (practice.liberal or practice.director) and bool(practice.structures)


def delegable(practice: Practice) -> Practice:
    """Return the practice with the structures that its owner may open to others: none without the right to delegate."""
    return practice if may_delegate(practice) else practice._replace(structures=())


def refusal_of_profil(profil: ProfilId, practice: Practice, today: date) -> str | None:
    """Return why a délégant may not grant `profil` today, None when that is allowed (table of specification §2)."""
    opens_on = PROFILS[profil].opens_on
    if opens_on is None or today < opens_on:
        return "Ce profil n’est pas encore ouvert."
    is_liberal_doctor = practice.liberal and practice.categorie == MEDECIN
    if profil is ProfilId.COMPTABLE:
        return None if is_liberal_doctor or practice.director else "Ce profil est ouvert aux médecins libéraux."
    if not is_liberal_doctor:
        return "Ce profil est ouvert aux médecins libéraux."
    if profil is ProfilId.ASSISTANT_MEDICAL and not practice.assistant_contract:
        return "Ce profil est ouvert aux médecins signataires d’un contrat assistant médical."
    return None


def open_profils(practice: Practice, today: date) -> tuple[ProfilId, ...]:
    """Return the profils that a délégant may grant today, in the order of the catalogue."""
    return tuple(profil for profil in PROFILS if refusal_of_profil(profil, practice, today) is None)


def require_profil(profil: ProfilId, practice: Practice, today: date) -> None:
    """Raise `Refused` unless a person with this practice may grant `profil` today."""
    if not may_delegate(practice):
        raise Refused(Code.NOT_ELIGIBLE)
    reason = refusal_of_profil(profil, practice, today)
    if reason:
        raise Refused(Code.PROFIL_CLOSED, fields={"profil": reason})


def require_exclusive(profil: ProfilId, liberal_activity: bool) -> None:
    """Raise `Refused` for a remplaçant who has a liberal activity of their own (specification §2)."""
    if profil is ProfilId.REMPLACANT and liberal_activity:
        raise Refused(Code.NOT_EXCLUSIVE)


def chosen_structures(
    profil: ProfilId, practice: Practice, chosen: tuple[str, ...], all_ticked: bool
) -> tuple[Structure, ...]:
    """Return the structures chosen in a form; raises `Refused` with the wrong field.

    Some profils take all structures, by one explicit box; the others take at least one of the délégant's own.
    """
    if PROFILS[profil].all_structures:
        if not all_ticked:
            raise Refused(
                Code.FORM,
                fields={"toutes_structures": "Cochez cette case\u00a0: ce profil porte sur toutes vos structures."},
            )
        if not practice.structures:
            raise Refused(
                Code.FORM,
                fields={"toutes_structures": "Aucune structure n’est rattachée à votre compte amelipro."},
            )
        return practice.structures
    structures = practice.structures_named(chosen)
    if not chosen:
        raise Refused(Code.FORM, fields={"structures": "Sélectionnez au moins une structure."})
    if len(structures) != len(set(chosen)):
        raise Refused(Code.FORM, fields={"structures": "Sélectionnez uniquement des structures qui sont les vôtres."})
    return structures
