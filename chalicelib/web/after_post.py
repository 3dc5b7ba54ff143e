"""The answers to a form that was not done: each leads to a page, so that Back and Reload never send the form again.

Only two kinds of form get an answer of their own: those that none of our pages sent, and those that the table could not
carry out in time, which are to be sent again as they are.
"""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.people import SignedOut
from chalicelib.domain.refusals import Refused
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import keep_for, owner_of, refusal_shown
from chalicelib.web.proofs import StaleForm, account_named
from chalicelib.web.render import redirect

_ANEW = "recommencer"


def answer_to(visit: Visit, error: Exception) -> Response | None:
    """Return the redirection after an expected error of a form; None for any other error."""
    if {".", ".."} & set(visit.parameters.values()):
        return None  # no browser would come back to this path (RFC 3986 §5.2.4)
    if isinstance(error, SignedOut):
        return _after_sign_in(visit)
    if isinstance(error, StaleForm):
        return _sent_again(visit)
    if isinstance(error, DeadLink) or (isinstance(error, Problem) and error.reason is HttpReason.NOWHERE):
        return redirect(visit, visit.path)  # this page says why
    if isinstance(error, Refused) and owner_of(visit):
        return refusal_shown(visit, error)
    return None


def _after_sign_in(visit: Visit) -> Response:
    """Lead through the sign-in to the page of the form, which is filled in for the same person only.

    The token of the form names its account, and nobody else can make one.
    """
    kept = keep_for(visit, account_named(visit))
    query = {"fait": "session-saisie"} if kept else {"fait": "session"} if visit.had_session else {}
    return redirect(visit, f"/connexion?{urlencode({**query, 'suite': kept or visit.path})}")


def _sent_again(visit: Visit) -> Response:
    """Show the form to be sent again, with what was typed if an earlier session of the same person showed it."""
    session = visit.session
    kept = keep_for(visit, session.account_id) if session and account_named(visit) == session.account_id else ""
    query = urlencode({**visit.query.values, "fait": _ANEW}, doseq=True)
    return redirect(visit, kept or f"{visit.path}?{query}")
