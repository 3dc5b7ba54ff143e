"""One of the délégant's delegations: all about it, and the acts open to him."""

from typing import Any
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.delete import delete
from chalicelib.acts.given import Given, look_at_given
from chalicelib.acts.resend import resend
from chalicelib.acts.show_delegation import show_delegation
from chalicelib.acts.validate import doubt_about_number, numbers_of_others, validate
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.gone import Gone
from chalicelib.domain.mails import attachment
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, may_prolong
from chalicelib.domain.statuses import CLOSED, End, Status
from chalicelib.domain.transitions.by_delegant import offered, tells_delegue_of_deletion
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.texts.denials import reason_label, service_label
from chalicelib.texts.history import act_label, delivery_label, how_label, mail_label
from chalicelib.web.drafts import led_on, new_form_key, shown_again
from chalicelib.web.form_hints import hint_of, key_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect
from chalicelib.web.reviewing import PATH as REVIEW
from chalicelib.web.structures import structure_options
from chalicelib.web.uses import picture_of
from chalicelib.web.what_next import is_outdated, next_for_delegant

_OF_WISH = "demande"
"""The field that tells a form about a wish from that of any other delegation."""


def delegation_detail(visit: Visit, delegation_id: str) -> Response:
    """Show the delegation, its history and its mails."""
    found = show_delegation(visit.context, visit.session, delegation_id)
    delegation = found.given.delegation
    acts = offered(delegation, visit.context.policy, visit.context.now)
    what_next = next_for_delegant(visit, delegation)
    return page(
        visit,
        "delegations/detail",
        found.given.person,
        without_flash=is_outdated(visit, what_next),
        what_next=what_next,
        **_facts(visit, found.given),
        history=[(entry.at, act_label(entry), entry.by, how_label(entry)) for entry in found.history],
        mails=[(mail.written_at, mail_label(mail), delivery_label(mail)) for mail in found.mails],
        uses=picture_of(delegation, found.uses, visit.context.today),
        refusals=[(one.day, service_label(one), reason_label(one), one.count) for one in found.refusals],
        may_validate=Act.VALIDATE in acts,
        may_change=Act.CHANGE in acts,
        may_prolong=may_prolong(delegation, visit.context.now),
        end_request=delegation.end_request_at(visit.context.now) if Act.DECLINE_LONGER in acts else None,
        may_resend=Act.RESEND in acts,
        may_correct=Act.CORRECT in acts,
        may_redo=_status(visit, delegation) in CLOSED,
        form_key=new_form_key(),
    )


def _status(visit: Visit, delegation: Delegation) -> Status:
    status = delegation.status_at(visit.context.now)
    if status is None:
        raise Refused(Code.GONE)
    return status


def _facts(visit: Visit, given: Given) -> dict[str, Any]:
    """Return the values that every page about one delegation shows."""
    delegation = given.delegation
    return {
        "delegation": delegation,
        "state": _status(visit, delegation),
        "profil": PROFILS[delegation.profil],
        "attachment": attachment(delegation),
        "structures": structure_options(delegation.terms.structures),
        "proposal": delegation.proposal_at(visit.context.now),
        "account": given.account,
        "now": visit.context.now,
        "today": visit.context.today,
    }


def confirm_validation(visit: Visit, delegation_id: str) -> Response:
    """Show the person who accepted, and the corrections he made, before « Valider »; else lead to the delegation.

    A mail leads here, and is opened again once the delegation is validated.
    """
    given = look_at_given(visit.context, visit.session, delegation_id)
    if _status(visit, given.delegation) is not Status.A_VALIDER:
        return redirect(visit, given_path(delegation_id))
    if given.delegation.is_wish:
        from chalicelib.web.completing import completion_page  # noqa: PLC0415 - most validations do without

        return completion_page(visit, given)
    others = {kind for kind, _ in numbers_of_others(visit.context, given.delegation)}
    return page(
        visit,
        "delegations/valider",
        given.person,
        changed=visit.form.errors.get("", ""),
        others=others,
        doubt="" if "rpps" in others else doubt_about_number(visit.context, given),
        **_facts(visit, given),
    )


def validate_delegation(visit: Visit, delegation_id: str) -> Response:
    """Validate. The form sent again, on the same terms, gets the first result."""
    form = visit.form
    version = form.number("version")
    try:
        if form.text(_OF_WISH):
            from chalicelib.web.completing import validate_wish  # noqa: PLC0415 - most validations do without

            return validate_wish(visit, delegation_id, version=version)
        validate(
            visit.context,
            visit.session,
            delegation_id,
            hint_of(form),
            version,
            without_number=form.text("numero_retire") == "oui",
            number_seen=form.text("numero_vu") == "oui",
        )
    except Refused as refused:
        if refused.code in {Code.TERMS_CHANGED, Code.NUMBER_OF_ANOTHER, Code.NUMBER_IN_DOUBT, Code.TO_COMPLETE}:
            changed = {} if refused.code is Code.NUMBER_IN_DOUBT else {"": refused.message}  # the page says it itself
            return shown_again(visit, f"{given_path(delegation_id)}/valider", Form(errors=changed), 409, at="")
        if refused.code is not Code.WRONG_STATUS or not _is_validated(visit, delegation_id, version):
            raise
    return redirect(visit, f"{given_path(delegation_id)}?fait=validee")


def _is_validated(visit: Visit, delegation_id: str, version: int) -> bool:
    delegation = look_at_given(visit.context, visit.session, delegation_id).delegation
    # What completes a wish changes its terms.
    expected = version + 1 if visit.form.text(_OF_WISH) else version
    return delegation.status is Status.VALIDEE and delegation.terms_version == expected


def confirm_deletion(visit: Visit, delegation_id: str) -> Response:
    """Show « Suppression de délégation - Confirmation »."""
    given = look_at_given(visit.context, visit.session, delegation_id)
    status = _status(visit, given.delegation)
    return page(
        visit,
        "delegations/supprimer",
        given.person,
        **_facts(visit, given),
        told=tells_delegue_of_deletion(status),
        loses_access=given.delegation.opens_at(visit.context.now),
        form=visit.form,
        back=_page_before(visit),
    )


def _page_before(visit: Visit) -> str:
    """Return the page from which a deletion began: the review of what is open, or the dashboard."""
    return REVIEW if "revue" in {visit.query.text("depuis"), visit.form.text("depuis")} else "/delegations"


def delete_delegation(visit: Visit, delegation_id: str) -> Response:
    """Delete. The form sent again gets the first result."""
    blocks = visit.form.text("bloquer") == "oui"
    try:
        delete(visit.context, visit.session, delegation_id, hint_of(visit.form), blocks=blocks)
    except Gone as gone:
        if gone.end is not End.SUPPRIMEE:
            raise
    done = "demande-refusee" if visit.form.text(_OF_WISH) else "supprimee"
    return redirect(visit, f"{_page_before(visit)}?fait={done}")


def resending_page(visit: Visit, delegation_id: str) -> Response:
    """Lead from the address of « Renvoyer » to the delegation."""
    return led_on(visit, path=given_path(delegation_id))


def resend_mail(visit: Visit, delegation_id: str) -> Response:
    """Send the invitation or the demand again."""
    resend(visit.context, visit.session, delegation_id, hint_of(visit.form), key_of(visit.form))
    return redirect(visit, f"{given_path(delegation_id)}?fait=renvoyee")


def ask_anew(visit: Visit, delegation_id: str) -> Response:
    """« Refaire une demande »: lead to a new delegation, prefilled."""
    return redirect(visit, f"/delegations/nouvelle?depuis={quote(delegation_id, safe='')}")
