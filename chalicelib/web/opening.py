"""The form that opens an account: by an invitation, or by asking for a delegation."""

from chalicelib.acts.open_account import Opening
from chalicelib.http.forms import Form


def opening_of(form: Form) -> Opening:
    """Return what the form says, as typed."""
    return Opening(
        civilite=form.text("civilite"),
        nom=form.text("nom"),
        prenom=form.text("prenom"),
        rpps_adeli=form.text("rpps_adeli"),
        cpe=form.text("cpe"),
        password=form.raw("mot_de_passe"),
        confirmation=form.raw("confirmation"),
        consent=form.text("consentement") == "oui",
        number_seen=form.text("numero_vu") == form.text("rpps_adeli"),
    )
