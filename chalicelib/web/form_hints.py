"""What a form repeats of the page it stands on, so that its act reads everything at once, and once only."""

import secrets

from chalicelib.acts.given import Hint
from chalicelib.http.forms import Form

_LONGEST = 64
"""Characters. What our pages write is shorter, and it becomes a part of keys of the table."""


def hint_of(form: Form) -> Hint:
    """Return what the form says of the délégué and the profil; a wrong hint costs a read and changes nothing."""
    return Hint(form.text("delegue")[:_LONGEST], form.text("profil")[:_LONGEST])


def key_of(form: Form) -> str:
    """Return the form's idempotency key; a new one for a form that lacks it."""
    return form.text("cle")[:_LONGEST] or secrets.token_urlsafe(12)
