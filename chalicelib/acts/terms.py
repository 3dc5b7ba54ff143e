"""The terms asked for, read from a form, with every error at its field (specification §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.days import NotADay, read_day
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.eligibility import chosen_structures, delegable
from chalicelib.domain.people import Practice, Structure
from chalicelib.domain.periods import Validity, errors_of_validity
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status


@dataclass(frozen=True)
class AskedTerms:
    """A period and structures, as typed or sent.

    `toutes_structures` is the explicit box of the profils that take all; `every_own` stands for all ids, where a form
    offers that for another profil.
    """

    debut: str
    fin: str
    structures: tuple[str, ...] = ()
    toutes_structures: bool = False
    every_own: bool = False


@dataclass(frozen=True)
class AskedEnd:
    """A later last day alone, as typed or sent: « Prolonger » leaves the structures and the first day as they are.

    `shown` is the last day that was shown, where no version of the terms was.
    """

    fin: str
    shown: date | None = None


def read_terms(
    asked: AskedTerms,
    profil: ProfilId,
    practice: Practice,
    context: Context,
    *,
    kept_start: date | None = None,
    within: Validity | None = None,
    also: Mapping[str, str] | None = None,
) -> Terms:
    """Return the terms asked for; raise `Refused` with every error by field, and `also` those of other fields.

    A start in the past is valid only if it is the present one of the delegation, `kept_start`. `within`: the period
    that a délégué asked for, which may be shortened, and may have begun.
    """
    errors = dict(also or {})
    validity = _validity(asked, context, within.start if within else kept_start, errors)
    if validity and within:
        errors |= _errors_beyond(validity, within)
    structures: tuple[Structure, ...] = ()
    try:
        chosen = tuple(one.id for one in practice.structures) if asked.every_own else asked.structures
        structures = chosen_structures(profil, practice, chosen, asked.toutes_structures)
    except Refused as refused:
        errors |= refused.fields
    if errors or validity is None:
        raise Refused(Code.FORM, fields=errors)
    return Terms(validity, structures)


def read_prolonged(asked: AskedEnd, delegation: Delegation, practice: Practice, context: Context) -> Terms:
    """Return the terms of a delegation with a later last day; raise `Refused` with the error at its field.

    They are those of the proposal that waits for an answer, if there is one, which this prolongation replaces. A
    structure that the délégant has lost meanwhile is not asked for again.
    """
    proposal = delegation.proposal_at(context.now)
    present = proposal.terms if proposal else delegation.terms
    start, errors = present.validity.start, dict[str, str]()
    validity = _validity(AskedTerms(start.isoformat(), asked.fin), context, start, errors)
    if validity is None:
        raise Refused(Code.FORM, fields=errors)
    last = delegation.terms.validity.end
    if validity.end <= last:
        raise Refused(Code.FORM, fields={"fin": f"La nouvelle date de fin doit suivre le {last:%d/%m/%Y}."})
    structures = own_structures(practice, present.structures)
    if proposal and proposal.terms == Terms(validity, structures):
        raise Refused(Code.FORM, fields={"fin": "Votre délégué a déjà cette demande, et n’y a pas encore répondu."})
    return Terms(validity, structures)


def own_structures(practice: Practice, structures: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """Return those of `structures` that the délégant may still open; raise `Refused` when there are none."""
    own = delegable(practice)
    still = tuple(structure for structure in structures if own.place_of(structure))
    if not still:
        raise Refused(Code.WRONG_STATUS, "Vous n’exercez plus dans les structures de cette délégation.")
    return still


def read_profil(text: str) -> ProfilId:
    """Return the profil chosen; raise `Refused` with the error at its field."""
    if text not in set(ProfilId):
        raise Refused(Code.FORM, fields={"profil": "Sélectionnez un profil."})
    return ProfilId(text)


def read_period(debut: str, fin: str, context: Context) -> Validity:
    """Return the period typed; raise `Refused` with its errors by field."""
    errors: dict[str, str] = {}
    validity = _validity(AskedTerms(debut, fin), context, None, errors)
    if validity is None:
        raise Refused(Code.FORM, fields=errors)
    return validity


def read_asked_longer(asked: AskedTerms, delegation: Delegation, context: Context) -> Validity:
    """Return the period that a délégué asks for; raise `Refused` with every error at its field.

    Its first day is that of the delegation, unless that is over: then it begins again, not in the past.
    """
    present, errors = delegation.terms.validity, dict[str, str]()
    if delegation.status_at(context.now) is Status.TERMINEE:
        validity = _validity(asked, context, None, errors)
    else:
        validity = _validity(AskedTerms(present.start.isoformat(), asked.fin), context, present.start, errors)
        if validity and validity.end <= present.end:
            errors["fin"] = f"La nouvelle date de fin doit suivre le {present.end:%d/%m/%Y}."
    if errors or validity is None:
        raise Refused(Code.FORM, fields=errors)
    return validity


def _errors_beyond(validity: Validity, asked: Validity) -> dict[str, str]:
    """Return the errors of a period that is longer than the one asked for, by field."""
    errors: dict[str, str] = {}
    if validity.start < asked.start:
        errors["debut"] = f"La période demandée commence le {asked.start:%d/%m/%Y}\u00a0: vous pouvez la raccourcir."
    if validity.end > asked.end:
        errors["fin"] = f"La période demandée s’achève le {asked.end:%d/%m/%Y}\u00a0: vous pouvez la raccourcir."
    return errors


def day_typed(field: str, label: str, text: str) -> date:
    """Return the day that was typed; raise `Refused` with the error at its field."""
    errors = dict[str, str]()
    day = _day(field, label, text, errors)
    if day is None:
        raise Refused(Code.FORM, fields=errors)
    return day


def _validity(asked: AskedTerms, context: Context, kept_start: date | None, errors: dict[str, str]) -> Validity | None:
    start = _day("debut", "La date de début", asked.debut, errors)
    end = _day("fin", "La date de fin", asked.fin, errors)
    if start is None or end is None:
        return None
    longest = context.settings.longest_validity_days
    errors |= errors_of_validity(start, end, context.today, longest, kept_start)
    return None if errors else Validity(start, end)


def errors_of_day(field: str, label: str, text: str) -> dict[str, str]:
    """Return the error of a day that was typed, by its field; an empty mapping when it has none."""
    errors: dict[str, str] = {}
    _day(field, label, text, errors)
    return errors


def _day(field: str, label: str, text: str, errors: dict[str, str]) -> date | None:
    """Return the day typed in a field; None with its error when there is none."""
    if not text.strip():
        errors[field] = f"Saisissez {label[0].lower()}{label[1:]}."
        return None
    try:
        return read_day(text)
    except NotADay as why:
        errors[field] = f"{label} {why}"
        return None
