"""« Valider »: the délégant confirms who accepted (seed §2.1)."""

from collections.abc import Mapping

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.given import Hint, Seen, act_on_given
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.aliases import Identifier, Owner, claims_of, named_by, owners_of, without
from chalicelib.store.commit import Plan, commit


@retried
def validate(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int,
    *,
    without_number: bool = False,
    expected: Seen | None = None,
) -> Delegation:
    """Validate the delegation shown at `version` of its terms; raises `Refused`.

    A number that another account has is refused first, so that the délégant sees it (`NUMBER_OF_ANOTHER`); he may
    then validate `without_number`. One read more when the délégué gave a number.
    """
    given = act_on_given(context, session, delegation_id, hint, expected=expected)
    delegation, account = given.delegation, given.account
    numbers = delegation.delegue.identifiers
    owners = owners_of(named_by(numbers), context.keys.lookup)
    others = _of_others(owners, account.id)
    kept = without(numbers, others)
    known = as_known(account, delegation, context)
    transition = by_delegant.validate(delegation, version, known, context.policy, context.now, kept)
    if others and not without_number:
        raise Refused(Code.NUMBER_OF_ANOTHER)
    commit(context, Plan(transition, account), also=claims_of(kept, owners, account.id, context.keys.lookup))
    return transition.subject


def numbers_of_others(context: Context, delegation: Delegation) -> list[Identifier]:
    """Return the numbers of the délégué that are another account's; one read, none when he gave none."""
    owners = owners_of(named_by(delegation.delegue.identifiers), context.keys.lookup)
    return _of_others(owners, delegation.delegue.account_id)


def _of_others(owners: Mapping[Identifier, Owner], account_id: str) -> list[Identifier]:
    return [identifier for identifier, owner in owners.items() if owner.account_id != account_id]
