"""Correcting the address of a délégué whose demand did not arrive: through step 1 again (spec §3)."""

from chalice.app import Response

from chalicelib.acts.correct import correct
from chalicelib.acts.given import Given, act_on_given, look_at_given
from chalicelib.acts.invited import AccountAppeared
from chalicelib.acts.look_up import LookedUp, look_up
from chalicelib.acts.show_account import show_account
from chalicelib.acts.steps import seal_step, unseal_step
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise
from chalicelib.web.creation import verification_page
from chalicelib.web.form_hints import hint_of
from chalicelib.web.forms import EMPTY, Form
from chalicelib.web.render import page, redirect
from chalicelib.web.routes import Pages
from chalicelib.web.typos import warned_of_typo
from chalicelib.web.visit import Visit

pages = Pages()


@pages.get("/delegations/{delegation_id}/corriger")
def correction_page(visit: Visit, delegation_id: str) -> Response:
    """Show the field of the address."""
    return _form_page(visit, delegation_id, EMPTY)


def _form_page(visit: Visit, delegation_id: str, form: Form, status: int = 200) -> Response:
    given = look_at_given(visit.context, visit.session, delegation_id)
    _require_correctable(given)
    return page(visit, "delegations/corriger", given.person, status=status, form=form, delegation=given.delegation)


def _require_correctable(given: Given) -> None:
    if not given.delegation.address_is_correctable:
        raise Refused(Code.DELIVERABLE)


@pages.post("/delegations/{delegation_id}/corriger")
def check_correction(visit: Visit, delegation_id: str) -> Response:
    """Look the address up: a known one is shown for confirmation, an unknown one is taken."""
    form = visit.form
    # One's own, and to be corrected, before anybody's address is looked up.
    given = act_on_given(visit.context, visit.session, delegation_id, hint_of(form))
    if not given.delegation.address_is_correctable:
        return _corrected_before(visit, given, normalise(form.text("adresse")))
    warned = warned_of_typo(form)
    if warned:
        return _form_page(visit, delegation_id, warned, 400)
    try:
        found = look_up(visit.context, visit.session, form.text("adresse"))
    except Refused as refused:
        if not refused.fields:
            raise
        return _form_page(visit, delegation_id, form.with_errors(refused.fields), 400)
    return _known_or_corrected(visit, delegation_id, found)


def _known_or_corrected(visit: Visit, delegation_id: str, found: LookedUp) -> Response:
    form, back = visit.form, f"/delegations/{delegation_id}/corriger"
    if found.account.status.is_known:
        kept_fields = {name: form.text(name) for name in ("delegue", "profil")}
        return verification_page(visit, found, f"{back}/valider", back, kept_fields)
    return _correct(visit, delegation_id, seal_step(visit.context, visit.session, found.account))


@pages.post("/delegations/{delegation_id}/corriger/valider")
def correct_address(visit: Visit, delegation_id: str) -> Response:
    """Correct the address to the one that was confirmed."""
    return _correct(visit, delegation_id, visit.form.text("etape"))


def _correct(visit: Visit, delegation_id: str, step: str) -> Response:
    shown, _ = unseal_step(visit.context, visit.session, step)
    try:
        correct(visit.context, visit.session, delegation_id, hint_of(visit.form), shown)
    except AccountAppeared as appeared:
        return _known_or_corrected(visit, delegation_id, LookedUp(show_account(visit.session), appeared.account))
    except Refused as refused:
        if refused.code is not Code.DELIVERABLE:
            raise
        given = look_at_given(visit.context, visit.session, delegation_id)
        return _corrected_before(visit, given, shown.address)
    return _corrected(visit, delegation_id)


def _corrected_before(visit: Visit, given: Given, address: str) -> Response:
    """Answer the same form sent again as the first time; raises `Refused` when it says another address."""
    if given.account.address != address:
        raise Refused(Code.DELIVERABLE)
    return _corrected(visit, given.delegation.id)


def _corrected(visit: Visit, delegation_id: str) -> Response:
    return redirect(visit, f"/delegations/{delegation_id}?fait=corrigee")
