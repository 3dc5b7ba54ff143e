"""What a form must prove. What costs nothing comes first: a form is read once its sender may send one here."""

from datetime import timedelta

from itsdangerous import BadSignature

from chalicelib.acts.people import SignedOut
from chalicelib.http.bodies import FORM_OF_SESSION, FORM_OF_STRANGERS
from chalicelib.http.endpoint import Proof
from chalicelib.http.forms import form_of
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import FORM, Visit
from chalicelib.identity import sessions
from chalicelib.signing import DEPLOYMENT, unseal

_LIFE_OF_DEPLOYMENT = timedelta(minutes=5)


def read_form(visit: Visit, proof: Proof) -> None:
    """Read the form of a visit; raises `Problem` unless it was sent from a page of ours."""
    if visit.media_type != FORM:
        raise Problem(HttpReason.MEDIA_TYPE)
    if visit.is_foreign:
        raise Problem(HttpReason.SITE)
    if not _has_cookie(visit, proof):
        raise Problem(HttpReason.CSRF)
    bounds = FORM_OF_SESSION if proof is Proof.SESSION else FORM_OF_STRANGERS
    visit.form = form_of(visit.request, bounds)
    if not _has_token(visit, proof):
        raise Problem(HttpReason.CSRF)


def holds(visit: Visit, proof: Proof) -> bool:
    """Whether the form of a visit has this proof too."""
    return _has_cookie(visit, proof) and _has_token(visit, proof)


def _has_cookie(visit: Visit, proof: Proof) -> bool:
    if proof is Proof.SESSION and visit.session is None:
        raise SignedOut
    return proof is not Proof.PRE_SESSION or bool(visit.cookie(sessions.PRE_SESSION))


def _has_token(visit: Visit, proof: Proof) -> bool:
    if proof is Proof.LINK:
        return True
    if proof is Proof.DEPLOYMENT:
        return _is_of_deployment(visit)
    if proof is Proof.PRE_SESSION:
        session_id = visit.cookie(sessions.PRE_SESSION)
    elif visit.session:
        session_id = visit.session.session_id
    else:
        return proof is Proof.SESSION_IF_ANY
    return sessions.csrf_matches(visit.form.text("csrf"), session_id, visit.context.keys)


def _is_of_deployment(visit: Visit) -> bool:
    """Whether the form was signed by somebody who holds the keys of the stage, a moment ago."""
    context = visit.context
    try:
        unseal(visit.form.text("jeton"), context.keys.sessions, DEPLOYMENT, context.now, _LIFE_OF_DEPLOYMENT)
    except BadSignature:
        return False
    return True
