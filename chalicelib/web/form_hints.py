"""What a form repeats of the page it stands on, so that its act reads everything at once."""

from chalicelib.acts.scene import Hint
from chalicelib.web.forms import Form


def hint_of(form: Form) -> Hint:
    """Return what the form says of the délégué and the profil; a wrong hint costs a read and changes nothing."""
    return Hint(form.text("delegue"), form.text("profil"))
