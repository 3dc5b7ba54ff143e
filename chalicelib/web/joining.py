"""« Réunir mes comptes »: a person who proves two accounts, one of them with his card, makes one (specification §1)."""

from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.join_accounts import (
    NeedsCard,
    ask_to_join,
    follow_invitation,
    follow_join_link,
    is_fresh_card,
    join_by_link,
    join_by_password,
    join_invitation,
)
from chalicelib.acts.people import SignedOut, person_signed_in
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.callers import caller_of
from chalicelib.web.drafts import SENT, led_on, shown_again
from chalicelib.web.paths import received_path
from chalicelib.web.render import page, redirect

_PATH = "/compte/rattacher"
_DONE = "/recues?fait=comptes-reunis"


def join_page(visit: Visit) -> Response:
    """Ask for the address of the other account, and how its owner wants to prove it."""
    person, session = person_signed_in(visit.session), visit.session
    by_card = session is not None and is_fresh_card(visit.context, session)
    return page(visit, "compte/rattacher", person, form=visit.form, by_card=by_card, suite=quote(visit.address))


def join_with_password(visit: Visit) -> Response:
    """Join the account of this address and password."""
    form = visit.form
    try:
        join_by_password(visit.context, visit.session, form.text("adresse"), form.raw("mot_de_passe"), caller_of(visit))
    except NeedsCard as needed:
        return _shown_again(visit, form.with_errors({"": needed.message}), 403)
    except Refused as refused:
        status = 429 if refused.code is Code.LIMIT else 400
        return _shown_again(visit, form.with_errors(refused.fields or {"": refused.message}), status)
    return redirect(visit, _DONE)


def join_link_page(visit: Visit) -> Response:
    """Say that the link was sent, the same whether or not the account exists; else lead to the page of the form."""
    if not visit.query.text(SENT):
        return led_on(visit, path=_PATH)
    return page(visit, "compte/rattachement-envoye", person_signed_in(visit.session))


def ask_for_join_link(visit: Visit) -> Response:
    """Send the link that proves the other account, if it exists."""
    form = visit.form
    try:
        ask_to_join(visit.context, visit.session, form.text("adresse"))
    except NeedsCard as needed:
        return _shown_again(visit, form.with_errors({"": needed.message}), 403)
    except Refused as refused:
        return _shown_again(visit, form.marked_by(refused), 400)
    return redirect(visit, f"{visit.path}?{SENT}=oui")


def _shown_again(visit: Visit, form: Form, status: int) -> Response:
    return shown_again(visit, _PATH, form, status)


def join_to_confirm(visit: Visit, token: str) -> Response:
    """Name the owners of the accounts that the link would join, only to the person who asked for it with his card."""
    try:
        found = follow_join_link(visit.context, visit.session, token)
    except NeedsCard:
        return _card_page(visit, f"/rattacher-compte/{token}")
    return page(
        visit,
        "compte/rattachement",
        found.person,
        own=found.person.head.account,
        other=found.other.account,
        action=f"/rattacher-compte/{token}",
    )


def confirm_join(visit: Visit, token: str) -> Response:
    """Join the two accounts of the link."""
    try:
        join_by_link(visit.context, visit.session, token)
    except NeedsCard:
        return redirect(visit, visit.path)
    return redirect(visit, _DONE)


def invitation_to_answer(visit: Visit, token: str) -> Response:
    """Show the invitation that would go to the account of the card."""
    try:
        person, landing = follow_invitation(visit.context, visit.session, token)
    except (NeedsCard, SignedOut):
        return _card_page(visit, f"/invitation-par-carte/{token}")
    delegation = landing.delegation
    return page(
        visit,
        "compte/invitation-par-carte",
        person,
        own=person.head.account,
        address=landing.account.address,
        delegant=delegation.delegant.name.full,
        profil=PROFILS[delegation.profil],
        action=f"/invitation-par-carte/{token}",
    )


def answer_invitation(visit: Visit, token: str) -> Response:
    """Give the invitation to the account of the card, and lead to the page that answers it."""
    try:
        delegation_id = join_invitation(visit.context, visit.session, token)
    except (NeedsCard, SignedOut):
        return redirect(visit, visit.path)
    return redirect(visit, received_path(delegation_id))


def _card_page(visit: Visit, path: str, /) -> Response:
    """Lead through the sign-in by card and back. The page does not say what the link is about."""
    return page(visit, "compte/carte-demandee", suite=quote(path))
