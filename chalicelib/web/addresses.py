"""« Modifier mon e-mail », and the page of the link that confirms an address."""

from chalice.app import Response

from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.confirm_address import confirm_address, follow_address_link
from chalicelib.acts.show_account import show_account
from chalicelib.domain.refusals import Refused
from chalicelib.identity.addresses import suggestion
from chalicelib.web.confirmation import Confirmation
from chalicelib.web.forms import EMPTY, Form
from chalicelib.web.render import page
from chalicelib.web.routes import Pages, by_link
from chalicelib.web.visit import Visit

pages = Pages(__name__)


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
    try:
        suggested = suggestion(form.text("adresse"))
        if suggested and form.text("confirmee") != form.text("adresse"):
            warning = f"Cette adresse semble comporter une faute de frappe. Vouliez-vous écrire {suggested}\u00a0?"
            kept = Form({**form.values, "confirmee": form.text("adresse")})
            return _address_page(visit, kept.with_errors({"adresse": warning}), 400)
        address = ask_address(visit.context, visit.session, form.text("adresse"))
    except Refused as refused:
        if not refused.fields:
            raise
        return _address_page(visit, form.with_errors(refused.fields), 400)
    person = show_account(visit.session).person
    return page(visit, "adresse/envoyee", person, address=address)


@pages.get("/confirmer-adresse/{token}")
def confirmation_page(visit: Visit, token: str) -> Response:
    """Show the address to confirm."""
    asked = follow_address_link(visit.context, token)
    return page(visit, "adresse/confirmer", address=asked.address, token=token)


@pages.post("/confirmer-adresse/{token}", proof=by_link)
def confirm(visit: Visit, token: str) -> Response:
    """Make the address the account's own."""
    address = confirm_address(visit.context, token)
    lines = (f"L’adresse {address} est maintenant celle de votre compte amelipro.",)
    confirmation = Confirmation("Adresse e-mail", "Confirmation de votre adresse e-mail", lines)
    return page(visit, "liens/confirmation", confirmation=confirmation, titre=confirmation.titre)
