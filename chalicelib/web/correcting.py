"""Correcting the address of a délégué whose demand did not arrive: through step 1 again (spec §3)."""

from chalice.app import Response

from chalicelib.acts.correct import correct
from chalicelib.acts.given import Given, act_on_given, look_at_given
from chalicelib.acts.invited import AccountAppeared
from chalicelib.acts.look_up import LookedUp, look_up
from chalicelib.acts.show_account import show_account
from chalicelib.acts.steps import seal_step, unseal_step
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.visit import Visit
from chalicelib.identity.addresses import normalise
from chalicelib.web.creation import verification_page
from chalicelib.web.form_hints import hint_of
from chalicelib.web.render import page, redirect
from chalicelib.web.typos import warned_of_typo


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
        return _form_page(visit, delegation_id, form.marked_by(refused), 400)
    return _known_or_corrected(visit, delegation_id, found)


def _known_or_corrected(visit: Visit, delegation_id: str, found: LookedUp, doubt: str = "") -> Response:
    """Ask whether this is the person, and say what makes one doubt it; an unknown address is taken."""
    form, back = visit.form, f"/delegations/{delegation_id}/corriger"
    if found.account.status.is_known:
        kept_fields = {name: form.text(name) for name in ("delegue", "profil")}
        if doubt:
            kept_fields["numero_vu"] = "oui"
        return verification_page(visit, found, f"{back}/valider", back, kept_fields, doubt)
    return _correct(visit, delegation_id, seal_step(visit.context, visit.session, found.account))


def correct_address(visit: Visit, delegation_id: str) -> Response:
    """Correct the address to the one that was confirmed."""
    return _correct(visit, delegation_id, visit.form.text("etape"))


def _correct(visit: Visit, delegation_id: str, step: str) -> Response:
    shown, name = unseal_step(visit.context, visit.session, step)
    try:
        seen = visit.form.text("numero_vu") == "oui"
        correct(visit.context, visit.session, delegation_id, hint_of(visit.form), shown, number_seen=seen)
    except AccountAppeared as appeared:
        return _known_or_corrected(visit, delegation_id, LookedUp(show_account(visit.session), appeared.account))
    except Refused as refused:
        if refused.code is Code.NUMBER_IN_DOUBT:
            account = Account(shown.account_id, AccountStatus.ACTIVE, shown.address, name)
            found = LookedUp(show_account(visit.session), account)
            return _known_or_corrected(visit, delegation_id, found, refused.message)
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
