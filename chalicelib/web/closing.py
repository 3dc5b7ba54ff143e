"""« Fermer mon compte »: what it ends, and the form that does it."""

from chalice.app import Response

from chalicelib.acts.close_account import MOST_ENDED, close_account, show_end
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import EMPTY
from chalicelib.http.visit import Visit
from chalicelib.web.callers import caller_of, unknown_from_now_on
from chalicelib.web.drafts import shown_again
from chalicelib.web.fresh_proofs import PASSWORD, proof_of, proof_shown, refused_form
from chalicelib.web.render import page, redirect
from chalicelib.web.signed_in import cleared_cookies

_FIELDS = ("compris", PASSWORD)
_NOT_TICKED = "Cochez cette case pour fermer votre compte."


def closing_page(visit: Visit) -> Response:
    """Show what ends with the account, and the form; or what comes first: a card, or fewer delegations."""
    own = show_end(visit.context, visit.session)
    return page(
        visit,
        "compte/fermer",
        own.person,
        form=visit.form,
        own=own,
        needs_card=own.needs_card(visit.context),
        most=MOST_ENDED,
        proof=proof_shown(visit, own.needed, own.person.head.account.address),
    )


def close_own_account(visit: Visit) -> Response:
    """Close the account, and forget it in this browser."""
    context, form = visit.context, visit.form
    if form.text("compris") != "oui":
        return shown_again(visit, visit.path, form.with_errors({"compris": _NOT_TICKED}))
    try:
        close_account(context, visit.session, form.text("vues"), proof_of(form), caller_of(visit))
    except Refused as refused:
        if "compris" in refused.fields:
            # What was ticked was about other delegations.
            return shown_again(visit, visit.path, EMPTY.with_errors(refused.fields))
        return refused_form(visit, refused, _FIELDS, kept=EMPTY)
    cookies = (*cleared_cookies(visit), unknown_from_now_on(visit))
    return redirect(visit, "/connexion?fait=compte-ferme", cookies=cookies)
