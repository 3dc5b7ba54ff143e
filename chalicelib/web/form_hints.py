"""Values that a form repeats from its page, so that the act reads all it needs in one call, and is done only once."""

from chalicelib.acts.given import Hint
from chalicelib.http.forms import Form
from chalicelib.web.drafts import new_form_key

_LONGEST = 64
"""Characters. Our pages write less, and the value becomes part of a key of the table."""


def hint_of(form: Form) -> Hint:
    """Return the délégué and the profil that the form names. A wrong hint costs one more read and changes nothing."""
    return Hint(form.text("delegue")[:_LONGEST], form.text("profil")[:_LONGEST])


def key_of(form: Form) -> str:
    """Return the idempotency key of the form; a new one when it has none."""
    return form.text("cle")[:_LONGEST] or new_form_key()
