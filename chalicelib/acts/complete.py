"""« Valider » of what a délégué asked for: the délégant completes it (specification §5, « Asking »)."""

from dataclasses import dataclass

from chalicelib.acts.delegue_account import rpps_on_card, seen_by_directory
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
from chalicelib.acts.look_up_number import look_up_typed
from chalicelib.acts.people import require_room
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import AskedTerms, read_terms
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.eligibility import require_profil
from chalicelib.domain.identifiers import asked_of, errors_of_identifiers
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.transitions import wishes
from chalicelib.domain.transitions.outcome import require_terms
from chalicelib.domain.transitions.wishes import Completion
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import practice_unchanged
from chalicelib.store.commit import Plan, commit


@dataclass(frozen=True)
class Completed:
    """The form of the délégant, as typed: a period, structures, and the identifiers that the profil asks for."""

    terms: AskedTerms
    identifiers: Identifiers


@retried
def complete(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int,
    completed: Completed,
    *,
    without_number: bool = False,
    number_seen: bool = False,
    expected: Seen | None = None,
) -> Delegation:
    """Validate a wish, seen at `version`, with what it lacks; raise `Refused` with the fields at fault.

    The period may be shorter than the one asked for, never longer. Numbers are refused as in `validate`; `OVERLAP` when
    the délégant has granted some of these days since. Any number may be typed, and one that the délégué did not give
    counts as a look-up, whatever the answer (specification §1): `LIMIT`. One batch of reads, one for numbers, one
    transaction.
    """
    given = act_on_given(context, session, delegation_id, hint, expected=expected)
    delegation, account = given.delegation, given.account
    require(Act.VALIDATE, delegation, Actor.DELEGANT, context.now)
    require_terms(delegation, version)
    terms, identifiers = _checked(context, given, completed)
    require_room(given.person, context.settings)
    own = look_up_typed(context, given.person.id, identifiers, delegation.delegue)
    known = seen_by_directory(account, identifiers.rpps_adeli, context)
    completion = Completion(terms, identifiers, own.kept)
    transition = wishes.complete(delegation, version, known.account, completion, context.policy, context.now)
    if own.others and not without_number:
        raise Refused(Code.NUMBER_OF_ANOTHER)
    on_card = rpps_on_card(given.items, account.id)
    known.require_own_number(own.kept.rpps_adeli, on_card, delegation.delegue.name, seen=number_seen)
    plan = Plan(transition, account, given.guard, mode=given.person.mode)
    commit(context, plan, also=[*own.claims, practice_unchanged(given.person.id, given.stored_practice)])
    return transition.subject


def _checked(context: Context, given: Given, completed: Completed) -> tuple[Terms, Identifiers]:
    """Return the terms and the identifiers; raise `Refused` with every error by field."""
    delegation, practice = given.delegation, given.practice
    if not delegation.is_wish:
        raise Refused(Code.WRONG_STATUS)
    require_profil(delegation.profil, practice, context.today)
    identifiers = asked_of(delegation.profil, completed.identifiers)
    errors = errors_of_identifiers(delegation.profil, identifiers)
    within = delegation.terms.validity
    return read_terms(completed.terms, delegation.profil, practice, context, within=within, also=errors), identifiers
