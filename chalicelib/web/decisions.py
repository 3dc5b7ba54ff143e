"""The decisions taken by the links of mails (user guide §2, §3); answered.py confirms them."""

from collections.abc import Callable, Mapping

from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.disown import disown_by_link
from chalicelib.acts.open_account import open_account
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.refuse import refuse_by_link
from chalicelib.acts.withdraw import withdraw_by_link
from chalicelib.domain.mails import Purpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.visit import Visit
from chalicelib.web.callers import known_from_now_on
from chalicelib.web.consent import MISSING, has_understood
from chalicelib.web.opening import opening_of


def _accept(visit: Visit, token: str) -> None:
    if not has_understood(visit.form):
        raise Refused(Code.FORM, fields=MISSING)
    accept_by_link(visit.context, token, number_seen=visit.form.text("numero_vu") == "oui")


def take(visit: Visit, purpose: Purpose, token: str) -> tuple[str, ...]:
    """Take the decision of a link; return the cookies of its answer.

    The browser in which an account was opened is no new one at its first sign-in.
    """
    if purpose is not Purpose.OPEN_ACCOUNT:
        _DECISIONS[purpose](visit, token)
        return ()
    opened = open_account(visit.context, token, opening_of(visit.form))
    return (known_from_now_on(visit, opened.delegue.account_id),)


_DECISIONS: Mapping[Purpose, Callable[[Visit, str], object]] = {
    Purpose.ACCEPT: _accept,
    Purpose.REFUSE: lambda visit, token: refuse_by_link(visit.context, token),
    Purpose.DISOWN: lambda visit, token: disown_by_link(visit.context, token),
    Purpose.OTHER_ACCOUNT: lambda visit, token: tell_other_account(visit.context, token),
    Purpose.WITHDRAW: lambda visit, token: withdraw_by_link(visit.context, token),
}
