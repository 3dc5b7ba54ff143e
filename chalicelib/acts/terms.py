"""The terms somebody asks for, from what he typed: every error at its field (specification §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Terms
from chalicelib.domain.eligibility import chosen_structures
from chalicelib.domain.people import Practice, Structure
from chalicelib.domain.periods import Validity, errors_of_validity
from chalicelib.domain.refusals import Code, Refused

_LAST_DAY = date(2999, 12, 31)
"""A day beyond it was mistyped; and the days that follow a period can always be counted."""


@dataclass(frozen=True)
class AskedTerms:
    """A period and structures, as typed or sent."""

    debut: str
    fin: str
    structures: tuple[str, ...] = ()
    toutes_structures: bool = False


def parse_day(text: str) -> date | None:
    """Return the day written as `aaaa-mm-jj` or `jj/mm/aaaa`; None when it is neither."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return day if day <= _LAST_DAY else None
    return None


def read_terms(
    asked: AskedTerms,
    profil: ProfilId,
    practice: Practice,
    context: Context,
    *,
    kept_start: date | None = None,
    also: Mapping[str, str] | None = None,
) -> Terms:
    """Return the terms asked for; raises `Refused` with every error by field, `also` those of the rest of the form.

    A start in the past stands where it is the one that the delegation has already, `kept_start`.
    """
    errors = dict(also or {})
    validity = _validity(asked, context, kept_start, errors)
    structures: tuple[Structure, ...] = ()
    try:
        structures = chosen_structures(profil, practice, asked.structures, asked.toutes_structures)
    except Refused as refused:
        errors |= refused.fields
    if errors or validity is None:
        raise Refused(Code.FORM, fields=errors)
    return Terms(validity, structures)


def _validity(asked: AskedTerms, context: Context, kept_start: date | None, errors: dict[str, str]) -> Validity | None:
    start, end = parse_day(asked.debut), parse_day(asked.fin)
    if start is None:
        errors["debut"] = _day_error(asked.debut, "de début")
    if end is None:
        errors["fin"] = _day_error(asked.fin, "de fin")
    if start is None or end is None:
        return None
    longest = context.settings.longest_validity_days
    errors |= errors_of_validity(start, end, context.today, longest, kept_start)
    return None if errors else Validity(start, end)


def _day_error(text: str, which: str) -> str:
    if not text.strip():
        return f"Saisissez la date {which}."
    return f"La date {which} n’est pas valable. Saisissez-la sous la forme jj/mm/aaaa."
