"""« Mise à jour d’une délégation » and « Prolonger » (specification §3, the « change » lines and « prolong »)."""

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.given import Given, Hint, Seen, act_on_given
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import AskedEnd, AskedTerms, read_prolonged, read_terms
from chalicelib.acts.told_together import Together, with_mail_for_all
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import practice_unchanged
from chalicelib.store.commit import Plan, commit
from chalicelib.store.once import once


@retried
def change(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int | None,
    asked: AskedTerms | AskedEnd,
    form_key: str | None,
    *,
    expected: Seen | None = None,
    together: Together | None = None,
) -> Delegation:
    """Change the period or the structures of the delegation, seen at `version`. The same form counts once.

    To prolong is to change the last day alone, of a delegation that is « Validée » (`AskedEnd`). Where that names the
    last day that was shown, no version is needed: it is None.

    `expected`: the state that was seen. `together`: what one mail tells of. Raises `Refused` with the fields at fault,
    when nothing would change, or by the rules.
    """
    this = once(account_id_of(session), form_key, "change", delegation_id, asked, together)
    given = act_on_given(context, session, delegation_id, hint, expected=expected, this=this)
    if given.is_done:
        return given.delegation
    transition = _decide(context, given, version, asked)
    also = [*this.writes_of(delegation_id, context.now), practice_unchanged(given.person.id, given.stored_practice)]
    if together:
        transition, mail = with_mail_for_all(context, transition, together)
        also += mail
    commit(context, Plan(transition, given.account, given.guard, mode=given.person.mode), also)
    return transition.subject


def _decide(context: Context, given: Given, version: int | None, asked: AskedTerms | AskedEnd) -> Transition:
    """Return the change that is asked for; one that shows the last day to prolong names its version by that day."""
    if isinstance(asked, AskedEnd) and asked.shown:
        version = by_delegant.version_ending(given.delegation, asked.shown)
    terms = _checked_terms(context, given, asked)
    known = as_known(given.account, given.delegation, context)
    return by_delegant.change(
        given.delegation,
        version,
        known,
        terms,
        new_nonce(),
        context.policy,
        context.now,
        keeps_lost=isinstance(asked, AskedEnd),
    )


def _checked_terms(context: Context, given: Given, asked: AskedTerms | AskedEnd) -> Terms:
    delegation = given.delegation
    if isinstance(asked, AskedEnd):
        by_delegant.require_prolongable(delegation, context.now)
        terms = read_prolonged(asked, delegation, given.practice, context)
    else:
        kept_start = delegation.terms.validity.start
        terms = read_terms(asked, delegation.profil, given.practice, context, kept_start=kept_start)
    if terms.validity == delegation.terms.validity and terms.structure_ids == delegation.terms.structure_ids:
        raise Refused(
            Code.FORM, "Aucune modification n’a été saisie.", {"debut": "Modifiez la période ou les structures."}
        )
    return terms
