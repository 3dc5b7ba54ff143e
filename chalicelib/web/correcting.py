"""The correction of a délégué's address after a demand did not arrive. It repeats step 1 (specification §3)."""

from chalice.app import Response

from chalicelib.acts.correct import correct
from chalicelib.acts.given import Given, act_on_given, look_at_given
from chalicelib.acts.invited import AccountAppeared
from chalicelib.acts.look_up import look_up
from chalicelib.acts.steps import seal_step, unseal_step
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.identity.addresses import normalise
from chalicelib.web.drafts import new_form_key, shown_again
from chalicelib.web.form_hints import hint_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect
from chalicelib.web.typos import warned_of_typo
from chalicelib.web.verification import step_of, verification_page


def correction_page(visit: Visit, delegation_id: str) -> Response:
    """Show the field for the address."""
    given = look_at_given(visit.context, visit.session, delegation_id)
    if not given.delegation.address_is_correctable:
        raise Refused(Code.DELIVERABLE)
    return page(visit, "delegations/corriger", given.person, form=visit.form, delegation=given.delegation)


def check_correction(visit: Visit, delegation_id: str) -> Response:
    """Look the address up. A known one leads to « Vérification de compte »; an unknown one is used at once."""
    form, path = visit.form, _path(delegation_id)
    # An address is looked up only for a délégant whose own delegation needs a correction.
    given = act_on_given(visit.context, visit.session, delegation_id, hint_of(form))
    if not given.delegation.address_is_correctable:
        return _corrected_before(visit, given, normalise(form.text("adresse")))
    warned = warned_of_typo(form)
    if warned:
        return shown_again(visit, path, warned)
    try:
        account = look_up(visit.context, visit.session, form.text("adresse")).account
    except Refused as refused:
        return shown_again(visit, path, form.marked_by(refused))
    form = form.having(etape=seal_step(visit.context, visit.session, account))
    return _to_account(visit, delegation_id, form) if account.status.is_known else _correct(visit, delegation_id, form)


def _path(delegation_id: str) -> str:
    return f"{given_path(delegation_id)}/corriger"


def _to_account(visit: Visit, delegation_id: str, form: Form, doubt: str = "") -> Response:
    """Lead to « Vérification de compte », with a doubt if there is one."""
    shown = form.with_errors({"": doubt}).having(numero_vu="oui") if doubt else form
    status = 409 if doubt else 200
    return shown_again(visit, f"{_path(delegation_id)}/valider", shown, status, draft_id=new_form_key(), at="")


def account_of_correction(visit: Visit, delegation_id: str) -> Response:
    """Show « Vérification de compte »."""
    step, path = step_of(visit), _path(delegation_id)
    if step is None:
        return redirect(visit, path)
    return verification_page(visit, step, f"{path}/valider", path)


def correct_address(visit: Visit, delegation_id: str) -> Response:
    """Replace the address by the confirmed one."""
    return _correct(visit, delegation_id, visit.form)


def _correct(visit: Visit, delegation_id: str, form: Form) -> Response:
    shown, _ = unseal_step(visit.context, visit.session, form.text("etape"))
    try:
        seen = form.text("numero_vu") == "oui"
        correct(visit.context, visit.session, delegation_id, hint_of(form), shown, number_seen=seen)
    except AccountAppeared as appeared:
        form = form.having(etape=seal_step(visit.context, visit.session, appeared.account))
        if appeared.account.status.is_known:
            return _to_account(visit, delegation_id, form)
        return _correct(visit, delegation_id, form)
    except Refused as refused:
        if refused.code is Code.NUMBER_IN_DOUBT:
            return _to_account(visit, delegation_id, form, refused.message)
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
    return redirect(visit, f"{given_path(delegation_id)}?fait=corrigee")
