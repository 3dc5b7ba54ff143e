"""« Vérifier ce numéro »: whom the directory knows by the RPPS that a délégant typed."""

from chalicelib.acts.delegue_account import RPPS_DIGITS
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up_number import look_up_number
from chalicelib.acts.show_account import OwnAccount, show_account
from chalicelib.domain.identifiers import read_rpps_adeli
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import Refused
from chalicelib.domain.whose_number import doubt_about_number
from chalicelib.http.visit import Visit
from chalicelib.identity.directory import name_of
from chalicelib.store.calls import Busy


def whom_number_names(visit: Visit, shown: Shown, name: Name) -> tuple[str, str]:
    """Return a kind of message about the number typed, and its text. No message prevents « Valider »."""
    expected = name if shown.known else Name()
    return _whom_it_names(visit, show_account(visit.session), read_rpps_adeli(visit.form.text("rpps_adeli")), expected)


def _whom_it_names(visit: Visit, own: OwnAccount, number: str, expected: Name) -> tuple[str, str]:
    """Return the message; `expected` is the délégué's name, where his account has one."""
    from chalicelib.texts import directory as texts  # noqa: PLC0415 - few forms name an RPPS

    if not (len(number) == RPPS_DIGITS and number.isascii() and number.isdigit()):
        return "warning", texts.NO_RPPS
    try:
        person = look_up_number(visit.context, own, number)
    except Refused as refused:
        return "warning", refused.message
    except Busy:
        return "warning", texts.FAILED
    if person is None:
        return "warning", texts.UNKNOWN
    doubt = doubt_about_number(number, "", name_of(person), expected)
    closed = texts.is_closed(person)
    named = texts.person_named(person)
    sentence = f"{named}, {closed}" if closed else f"Ce numéro est celui de\u00a0: {named}."
    return "warning" if doubt or closed else "info", " ".join(filter(None, (sentence, doubt)))
