"""The correction of a délégué's address after a demand did not arrive. It repeats step 1 (specification §3)."""

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
    """Show the field for the address."""
    return _form_page(visit, delegation_id, EMPTY)


def _form_page(visit: Visit, delegation_id: str, form: Form, status: int = 200) -> Response:
    given = look_at_given(visit.context, visit.session, delegation_id)
    _require_correctable(given)
    return page(visit, "delegations/corriger", given.person, status=status, form=form, delegation=given.delegation)


def _require_correctable(given: Given) -> None:
    if not given.delegation.address_is_correctable:
        raise Refused(Code.DELIVERABLE)


def check_correction(visit: Visit, delegation_id: str) -> Response:
    """Look the address up. A known one is shown for confirmation; an unknown one is used at once."""
    form = visit.form
    # An address is looked up only for a délégant whose own delegation needs a correction.
    given = act_on_given(visit.context, visit.session, delegation_id, hint_of(form))
    if not given.delegation.address_is_correctable:
        return _corrected_before(visit, given, normalise(form.text("adresse")))
    warned = warned_of_typo(form)
    if warned:
        return _form_page(visit, delegation_id, warned, 400)
    try:
        looked_up = look_up(visit.context, visit.session, form.text("adresse"))
    except Refused as refused:
        return _form_page(visit, delegation_id, form.marked_by(refused), 400)
    return _known_or_corrected(visit, delegation_id, looked_up)


def _known_or_corrected(visit: Visit, delegation_id: str, looked_up: LookedUp, doubt: str = "") -> Response:
    """Ask whether this is the person meant, and show the doubt if any. An unknown address is used at once."""
    form, back = visit.form, f"/delegations/{delegation_id}/corriger"
    if looked_up.account.status.is_known:
        kept_fields = {name: form.text(name) for name in ("delegue", "profil")}
        if doubt:
            kept_fields["numero_vu"] = "oui"
        return verification_page(visit, looked_up, f"{back}/valider", back, kept_fields, doubt)
    return _correct(visit, delegation_id, seal_step(visit.context, visit.session, looked_up.account))


def correct_address(visit: Visit, delegation_id: str) -> Response:
    """Replace the address by the confirmed one."""
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
            looked_up = LookedUp(show_account(visit.session), account)
            return _known_or_corrected(visit, delegation_id, looked_up, refused.message)
        if refused.code is not Code.DELIVERABLE:
            raise
        given = look_at_given(visit.context, visit.session, delegation_id)
        return _corrected_before(visit, given, shown.address)
    return _corrected(visit, delegation_id)


def _corrected_before(visit: Visit, given: Given, address: str) -> Response:
    """Return the first result when the same form is sent again; raise `Refused` when it names another address."""
    if given.account.address != address:
        raise Refused(Code.DELIVERABLE)
    return _corrected(visit, given.delegation.id)


def _corrected(visit: Visit, delegation_id: str) -> Response:
    return redirect(visit, f"/delegations/{delegation_id}?fait=corrigee")
