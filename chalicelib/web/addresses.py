"""« Modifier mon e-mail », and the page of the link that confirms the new address; not_me.py cancels it."""

from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.ask_address import ask_address, show_address
from chalicelib.acts.carry_session import carry_session
from chalicelib.acts.confirm_address import NeedsOwner, confirm_address, follow_address_link
from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.refusals import Refused
from chalicelib.http.cookies import cookie_of
from chalicelib.http.visit import Visit
from chalicelib.web.callers import caller_of
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.drafts import done, facts_of, shown_again
from chalicelib.web.fresh_proofs import proof_of, proof_shown, refused_form
from chalicelib.web.render import page, redirect
from chalicelib.web.typos import warned_of_typo

_FIELDS = ("adresse", "actuel")


def address_page(visit: Visit) -> Response:
    """Show the present address and the field for a new one; once the link was sent, where it was sent."""
    person, needed = show_address(visit.context, visit.session)
    sent = facts_of(visit)
    if sent:
        return page(visit, "adresse/envoyee", person, address=sent["adresse"])
    return page(
        visit,
        "adresse/modifier",
        person,
        form=visit.form,
        current=person.head.account.address,
        proof=proof_shown(visit, needed, person.head.account.address),
    )


def ask_for_address(visit: Visit) -> Response:
    """Send the link that confirms the address. A person who must sign in by card first finds the form as it was."""
    form = visit.form
    warned = warned_of_typo(form)
    if warned:
        return shown_again(visit, visit.path, warned)
    try:
        _, address = ask_address(visit.context, visit.session, form.text("adresse"), proof_of(form), caller_of(visit))
    except Refused as refused:
        return refused_form(visit, refused, _FIELDS, kept=form)
    return done(visit, visit.path, {"adresse": address})


def address_to_confirm(visit: Visit, token: str) -> Response:
    """Show the address to confirm, to the owner of the account that asked; once it was confirmed, that it was."""
    confirmed = facts_of(visit)
    if confirmed:
        return confirmation_page(
            visit,
            "Adresse e-mail",
            "Confirmation de votre adresse e-mail",
            f"L’adresse {in_letters(confirmed['adresse'])} est maintenant celle de votre compte amelipro.",
            "Vos sessions ouvertes sur d’autres appareils sont fermées.",
        )
    try:
        person, asked = follow_address_link(visit.context, visit.session, token)
    except NeedsOwner as needed:
        return _sign_in_first(visit, needed)
    owner = asked.head.account.name.full
    return page(visit, "adresse/confirmer", person, address=asked.address, owner=owner, token=token)


def _sign_in_first(visit: Visit, needed: NeedsOwner) -> Response:
    """Lead through the sign-in and back. Another account is told neither the address nor who asked for it."""
    if needed.is_another:
        return page(visit, "adresse/autre-compte", suite=quote(visit.path))
    owner, address = needed.asked.head.account.name.full, needed.asked.address
    return page(visit, "adresse/connexion-demandee", owner=owner, address=address, suite=quote(visit.path))


def confirm(visit: Visit, token: str) -> Response:
    """Give the account its new address. Its owner stays signed in in this browser."""
    try:
        address = confirm_address(visit.context, visit.session, token)
    except NeedsOwner:
        return redirect(visit, visit.path)
    session = carry_session(visit.context, visit.session, address)
    cookies = (cookie_of(session, visit.context),) if session else ()
    return done(visit, visit.path, {"adresse": address}, cookies=cookies)
