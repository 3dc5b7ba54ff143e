"""« Valider »: the délégant confirms the person who accepted (user guide §2.1)."""

from collections.abc import Sequence

from chalicelib.acts.delegue_account import SeenByDirectory, rpps_on_card, seen_by_directory
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
from chalicelib.acts.own_numbers import own_numbers
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.aliases import Identifier
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
    own = own_numbers(delegation.delegue.identifiers, account.id, context)
    known = _seen_by_directory(context, given)
    transition = by_delegant.validate(delegation, version, known.account, context.policy, context.now, own.kept)
    if own.others and not without_number:
        raise Refused(Code.NUMBER_OF_ANOTHER)
    on_card = rpps_on_card(given.items, account.id)
    known.require_own_number(own.kept.rpps_adeli, on_card, delegation.delegue.name, seen=number_seen)
    commit(context, Plan(transition, account, mode=given.person.mode), also=own.claims)
    return transition.subject


def doubt_about_number(context: Context, given: Given) -> str:
    """Return the doubt about the délégué's RPPS, by the directory or his card; empty when there is none."""
    delegue = given.delegation.delegue
    found = _seen_by_directory(context, given)
    return found.doubt(delegue.identifiers.rpps_adeli, rpps_on_card(given.items, given.account.id), delegue.name)


def _seen_by_directory(context: Context, given: Given) -> SeenByDirectory:
    return seen_by_directory(given.account, given.delegation.delegue.identifiers.rpps_adeli, context)


def numbers_of_others(context: Context, delegation: Delegation) -> Sequence[Identifier]:
    """Return the numbers of the délégué that another account has. One read, or none when he gave no number."""
    return own_numbers(delegation.delegue.identifiers, delegation.delegue.account_id, context).others
