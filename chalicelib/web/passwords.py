"""« Mot de passe oublié », the page of its link, and « Modifier mon mot de passe »."""

from chalice.app import Response

from chalicelib.acts.account_links import follow_account_link
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.choose_password import (
    Chosen,
    change_password,
    choose_password_by_link,
    show_password,
)
from chalicelib.acts.fresh_proof import Needed
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.http.cookies import cookie_of
from chalicelib.http.endpoint import Proof
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.identity.passwords import RULES
from chalicelib.web import proofs
from chalicelib.web.before_sign_in import form_page
from chalicelib.web.callers import caller_of, known_from_now_on
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.render import page, redirect
from chalicelib.web.resuming import to_resume

_FORGOTTEN = "mot-de-passe/oublie"
_FIELDS = ("actuel", "mot_de_passe", "confirmation")


def forgotten_page(visit: Visit) -> Response:
    """Show the field of the address."""
    return form_page(visit, _FORGOTTEN, EMPTY)


def ask_for_link(visit: Visit) -> Response:
    """Send the link, if the address has an account; the page is the same if not."""
    try:
        ask_new_password(visit.context, visit.form.text("adresse"), caller_of(visit))
    except Refused as refused:
        return form_page(visit, _FORGOTTEN, visit.form.marked_by(refused), 400)
    return confirmation_page(
        visit,
        "Mot de passe oublié",
        "Consultez votre messagerie",
        "Si un compte amelipro est rattaché à cette adresse, un e-mail vient d’y être envoyé.",
        "Il contient un lien, valable une heure, pour choisir un nouveau mot de passe.",
    )


def new_password_page(visit: Visit, token: str) -> Response:
    """Show the fields of a new password."""
    return _new_password_page(visit, token, EMPTY)


def _new_password_page(visit: Visit, token: str, form: Form, status: int = 200) -> Response:
    found = follow_account_link(visit.context, AccountPurpose.NEW_PASSWORD, token)
    shown = Form({"adresse": found.head.account.address}, form.errors)
    return form_page(visit, "mot-de-passe/nouveau", shown, status, token=token, rules=RULES)


def choose_new_password(visit: Visit, token: str) -> Response:
    """Set the password, and sign its owner in, when the form comes from the page that we showed in this browser.

    From anywhere else it would sign somebody in to an account that another person has chosen for him.
    """
    try:
        session = choose_password_by_link(visit.context, token, _chosen(visit.form))
    except Refused as refused:
        return _new_password_page(visit, token, visit.form.marked_by(refused, _FIELDS), 400)
    if session and proofs.holds(visit, Proof.PRE_SESSION):
        cookies = (cookie_of(session, visit.context), known_from_now_on(visit, session.account_id))
        return redirect(visit, "/compte?fait=mot-de-passe", cookies=cookies)
    then = "Vous pouvez maintenant vous connecter." if session else NOT_YET
    done = ("Votre mot de passe a bien été modifié.", then)
    return confirmation_page(visit, "Mot de passe", "Confirmation de modification", *done)


def _chosen(form: Form) -> Chosen:
    return Chosen(form.raw("mot_de_passe"), form.raw("confirmation"))


def change_password_page(visit: Visit) -> Response:
    """Show « Modifier mon mot de passe »."""
    return _change_page(visit, EMPTY)


def _change_page(visit: Visit, form: Form, status: int = 200) -> Response:
    person, has_password, needed = show_password(visit.context, visit.session)
    shown = Form({"adresse": person.head.account.address}, form.errors)
    by_card = person.mode is sessions.Mode.CARTE
    # Nothing typed can be kept here: whoever must sign in again is told before.
    cookies = (to_resume(visit, "/compte/mot-de-passe", {}),) if needed is Needed.CARD else ()
    return page(
        visit,
        "mot-de-passe/modifier",
        person,
        status=status,
        cookies=cookies,
        form=shown,
        needed=needed.value,
        may_choose=has_password or by_card,
        rules=RULES,
    )


def change_own_password(visit: Visit) -> Response:
    """Change the password; this browser stays signed in, the others do not."""
    context, form = visit.context, visit.form
    try:
        session = change_password(context, visit.session, form.raw("actuel"), _chosen(form), caller_of(visit))
    except Refused as refused:
        if refused.code is Code.PROOF_NEEDED:
            return _change_page(visit, EMPTY, 403)
        return _change_page(visit, visit.form.marked_by(refused, _FIELDS), 400)
    return redirect(visit, "/compte?fait=mot-de-passe", cookies=(cookie_of(session, context),))
