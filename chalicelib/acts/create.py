"""Step 2 of a creation: the delegation itself (user guide §1.1, §1.2; specification §3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from chalicelib.acts.delegue_account import rpps_on_card, seen_by_directory
from chalicelib.acts.ids import new_delegation_id, new_nonce
from chalicelib.acts.invited import Shown, account_shown
from chalicelib.acts.people import Person, account_id_of, person_of, require_room
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import AskedTerms, read_profil, read_terms
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Terms
from chalicelib.domain.eligibility import require_profil
from chalicelib.domain.identifiers import asked_of, errors_of_identifiers
from chalicelib.domain.people import Account, Delegant, Identifiers, Practice
from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.synthetic import is_synthetic
from chalicelib.domain.transitions import by_delegant
from chalicelib.domain.transitions.by_delegant import NewDelegation
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, practice_unchanged, to_practice
from chalicelib.store.commit import Plan, commit
from chalicelib.store.guards import GuardItem
from chalicelib.store.limits import spend
from chalicelib.store.once import Once, once
from chalicelib.store.table import Item, Key, find, read


@dataclass(frozen=True)
class Asked:
    """The form of step 2, as typed."""

    profil: str
    terms: AskedTerms
    identifiers: Identifiers


def create(
    context: Context,
    session: Session | None,
    shown: Shown,
    asked: Asked,
    form_key: str,
    *,
    number_seen: bool = False,
) -> str:
    """Create the delegation and return its id. The same form sent twice creates it once.

    Raises `Refused` for fields at fault, a profil that the délégant may not grant, an overlap or a limit; with
    `ACCOUNT_APPEARED` when the address has got an account since step 1; and with `NUMBER_IN_DOUBT` when the RPPS seems
    to belong to somebody else than the account, unless the délégant has seen that (`number_seen`). One batch of reads,
    one transaction, and one update for the limit.
    """
    this = once(account_id_of(session), form_key, "create", shown, asked)
    # The creation counts once, however often a race makes it begin again.
    return _create_or_find(context, session, _Form(shown, asked, number_seen, this, cache(spend)))


class _Form(NamedTuple):
    """The form, and the count of it, which is taken once however often the act begins again."""

    shown: Shown
    asked: Asked
    number_seen: bool
    once: Once
    spend: Callable[..., None]


@retried
def _create_or_find(context: Context, session: Session | None, form: _Form) -> str:
    """Create the delegation, or find the one that the same form created between two reads."""
    try:
        return _create(context, session, form)
    except Refused as refused:
        if refused.code not in {Code.OVERLAP, Code.LIMIT}:
            raise
        done = form.once.result(read(form.once.keys), context.now)
        if not done:
            raise
        return done


def _create(context: Context, session: Session | None, form: _Form) -> str:
    shown, profil = form.shown, read_profil(form.asked.profil)
    items = read(_needed(context, account_id_of(session), shown, profil, form.once.keys))
    person = person_of(session, items)
    person.require_card(context.settings)
    done = form.once.result(items, context.now)
    if done:
        return done
    stored = find(items, PracticeItem, keys.practice(person.id))
    practice = to_practice(stored)
    identifiers = asked_of(profil, form.asked.identifiers)
    terms = _checked_terms(context, practice, profil, form.asked, identifiers)
    require_room(person, context.settings)
    # The limit comes first, so that a délégant who has reached it learns nothing about the address.
    if not is_synthetic(person.id):  # it lives more often than a person may create
        most = context.settings.creations_per_day
        form.spend(f"create:{person.id}", most, ONE_DAY, context.now, "créations de délégation", form.once.name)
    account, is_new = account_shown(context, items, shown, person.id)
    known = _known(context, items, account, identifiers.rpps_adeli, number_seen=form.number_seen)
    delegant, nonce = _delegant(person, practice), new_nonce()
    new = NewDelegation(new_delegation_id(person.id), nonce, delegant, known, profil, terms, identifiers)
    guard_key = keys.guard(person.id, account.id, profil)
    if account.id != shown.account_id:
        items |= read([guard_key])
    transition = by_delegant.create(new, context.policy, context.now)
    guard = find(items, GuardItem, guard_key)
    plan = Plan(transition, account, guard, is_new=is_new, mode=person.mode)
    also = [*form.once.writes_of(new.id, context.now), practice_unchanged(person.id, stored)]
    commit(context, plan, also)
    return new.id


def _known(
    context: Context, items: dict[Key, Item], account: Account, rpps_adeli: str, *, number_seen: bool
) -> Account:
    """Return the account, completed by the directory; raise `Refused` when the RPPS seems to be somebody else's."""
    known = seen_by_directory(account, rpps_adeli, context)
    known.require_own_number(rpps_adeli, rpps_on_card(items, account.id), account.name, seen=number_seen)
    return known.account


def _needed(context: Context, delegant_id: str, shown: Shown, profil: ProfilId, once_keys: Iterable[Key]) -> list[Key]:
    return [
        *keys.person(delegant_id),
        keys.practice(delegant_id),
        keys.alias("address", shown.address, context.keys.lookup),
        keys.head(shown.account_id),
        keys.guard(delegant_id, shown.account_id, profil),
        *once_keys,
    ]


def _checked_terms(
    context: Context, practice: Practice, profil: ProfilId, asked: Asked, identifiers: Identifiers
) -> Terms:
    require_profil(profil, practice, context.today)
    return read_terms(asked.terms, profil, practice, context, also=errors_of_identifiers(profil, identifiers))


def _delegant(person: Person, practice: Practice) -> Delegant:
    return Delegant(person.id, person.head.account.name, practice.categorie, practice.specialite)
