"""The fresh proof needed before an act that weakens an account: a recent sign-in, or the password again."""

from datetime import timedelta
from enum import StrEnum

from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.synthetic import DELEGANT
from chalicelib.identity.passwords import verify
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import PasswordItem


class Needed(StrEnum):
    """The proof that a person still has to give."""

    NOTHING = "rien"
    PASSWORD = "mot-de-passe"  # noqa: S105 - the name of a proof
    CARD = "carte"


def proof_needed(context: Context, session: Session | None, stored: PasswordItem | None) -> Needed:
    """Return the proof needed in this session; `stored` is the account's password, if it has one.

    Raises `Refused` for the synthetic délégant: a sign-in of its own, or a joined account, would outlive its session.
    """
    if session and session.account_id == DELEGANT:
        raise Refused(Code.NOT_ALLOWED)
    if session and context.now - session.started_at <= timedelta(minutes=context.settings.fresh_proof_minutes):
        return Needed.NOTHING
    return Needed.PASSWORD if stored and stored.hash else Needed.CARD


def require_proof(
    context: Context,
    session: Session | None,
    account: Account,
    stored: PasswordItem | None,
    password: str,
    caller: Caller,
) -> None:
    """Raise `Refused` unless the sign-in is fresh or `password` is right. A guess counts as one at the sign-in."""
    needed = proof_needed(context, session, stored)
    if needed is Needed.NOTHING:
        return
    if needed is Needed.CARD or stored is None:
        raise Refused(Code.PROOF_NEEDED)
    if not password:
        raise Refused(Code.FORM, fields={"actuel": "Saisissez votre mot de passe actuel."})
    # A person who came by card may have a password and no address yet.
    guess = count_guess(context, account.address or account.id, account.id, caller)
    if not (verify(stored.hash, password) and guess.may_be_right):
        raise Refused(Code.FORM, fields={"actuel": "Le mot de passe actuel est incorrect."})
    guess.reset_counts()
