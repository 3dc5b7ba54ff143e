"""The warning about an address that looks mistyped, given once: a slip would give access to a stranger."""

from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import Form
from chalicelib.identity.addresses import normalise, suggestion


def warned_of_typo(form: Form) -> Form | None:
    """Return the form to show again; None when its address looks right, or was confirmed by sending it again.

    The page offers the value `suggestion` as a button (pages/_adresse.html). An address that cannot be read has no
    warning: the act refuses it.
    """
    try:
        read = normalise(form.text("adresse"))
    except Refused:
        return None
    suggested = suggestion(read)
    if suggested is None or form.text("confirmee") == read:
        return None
    warning = (
        f"L’adresse {in_letters(read)} semble comporter une faute de frappe. Vouliez-vous écrire {suggested}\u00a0?"
    )
    return Form({**form.values, "confirmee": read, "suggestion": suggested}, {"adresse": warning})
