"""The proofs of forms. The cheap checks come first: a form is read only once its sender may send one here."""

from contextlib import suppress
from datetime import timedelta

from itsdangerous import BadSignature

from chalicelib.acts.people import SignedOut
from chalicelib.http.bodies import FORM_OF_SESSION, FORM_OF_STRANGERS
from chalicelib.http.endpoint import Proof
from chalicelib.http.forms import Form, form_of
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import FORM, Visit
from chalicelib.identity import sessions
from chalicelib.signing import DEPLOYMENT, unseal

_LIFE_OF_DEPLOYMENT = timedelta(minutes=5)


class StaleForm(Problem):
    """A form of ours that another session showed, or another browser before a sign-in. Nothing is done with it."""

    def __init__(self) -> None:
        super().__init__(HttpReason.CSRF)


def read_form(visit: Visit, proof: Proof) -> None:
    """Read the form of a visit; raise `Problem` unless it was sent from one of our pages.

    Raises `SignedOut` when its session has ended, and `StaleForm` when it belongs to another one.
    """
    if visit.media_type != FORM:
        raise Problem(HttpReason.MEDIA_TYPE)
    if visit.is_foreign:
        raise Problem(HttpReason.SITE)
    if proof is Proof.SESSION and visit.session is None:
        _read_form_to_keep(visit)
        raise SignedOut
    if not _has_cookie(visit, proof):
        raise StaleForm
    bounds = FORM_OF_SESSION if proof is Proof.SESSION else FORM_OF_STRANGERS
    visit.form = form_of(visit.request, bounds)
    if not _has_token(visit, proof):
        raise StaleForm if _is_ours(visit, proof) else Problem(HttpReason.CSRF)


def _read_form_to_keep(visit: Visit) -> None:
    """Read a form that may be kept until its person has signed in again, in a browser in which he was signed in.

    The cookie of a session says so, until a sign-out in another tab removes it; the cookie of a known browser stays.
    """
    from chalicelib.web.callers import known_to  # noqa: PLC0415 - few forms come without a session

    known = known_to(visit)
    if not (visit.had_session or known):
        return
    with suppress(Problem):
        visit.form = form_of(visit.request, FORM_OF_SESSION)
    if not visit.had_session and account_named(visit) not in known:
        visit.form = Form()


def _is_ours(visit: Visit, proof: Proof) -> bool:
    """Return whether one of our pages wrote the token of a form, for whomever."""
    return proof is Proof.PRE_SESSION or bool(account_named(visit))


def account_named(visit: Visit) -> str:
    """Return the account for which one of our pages wrote the form of a visit; empty for any other form."""
    account_id, _ = sessions.read_form_token(visit.form.text("csrf"), visit.context.keys, visit.context.now)
    return account_id


def holds(visit: Visit, proof: Proof) -> bool:
    """Return whether the form of a visit also brings this proof."""
    return _has_cookie(visit, proof) and _has_token(visit, proof)


def _has_cookie(visit: Visit, proof: Proof) -> bool:
    return proof is not Proof.PRE_SESSION or bool(visit.cookie(sessions.PRE_SESSION))


def _has_token(visit: Visit, proof: Proof) -> bool:
    if proof is Proof.LINK:
        return True
    if proof is Proof.DEPLOYMENT:
        return _is_of_deployment(visit)
    token = visit.form.text("csrf")
    if proof is Proof.PRE_SESSION:
        return sessions.csrf_matches(token, visit.cookie(sessions.PRE_SESSION), visit.context.keys)
    if visit.session is None:
        return proof is Proof.SESSION_IF_ANY
    account_id, csrf = sessions.read_form_token(token, visit.context.keys, visit.context.now)
    if proof is Proof.SESSION_IF_ANY:  # whoever signed in again in another tab may sign out in this one
        return account_id == visit.session.account_id
    return sessions.csrf_matches(csrf, visit.session.session_id, visit.context.keys)


def _is_of_deployment(visit: Visit) -> bool:
    """Return whether the form was signed a moment ago with the keys of the stage."""
    context = visit.context
    try:
        unseal(visit.form.text("jeton"), context.keys.sessions, DEPLOYMENT, context.now, _LIFE_OF_DEPLOYMENT)
    except BadSignature:
        return False
    return True
