"""« Modifier mon e-mail », the page of the link that confirms the new address, and that of the link that cancels it."""

from chalice.app import Response

from chalicelib.acts.account_links import follow_account_link
from chalicelib.acts.ask_address import ask_address, show_address
from chalicelib.acts.carry_session import carry_session
from chalicelib.acts.confirm_address import confirm_address
from chalicelib.acts.not_me import CalledOff, call_off, show_not_me
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.cookies import cookie_of
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.callers import caller_of
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.render import page
from chalicelib.web.resuming import nothing_to_resume, resumed, to_resume
from chalicelib.web.typos import warned_of_typo

_PATH = "/compte/e-mail"
_FIELDS = ("adresse", "actuel")


def address_page(visit: Visit) -> Response:
    """Show the present address and the field for a new one, filled in after the person has signed in again."""
    going_on = resumed(visit, visit.session.account_id) if visit.session else None
    values = going_on.values if going_on and going_on.path == _PATH else {}
    return _address_page(visit, Form(values))


def _address_page(visit: Visit, form: Form, status: int = 200, cookies: tuple[str, ...] = ()) -> Response:
    person, needed = show_address(visit.context, visit.session)
    return page(
        visit,
        "adresse/modifier",
        person,
        status=status,
        cookies=cookies,
        form=form,
        current=person.head.account.address,
        needed=needed.value,
    )


def ask_for_address(visit: Visit) -> Response:
    """Send the link that confirms the address."""
    form = visit.form
    warned = warned_of_typo(form)
    if warned:
        return _address_page(visit, warned, 400)
    try:
        person, address = ask_address(
            visit.context, visit.session, form.text("adresse"), form.raw("actuel"), caller_of(visit)
        )
    except Refused as refused:
        if refused.code is Code.PROOF_NEEDED:
            typed = {name: form.text(name) for name in ("adresse", "confirmee")}
            return _address_page(visit, form, 403, (to_resume(visit, _PATH, typed),))
        return _address_page(visit, form.marked_by(refused, _FIELDS), 400)
    return page(visit, "adresse/envoyee", person, cookies=(nothing_to_resume(visit),), address=address)


def address_to_confirm(visit: Visit, token: str) -> Response:
    """Show the address to confirm, and the owner of the account."""
    followed = follow_account_link(visit.context, AccountPurpose.CONFIRM_ADDRESS, token)
    owner = followed.head.account.name.full
    return page(visit, "adresse/confirmer", address=followed.pending.address, owner=owner, token=token)


def confirm(visit: Visit, token: str) -> Response:
    """Give the account its new address. The owner stays signed in in this browser, if he was."""
    address = confirm_address(visit.context, token)
    session = carry_session(visit.context, visit.session, address)
    return confirmation_page(
        visit,
        "Adresse e-mail",
        "Confirmation de votre adresse e-mail",
        f"L’adresse {in_letters(address)} est maintenant celle de votre compte amelipro.",
        "Vos sessions ouvertes sur d’autres appareils sont fermées.",
        cookies=(cookie_of(session, visit.context),) if session else (),
    )


def to_call_off(visit: Visit, token: str) -> Response:
    """Explain what cancelling does, and offer it."""
    return page(visit, "adresse/pas-moi", found=show_not_me(visit.context, token), token=token)


def call_change_off(visit: Visit, token: str) -> Response:
    """Cancel a change of address, and end every session."""
    return _called_off(visit, call_off(visit.context, token))


def _called_off(visit: Visit, done: CalledOff) -> Response:
    number = visit.context.settings.assistance_number
    if done.has_moved:
        lines = (
            "Toutes les sessions ouvertes sur votre compte amelipro sont fermées.",
            "L’adresse du compte avait déjà été modifiée\u00a0: elle ne peut pas être rétablie depuis cette page.",
            f"Appelez sans attendre l’assistance technique au {number}.",
        )
        return confirmation_page(visit, "Adresse e-mail", "Vos sessions sont fermées", *lines)
    lines = (
        f"La modification est annulée\u00a0: {in_letters(done.address)} reste l’adresse de votre compte amelipro.",
        "Toutes vos sessions sont fermées et votre mot de passe ne fonctionne plus.",
        "Choisissez-en maintenant un nouveau, que personne ne connaît. "
        f"En cas de doute, appelez l’assistance technique au {number}.",
    )
    way = ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie")
    return confirmation_page(visit, "Adresse e-mail", "La modification est annulée", *lines, way_on=way)
