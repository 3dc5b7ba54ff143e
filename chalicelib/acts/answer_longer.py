"""The délégant's answer to a délégué who asks for a prolongation: « Valider » or « Refuser » (specification §3)."""

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
from chalicelib.acts.own_numbers import own_numbers
from chalicelib.acts.people import account_id_of, require_room
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import day_typed, own_structures
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.eligibility import require_profil
from chalicelib.domain.people import Structure
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import of_request
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import practice_unchanged
from chalicelib.store.commit import Plan, commit
from chalicelib.store.once import once


@retried
def grant_longer(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int,
    fin: str,
    form_key: str,
    *,
    without_number: bool = False,
    expected: Seen | None = None,
) -> Delegation:
    """Grant the prolongation until `fin`, which may be earlier than asked; it holds at once. The same form counts once.

    Raises `Refused` with the field at fault, by the rules, or for a number of another account (`NUMBER_OF_ANOTHER`)
    unless the délégant grants it `without_number`, as in `validate`.
    """
    this = once(account_id_of(session), form_key, "grant longer", delegation_id, version, fin)
    given = act_on_given(context, session, delegation_id, hint, expected=expected, this=this)
    if given.is_done:
        return given.delegation
    delegation = given.delegation
    # A request that is answered already is refused as such, and not for its day or for a structure lost since.
    of_request.waiting_request(delegation, context.now)
    own = own_numbers(delegation.delegue.identifiers, given.account.id, context)
    transition = of_request.grant_longer(
        delegation,
        version,
        as_known(given.account, delegation, context),
        day_typed("fin", "La date de fin", fin),
        _structures(context, given),
        context.policy,
        context.now,
        own.kept,
    )
    if own.others and not without_number:
        raise Refused(Code.NUMBER_OF_ANOTHER)
    plan = Plan(transition, given.account, given.guard, mode=given.person.mode)
    also = [*this.writes_of(delegation_id, context.now), practice_unchanged(given.person.id, given.stored_practice)]
    commit(context, plan, [*also, *own.unchanged])
    return transition.subject


def _structures(context: Context, given: Given) -> tuple[Structure, ...]:
    """Return the structures that the délégant may still open; raise `Refused` when he may no longer open any.

    A delegation that is over was not followed when its délégant's rights changed, so they are checked as at a creation.
    """
    delegation = given.delegation
    if delegation.status_at(context.now) is Status.TERMINEE:
        require_profil(delegation.profil, given.practice, context.today)
        require_room(given.person, context.settings)
    return own_structures(given.practice, delegation.terms.structures)


@retried
def decline_longer(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    form_key: str,
    *,
    expected: Seen | None = None,
) -> Delegation:
    """Decline the prolongation; the delegation stays as it is. The same form counts once. Raises `Refused`."""
    this = once(account_id_of(session), form_key, "decline longer", delegation_id)
    given = act_on_given(context, session, delegation_id, hint, expected=expected, this=this)
    if given.is_done:
        return given.delegation
    transition = of_request.decline_longer(given.delegation, context.now)
    plan = Plan(transition, given.account, mode=given.person.mode)
    commit(context, plan, also=this.writes_of(delegation_id, context.now))
    return transition.subject
