"""« Valider »: the délégant confirms the person who accepted (user guide §2.1)."""

from collections.abc import Mapping

from chalicelib.acts.delegue_account import SeenByDirectory, rpps_on_card, seen_by_directory
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
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
    number_seen: bool = False,
    expected: Seen | None = None,
) -> Delegation:
    """Validate the delegation, seen at `version` of its terms; raise `Refused`.

    A wish is refused (`TO_COMPLETE`): `complete` validates it. A number of another account is refused
    (`NUMBER_OF_ANOTHER`) unless the délégant validates `without_number`, and an RPPS that seems to be somebody else's
    (`NUMBER_IN_DOUBT`) unless he has seen that (`number_seen`).
    """
    given = act_on_given(context, session, delegation_id, hint, expected=expected)
    delegation, account = given.delegation, given.account
    owners = owners_of(named_by(delegation.delegue.identifiers), context.keys.lookup)
    others = of_others(owners, account.id)
    kept = without(delegation.delegue.identifiers, others)
    known = _seen_by_directory(context, given)
    transition = by_delegant.validate(delegation, version, known.account, context.policy, context.now, kept)
    if others and not without_number:
        raise Refused(Code.NUMBER_OF_ANOTHER)
    on_card = rpps_on_card(given.items, account.id)
    known.require_own_number(kept.rpps_adeli, on_card, delegation.delegue.name, seen=number_seen)
    plan = Plan(transition, account, mode=given.person.mode)
    commit(context, plan, also=claims_of(kept, owners, account.id, context.keys.lookup))
    return transition.subject


def doubt_about_number(context: Context, given: Given) -> str:
    """Return the doubt about the délégué's RPPS, by the directory or his card; empty when there is none."""
    delegue = given.delegation.delegue
    found = _seen_by_directory(context, given)
    return found.doubt(delegue.identifiers.rpps_adeli, rpps_on_card(given.items, given.account.id), delegue.name)


def _seen_by_directory(context: Context, given: Given) -> SeenByDirectory:
    return seen_by_directory(given.account, given.delegation.delegue.identifiers.rpps_adeli, context)


def numbers_of_others(context: Context, delegation: Delegation) -> list[Identifier]:
    """Return the numbers of the délégué that another account has. One read, or none when he gave no number."""
    owners = owners_of(named_by(delegation.delegue.identifiers), context.keys.lookup)
    return of_others(owners, delegation.delegue.account_id)


def of_others(owners: Mapping[Identifier, Owner], account_id: str) -> list[Identifier]:
    """Return the numbers that another account has."""
    return [identifier for identifier, owner in owners.items() if owner.account_id != account_id]
