"""The part of a form that asks for a fresh proof: what its page shows of it, and the answer to a form without it."""

from typing import NamedTuple
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.fresh_proof import Needed
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import shown_again

PASSWORD = "actuel"  # noqa: S105 - the name of a field
"""The field of the current password, as `pages/_preuve.html` writes it."""


class ProofShown(NamedTuple):
    """What a page shows: the proof still needed, and the path at which a card proves it, which leads back here.

    `address`: whose password it is, for password managers; empty where the form shows it itself.
    """

    needed: str
    by_card: str
    address: str = ""


def proof_shown(visit: Visit, needed: Needed, address: str = "") -> ProofShown:
    """Return what the page of this form shows of the proof."""
    return ProofShown(needed.value, f"/connexion/carte?suite={quote(visit.address)}", address)


def proof_of(form: Form) -> str:
    """Return the current password as it was typed."""
    return form.raw(PASSWORD)


def refused_form(visit: Visit, refused: Refused, fields: tuple[str, ...], kept: Form) -> Response:
    """Show a refused form again, its errors beside `fields`.

    Where only a card can prove it, show `kept`: that form is found again after the sign-in.
    """
    if refused.code is Code.PROOF_NEEDED:
        return shown_again(visit, visit.path, kept, 403, at="")
    return shown_again(visit, visit.path, visit.form.marked_by(refused, fields))
