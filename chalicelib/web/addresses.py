"""« Modifier mon e-mail », and the page of the link that confirms an address."""

from chalice.app import Response

from chalicelib.acts.account_links import follow_account_link
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.confirm_address import confirm_address
from chalicelib.acts.show_account import show_account
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.refusals import Refused
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.forms import EMPTY, Form
from chalicelib.web.render import page
from chalicelib.web.routes import Pages, by_link
from chalicelib.web.typos import warned_of_typo
from chalicelib.web.visit import Visit

pages = Pages()


@pages.get("/compte/e-mail")
def address_page(visit: Visit) -> Response:
    """Show the address in force and the field of another one."""
    return _address_page(visit, EMPTY)


def _address_page(visit: Visit, form: Form, status: int = 200) -> Response:
    person = show_account(visit.session).person
    return page(visit, "adresse/modifier", person, status=status, form=form, current=person.head.account.address)


@pages.post("/compte/e-mail")
def ask_for_address(visit: Visit) -> Response:
    """Send the link that confirms the address."""
    form = visit.form
    warned = warned_of_typo(form)
    if warned:
        return _address_page(visit, warned, 400)
    try:
        person, address = ask_address(visit.context, visit.session, form.text("adresse"))
    except Refused as refused:
        if not refused.fields:
            raise
        return _address_page(visit, form.with_errors(refused.fields), 400)
    return page(visit, "adresse/envoyee", person, address=address)


@pages.get("/confirmer-adresse/{token}")
def address_to_confirm(visit: Visit, token: str) -> Response:
    """Show the address to confirm."""
    asked = follow_account_link(visit.context, AccountPurpose.CONFIRM_ADDRESS, token)
    return page(visit, "adresse/confirmer", address=asked.pending.address, token=token)


@pages.post("/confirmer-adresse/{token}", proof=by_link)
def confirm(visit: Visit, token: str) -> Response:
    """Make the address the account's own."""
    address = confirm_address(visit.context, token)
    done = f"L’adresse {address} est maintenant celle de votre compte amelipro."
    return confirmation_page(visit, "Adresse e-mail", "Confirmation de votre adresse e-mail", done)
