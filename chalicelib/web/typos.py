"""An address that looks mistyped is asked about once: a slip would send somebody's access to a stranger."""

from chalicelib.http.forms import Form
from chalicelib.identity.addresses import suggestion


def warned_of_typo(form: Form) -> Form | None:
    """Return the form to show again, None when its address looks right or was confirmed by sending it again."""
    typed = form.text("adresse")
    suggested = suggestion(typed)
    if suggested is None or form.text("confirmee") == typed:
        return None
    warning = f"Cette adresse semble comporter une faute de frappe. Vouliez-vous écrire {suggested}\u00a0?"
    return Form({**form.values, "confirmee": typed}, {"adresse": warning})
