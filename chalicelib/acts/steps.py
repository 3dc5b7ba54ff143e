"""From step 1 to step 2 of a creation: what was shown of the address travels through the caller's hands, signed."""

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
    """Sign what step 1 showed, for this délégant alone."""
    name = account.name
    shown = [account.address, account.id, account.status.is_known, name.civilite, name.prenom, name.nom]
    return seal([account_id_of(session), *shown], context.keys.sessions, _SALT, context.now)


def unseal_step(context: Context, session: Session | None, step: str) -> tuple[Shown, Name]:
    """Return what step 1 showed; raises `Refused` when it was altered, another person's or too long ago."""
    try:
        fields, _ = unseal(step, context.keys.sessions, _SALT, context.now, _LIFE)
        owner, address, account_id, known, *name = fields
    except (BadSignature, TypeError, ValueError) as error:
        raise Refused(Code.FORM, _NOT_VALID) from error
    if owner != account_id_of(session):
        raise Refused(Code.FORM, _NOT_VALID)
    return Shown(address, account_id, known), Name(*name)
