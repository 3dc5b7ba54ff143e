"""Step 2 of a creation: the delegation itself (seed §1.1, §1.2; spec §3)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.acts.delegue_account import seen_by_directory
from chalicelib.acts.ids import new_id
from chalicelib.acts.invited import Shown, account_shown, reserve
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import AskedTerms, read_terms
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Terms
from chalicelib.domain.eligibility import require_profil
from chalicelib.domain.identifiers import asked_of, errors_of_identifiers
from chalicelib.domain.people import Account, Delegant, Identifiers, Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.domain.transitions.by_delegant import Draft
from chalicelib.identity.sessions import Session
from chalicelib.store import guards, keys
from chalicelib.store.accounts import PracticeItem, find_head, to_practice
from chalicelib.store.commit import Plan, commit
from chalicelib.store.limits import spend
from chalicelib.store.once import once
from chalicelib.store.table import Item, Key, find, read


@dataclass(frozen=True)
class Asked:
    """What the form of step 2 says, as typed."""

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
    """Create the delegation and return its id; the same form sent twice creates it once.

    Raises `Refused`: fields at fault, a profil one may not grant, an overlap, a limit, or `ACCOUNT_APPEARED` when
    the address got an account since step 1; `NUMBER_IN_DOUBT` when the RPPS seems to be somebody else's than the
    account's, unless the délégant has seen that (`number_seen`). One batch of reads, one transaction, and one update
    for the limit.
    """
    return retried(_Creation(context, session, shown, asked, form_key, number_seen=number_seen).attempt_or_twin)


class _Creation:
    """One form of creation. It may be attempted several times, and counts once."""

    def __init__(
        self,
        context: Context,
        session: Session | None,
        shown: Shown,
        asked: Asked,
        form_key: str,
        *,
        number_seen: bool,
    ) -> None:
        self._context, self._session, self._shown, self._asked = context, session, shown, asked
        self._number_seen = number_seen
        self._profil = _profil(asked.profil)
        self._identifiers = asked_of(self._profil, asked.identifiers)
        self._delegant_id = account_id_of(session)
        self._once = once(self._delegant_id, form_key, "create", shown, asked)
        self._is_counted = False

    def attempt_or_twin(self) -> str:
        """The same form may have been written between two readings: then nothing stands in its way but itself."""
        try:
            return self._attempt()
        except Refused as refused:
            if refused.code not in {Code.OVERLAP, Code.LIMIT}:
                raise
            done = self._once.result(read([self._once.key]), self._context.now)
            if not done:
                raise
            return done

    def _attempt(self) -> str:
        context, shown = self._context, self._shown
        items = read(_needed(context, self._delegant_id, shown, self._profil, self._once.key))
        person = person_of(self._session, items)
        person.require_card()
        done = self._once.result(items, context.now)
        if done:
            return done
        practice = to_practice(find(items, PracticeItem, keys.practice(person.id)))
        terms = _checked_terms(context, practice, self._profil, self._asked, self._identifiers)
        _require_room(context, person)
        # Counted first: where nothing may be created any more, nothing is said of the address either.
        self._count()
        account, is_new = account_shown(context, items, shown, person.id)
        draft = self._draft(_delegant(person, practice), self._as_seen(account, items), terms)
        guard_key = keys.guard(person.id, account.id, self._profil)
        if account.id != shown.account_id:
            items |= read([guard_key])
        plan = Plan(
            by_delegant.create(draft, context.policy, context.now),
            account,
            guard=find(items, guards.GuardItem, guard_key),
            once=self._once,
            extra=(lambda transaction: reserve(transaction, context, account, draft.id)) if is_new else None,
            account_is_new=is_new,
        )
        commit(plan, context)
        return draft.id

    def _count(self) -> None:
        if not self._is_counted:
            most = self._context.settings.creations_per_day
            spend(f"create:{self._delegant_id}", most, timedelta(days=1), self._context.now)
            self._is_counted = True

    def _as_seen(self, account: Account, items: dict[Key, Item]) -> Account:
        """Return the account as the directory completes it; raises `Refused` when the RPPS seems to be another's."""
        rpps_adeli = self._identifiers.rpps_adeli
        found = seen_by_directory(account, rpps_adeli, self._context)
        head = find_head(items, account.id)
        found.require_own_number(rpps_adeli, head.rpps if head else "", account.name, seen=self._number_seen)
        return found.account

    def _draft(self, delegant: Delegant, account: Account, terms: Terms) -> Draft:
        return Draft(
            id=new_id(),
            nonce=secrets.token_urlsafe(9),
            delegant=delegant,
            account=account,
            profil=self._profil,
            terms=terms,
            identifiers=self._identifiers,
        )


def _profil(text: str) -> ProfilId:
    if text not in set(ProfilId):
        raise Refused(Code.FORM, fields={"profil": "Sélectionnez un profil."})
    return ProfilId(text)


def _needed(context: Context, delegant_id: str, shown: Shown, profil: ProfilId, once_key: Key) -> list[Key]:
    return [
        *keys.person(delegant_id),
        keys.practice(delegant_id),
        keys.alias("address", shown.address, context.keys.lookup),
        keys.head(shown.account_id),
        keys.guard(delegant_id, shown.account_id, profil),
        once_key,
    ]


def _checked_terms(
    context: Context, practice: Practice, profil: ProfilId, asked: Asked, identifiers: Identifiers
) -> Terms:
    require_profil(profil, practice, context.today)
    return read_terms(asked.terms, profil, practice, context, also=errors_of_identifiers(profil, identifiers))


def _require_room(context: Context, person: Person) -> None:
    """Raise `Refused` at the number of delegations in force that is allowed; the transaction holds it in a race."""
    if person.head.live >= context.settings.live_delegations:
        raise Refused(Code.TOO_MANY_DELEGATIONS)


def _delegant(person: Person, practice: Practice) -> Delegant:
    return Delegant(person.id, person.head.account.name, practice.categorie, practice.specialite)
