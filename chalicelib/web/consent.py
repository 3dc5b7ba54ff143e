"""« J’ai compris »: the box that a délégué ticks before he accepts, by a link or in his space."""

from collections.abc import Mapping

from chalicelib.http.forms import Form

MISSING: Mapping[str, str] = {"compris": "Cochez cette case pour accepter la délégation."}
"""The error of a form in which it is not ticked."""


def has_understood(form: Form) -> bool:
    """Whether the box is ticked."""
    return form.text("compris") == "oui"
