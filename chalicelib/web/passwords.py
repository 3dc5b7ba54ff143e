"""« Mot de passe oublié », the page of its link, and « Modifier mon mot de passe »."""

from chalice.app import Response

from chalicelib.acts.account_links import follow_account_link
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.choose_password import Chosen, change_password, choose_password_by_link, show_password
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.refusals import NOT_YET, Refused
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
from chalicelib.web.drafts import SENT, done, facts_of, shown_again
from chalicelib.web.fresh_proofs import proof_of, proof_shown, refused_form
from chalicelib.web.render import page, redirect

_FORGOTTEN = "mot-de-passe/oublie"
_FIELDS = ("actuel", "mot_de_passe", "confirmation")


def forgotten_page(visit: Visit) -> Response:
    """Show the field for the address; once it was sent, the same page whether or not the address has an account."""
    if not visit.query.text(SENT):
        return form_page(visit, _FORGOTTEN)
    return confirmation_page(
        visit,
        "Mot de passe oublié",
        "Consultez votre messagerie",
        "Si un compte amelipro est rattaché à cette adresse, un e-mail vient d’y être envoyé.",
        "Il contient un lien, valable une heure, pour choisir un nouveau mot de passe.",
    )


def ask_for_link(visit: Visit) -> Response:
    """Send the link if the address has an account."""
    try:
        ask_new_password(visit.context, visit.form.text("adresse"), caller_of(visit))
    except Refused as refused:
        return shown_again(visit, visit.path, visit.form.marked_by(refused))
    return redirect(visit, f"{visit.path}?{SENT}=oui")


def new_password_page(visit: Visit, token: str) -> Response:
    """Show the fields for a new password; once one was chosen, that it was."""
    chosen = facts_of(visit)
    if chosen:
        return confirmation_page(
            visit,
            "Mot de passe",
            "Confirmation de modification",
            "Votre mot de passe a bien été modifié.",
            "Vous pouvez maintenant vous connecter." if chosen["ouvert"] else NOT_YET,
        )
    found = follow_account_link(visit.context, AccountPurpose.NEW_PASSWORD, token)
    shown = Form({"adresse": found.head.account.address}, visit.form.errors)
    return form_page(visit, "mot-de-passe/nouveau", form=shown, token=token, rules=RULES)


def choose_new_password(visit: Visit, token: str) -> Response:
    """Set the password, and sign its owner in if the form comes from the page that we showed in this browser.

    A form from elsewhere could sign somebody in to an account that another person has chosen for him.
    """
    try:
        session = choose_password_by_link(visit.context, token, _chosen(visit.form), caller_of(visit))
    except Refused as refused:
        return shown_again(visit, visit.path, visit.form.marked_by(refused, _FIELDS))
    if session and proofs.holds(visit, Proof.PRE_SESSION):
        cookies = (cookie_of(session, visit.context), known_from_now_on(visit, session.account_id))
        return redirect(visit, "/compte?fait=mot-de-passe", cookies=cookies)
    return done(visit, visit.path, {"ouvert": session is not None})


def _chosen(form: Form) -> Chosen:
    return Chosen(form.raw("mot_de_passe"), form.raw("confirmation"))


def change_password_page(visit: Visit) -> Response:
    """Show « Modifier mon mot de passe »; passwords are not stored, so who must sign in again is told before typing."""
    person, has_password, needed = show_password(visit.context, visit.session)
    by_card = person.mode is sessions.Mode.CARTE
    return page(
        visit,
        "mot-de-passe/modifier",
        person,
        form=Form({"adresse": person.head.account.address}, visit.form.errors),
        may_choose=has_password or by_card,
        rules=RULES,
        proof=proof_shown(visit, needed),
    )


def change_own_password(visit: Visit) -> Response:
    """Change the password. Only this browser stays signed in."""
    context, form = visit.context, visit.form
    try:
        session = change_password(context, visit.session, proof_of(form), _chosen(form), caller_of(visit))
    except Refused as refused:
        return refused_form(visit, refused, _FIELDS, kept=EMPTY)
    return redirect(visit, "/compte?fait=mot-de-passe", cookies=(cookie_of(session, context),))
