"""Passkeys of the proofs: their keys are fixed, so that two runs of a scene write the same items."""

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import runtime
from chalicelib.acts.passkeys import offer_passkey
from chalicelib.context import Context
from chalicelib.identity import webauthn
from chalicelib.identity.challenges import Purpose, new_challenge
from chalicelib.identity.relying_party import relying_party
from chalicelib.identity.sessions import Session
from chalicelib.store import passkeys
from chalicelib.store.passkeys import Passkey
from chalicelib.store.table import epoch
from chalicelib.store.writes import transact
from tests.authenticator import Credential, Said, asserted, registered

BROWSER = "un-navigateur"
"""The id of the browser in which somebody signs in."""


def credential(account_id: str, name: str) -> Credential:
    """Return a credential of this name, the same each time."""
    secret = int.from_bytes(name.encode(), "big") + 1
    handle = passkeys.handle_of(account_id, runtime.context().keys.lookup)
    return Credential(handle, name.encode().ljust(32, b"-"), ec.derive_private_key(secret, ec.SECP256R1()))


def give(account_id: str, name: str) -> Passkey:
    """Give an account a passkey that can sign, and return it."""
    context, held = runtime.context(), credential(account_id, name)
    found = webauthn.read_registration(registered(held, Said("x" * 16)))
    made = webauthn.new_credential(found, relying_party(context.settings))
    passkey_id = passkeys.id_of(made.id, context.keys.lookup)
    now = epoch(context.now)
    added = Passkey(passkey_id, made.id, made.public_key, held.handle, name, made.counter, added_at=now)
    transact(passkeys.addition_of(account_id, None, added, context.keys.lookup))
    return added


def answer_to_offer(context: Context, session: Session, name: str) -> str:
    """Return the answer of a browser that makes a passkey for the account of a session."""
    challenge = offer_passkey(context, session).challenge
    return registered(credential(session.account_id, name), Said(challenge))


def answer_to_sign_in(context: Context, account_id: str, name: str) -> str:
    """Return the answer of a browser that signs in with a passkey, to a challenge of its own."""
    challenge = new_challenge(Purpose.SIGN_IN, BROWSER, context.keys, context.now)
    return asserted(credential(account_id, name), Said(challenge))
