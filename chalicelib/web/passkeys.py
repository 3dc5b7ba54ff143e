"""« Mes clés d'accès »: the passkeys of the account, the two steps that add one, and the page that removes one."""

from chalice.app import Response

from chalicelib.acts.passkeys import (
    LONGEST_NAME,
    Offer,
    add_passkey,
    offer_passkey,
    prove_for_passkey,
    remove_passkey,
    show_passkeys,
)
from chalicelib.domain.refusals import Refused
from chalicelib.http.cookies import cookie_of
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.identity.challenges import LIVES, Purpose
from chalicelib.identity.relying_party import ALGORITHMS, NAME, relying_party
from chalicelib.store.table import epoch
from chalicelib.web.callers import caller_of
from chalicelib.web.drafts import done, facts_of, shown_again
from chalicelib.web.fresh_proofs import PASSWORD, proof_of, proof_shown, refused_form
from chalicelib.web.render import page, redirect

_ALL, _NEW = "/compte/cles-acces", "/compte/cles-acces/nouvelle"
_FIELDS = ("nom", PASSWORD)


def passkeys_page(visit: Visit) -> Response:
    """Show the passkeys of the person signed in, and the form that begins another one."""
    own = show_passkeys(visit.context, visit.session)
    return page(
        visit,
        "compte/cles-acces",
        own.person,
        form=visit.form,
        own=own,
        proof=proof_shown(visit, own.needed, own.person.head.account.address),
        longest=LONGEST_NAME,
    )


def name_passkey(visit: Visit) -> Response:
    """Take the name and the fresh proof of a new passkey, and lead to the page on which the browser makes it."""
    form = visit.form
    try:
        name = prove_for_passkey(visit.context, visit.session, form.text("nom"), proof_of(form), caller_of(visit))
    except Refused as refused:
        return refused_form(visit, refused, _FIELDS, kept=form)
    until = epoch(visit.context.now + LIVES[Purpose.ADD])
    return done(visit, _NEW, {"nom": name, "session": _session_in_words(visit), "jusqua": until})


def new_passkey_page(visit: Visit) -> Response:
    """Show the button that makes the passkey; lead back unless this session has just given a proof."""
    proved = facts_of(visit)
    if not proved or proved["session"] != _session_in_words(visit) or proved["jusqua"] < epoch(visit.context.now):
        return redirect(visit, f"{_ALL}?fait=recommencer" if proved else _ALL)
    offer = offer_passkey(visit.context, visit.session)
    options = _options(visit, offer)
    return page(visit, "compte/cle-acces-nouvelle", offer.own.person, name=proved["nom"], options=options)


def add_new_passkey(visit: Visit) -> Response:
    """Add the passkey that the browser has made."""
    form = visit.form
    try:
        add_passkey(visit.context, visit.session, form.text("nom"), form.text("reponse"), caller_of(visit))
    except Refused as refused:
        wrong = Form({"nom": form.text("nom")}).with_errors(refused.fields or {"": refused.message})
        return shown_again(visit, _ALL, wrong)
    return redirect(visit, f"{_ALL}?fait=cle-ajoutee")


def passkey_page(visit: Visit, passkey_id: str) -> Response:
    """Show one passkey, and the form that removes it."""
    own = show_passkeys(visit.context, visit.session)
    return page(
        visit,
        "compte/cle-acces",
        own.person,
        form=visit.form,
        passkey=own.one(passkey_id),
        proof=proof_shown(visit, own.needed, own.person.head.account.address),
    )


def remove_own_passkey(visit: Visit, passkey_id: str) -> Response:
    """Remove a passkey. Only this browser stays signed in."""
    form = visit.form
    try:
        session = remove_passkey(visit.context, visit.session, passkey_id, proof_of(form), caller_of(visit))
    except Refused as refused:
        return refused_form(visit, refused, _FIELDS, kept=EMPTY)
    return redirect(visit, f"{_ALL}?fait=cle-retiree", cookies=(cookie_of(session, visit.context),))


def _session_in_words(visit: Visit) -> str:
    """Return what names this session in a draft, without its id."""
    return sessions.csrf_token(visit.session.session_id, visit.context.keys) if visit.session else ""


def _options(visit: Visit, offer: Offer) -> dict[str, object]:
    """Return the options of `navigator.credentials.create()` (WebAuthn §5.4), as passkeys.js takes them."""
    party, account = relying_party(visit.context.settings), offer.own.person.head.account
    shown = account.address or account.name.full
    return {
        "challenge": offer.challenge,
        "rp": {"id": party.id, "name": NAME},
        "user": {"id": offer.handle, "name": shown, "displayName": account.name.full or shown},
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in ALGORITHMS],
        "excludeCredentials": [{"type": "public-key", "id": one.credential} for one in offer.own.passkeys],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }
