"""The signed result of step 1 of a creation, which the caller hands to step 2."""

from datetime import timedelta

from itsdangerous import BadSignature

from chalicelib.acts.invited import Shown
from chalicelib.acts.people import account_id_of
from chalicelib.context import Context
from chalicelib.domain.people import Account, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.signing import seal, unseal

_LIFE = timedelta(hours=4)
_SALT = "etape"
_NOT_VALID = "Cette page n’est plus valable. Reprenez la saisie depuis le début."


def seal_step(context: Context, session: Session | None, account: Account) -> str:
    """Return the result of step 1, signed for this délégant only."""
    name = account.name
    shown = [account.address, account.id, account.status.is_known, name.civilite, name.prenom, name.nom]
    return seal([account_id_of(session), *shown], context.keys.sessions, _SALT, context.now)


def unseal_step(context: Context, session: Session | None, step: str) -> tuple[Shown, Name]:
    """Return the result of step 1; raise `Refused` when it is altered, another person's, or too old."""
    try:
        fields, _ = unseal(step, context.keys.sessions, _SALT, context.now, _LIFE)
        owner, address, account_id, known, *name = fields
    except (BadSignature, TypeError, ValueError) as error:
        raise Refused(Code.FORM, _NOT_VALID) from error
    if owner != account_id_of(session):
        raise Refused(Code.FORM, _NOT_VALID)
    return Shown(address, account_id, known), Name(*name)
