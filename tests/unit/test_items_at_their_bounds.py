"""Every item that can grow fits into DynamoDB's 400 kB when it is full (docs/data-model.md)."""

from typing import Any

import pytest

from chalicelib.acts.passkeys import LONGEST_NAME
from chalicelib.domain.catalogue import SERVICES
from chalicelib.domain.delegation import Delegation, Proposal, Terms
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.overlaps import Hold
from chalicelib.domain.people import MOST_PLACES, Account, Identifiers, Name, Party, Practice, Structure
from chalicelib.domain.periods import Validity
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.passwords import LONGEST
from chalicelib.identity.sessions import Mode
from chalicelib.identity.userinfo import identity_of
from chalicelib.settings import Settings
from chalicelib.store import keys, mails
from chalicelib.store.accounts import MOST_WAITING, head_item, practice_item
from chalicelib.store.codec import to_plain
from chalicelib.store.delegations import to_item
from chalicelib.store.grants import _item as grant_item
from chalicelib.store.guards import GuardItem
from chalicelib.store.limits import LimitItem
from chalicelib.store.open_sessions import Opened, SessionsItem
from chalicelib.store.passkeys import MOST, Passkey, PasskeysItem
from chalicelib.store.table import Item
from chalicelib.store.uses import UsesItem
from tests.builders import DAY, NOW, POLICY, TODAY, a_delegant, a_delegation
from tests.dynamodb.sizes import size_of_item

LARGEST = 400 * 1024
SETTINGS = Settings()
LONG = "É" * 500
NAME = Name("MME", "É" * 80, "É" * 80)
ADDRESS = "a" * 64 + "@" + "b" * 189


def size(item: Item) -> int:
    """Return the size of an item as DynamoDB counts it."""
    raw: dict[str, Any] = item.serialize()
    return size_of_item(raw)


def practice_of(places: int) -> Practice:
    """Return the practice read from a card that names this many places, each with the longest texts."""
    activities = [
        {
            "identifiantTechniqueDeLaStructure": f"{number}".rjust(64, "R"),
            "codeModeExercice": "S" if number % 2 else "L",
            "enseigneCommercialeSite": LONG,
            "libelleVoie": LONG,
            "bureauCedex": LONG,
            "codePostal": "63000",
        }
        for number in range(places)
    ]
    exercices = [{"codeProfession": "10", "codeSavoirFaire": "SM54", "activities": activities}]
    userinfo = {"SubjectNameID": "899900001019", "SubjectRefPro": {"exercices": exercices}}
    return identity_of(userinfo, DirectoryEntry()).practice


PRACTICE = practice_of(MOST_PLACES)


def largest_delegation() -> Delegation:
    """Return a delegation of every place, with a proposal of every place."""
    given = Terms(Validity(TODAY, TODAY + 1000 * DAY), PRACTICE.structures)
    delegation = a_delegation(
        terms=given,
        proposal=Proposal(given, NOW + 25 * DAY),
        resent_at=(NOW,) * SETTINGS.resends_in_all,
        delegant=a_delegant(name=NAME),
    )
    typed = Identifiers("9" * 11, "1" * 15 + "/" + "!" * 40, "MEDECIN", "01")
    delegue = delegation.delegue._replace(name=NAME, address=ADDRESS, identifiers=typed, entered=typed)
    return delegation._replace(delegue=delegue)


def largest_mail() -> Item:
    """Return a mail about the largest delegation."""
    delegation = largest_delegation()
    mail = Mail(MailKind.PROPOSITION_DELEGUE, Party.DELEGUE)
    (row,) = mails.items(Transition(Act.CHANGE, Actor.DELEGANT, NOW, delegation, delegation, (mail,)))
    return row


def largest_guard() -> Item:
    """Return the guard of two people who share all the delegations that a délégant may have in force."""
    hold = Hold((Validity(TODAY, TODAY + DAY), Validity(TODAY, TODAY + 2 * DAY)), NOW)
    periods = {f"{number:016}": to_plain(hold) for number in range(SETTINGS.live_delegations)}
    return GuardItem(*keys.guard("d" * 16, "e" * 16, "remplacant"), version=10**6, periods=periods)


def largest_head() -> Item:
    """Return the head of an account with as many waiting delegations as possible."""
    account = Account("a" * 16, AccountStatus.A_ACTIVER, ADDRESS, NAME)
    waiting = frozenset(f"{number:016}" for number in range(MOST_WAITING))
    return head_item(account, detail="Médecine générale, direction d’établissement", waiting=waiting)


def largest_sessions() -> Item:
    """Return an account with as many open sessions as possible."""
    opened = to_plain(Opened(Mode.MOT_DE_PASSE, NOW, 10**6))
    entries = {f"{number:032}": opened for number in range(SETTINGS.open_sessions)}
    return SessionsItem(*keys.sessions("a" * 16), opened=entries, version=10**9)


def largest_passkeys() -> Item:
    """Return an account with as many passkeys as possible, each as long as possible."""
    held = Passkey("a" * 16, "c" * 1364, "k" * 1366, "h" * 40, "É" * LONGEST_NAME, 2**32, *[10**10] * 3)
    entries = {f"{number:016}": to_plain(held) for number in range(MOST)}
    return PasskeysItem(*keys.passkeys("a" * 16), passkeys=entries, version=10**9)


def largest_limit() -> Item:
    """Return the longest list of uses."""
    most = max(SETTINGS.creations_per_day, SETTINGS.lookups_per_hour, SETTINGS.address_changes_per_hour)
    return LimitItem(*keys.limit("lookup:" + "a" * 16), uses=[10**10] * most, form="f" * 240)


def largest_uses() -> Item:
    """Return a month in which a délégué used every service of the catalogue each day."""
    uses = {f"{day:02}#{service.id}" for day in range(1, 32) for service in SERVICES}
    return UsesItem(*keys.uses("d" * 16, "2026-12"), delegue_id="e" * 16, uses=uses)


@pytest.mark.parametrize(
    "built",
    [
        lambda: practice_item("a" * 16, PRACTICE),
        lambda: to_item(largest_delegation(), POLICY),
        lambda: grant_item(largest_delegation()),
        largest_mail,
        largest_guard,
        largest_head,
        largest_sessions,
        largest_passkeys,
        largest_limit,
        largest_uses,
    ],
    ids=["practice", "delegation", "grant", "mail", "guard", "head", "sessions", "passkeys", "limit", "uses"],
)
def test_every_item_at_its_bound_fits(built: Any) -> None:
    assert size(built()) < LARGEST


def test_ordinary_items_stay_small() -> None:
    assert size(largest_head()) < 16 * 1024
    assert size(largest_sessions()) < 4 * 1024
    assert size(largest_limit()) < 1024
    assert size(largest_uses()) < 6 * 1024
    assert LONGEST < 1024, "of a password, only the hash is kept"


def test_a_card_that_names_more_places_than_an_item_holds_keeps_the_liberal_ones() -> None:
    practice = practice_of(MOST_PLACES + 100)
    assert len(practice.structures) == MOST_PLACES
    assert sum(structure.liberal for structure in practice.structures) == (MOST_PLACES + 100) // 2


def test_the_texts_of_a_place_and_of_a_name_are_cut() -> None:
    longest = max(len(text.encode()) for place in PRACTICE.structures for text in _texts(place))
    assert longest == 120
    userinfo = {"SubjectNameID": "899900001019", "given_name": LONG, "family_name": LONG}
    name = identity_of(userinfo, DirectoryEntry()).name
    assert (len(name.prenom), len(name.nom)) == (80, 80)


def _texts(place: Structure) -> tuple[str, ...]:
    return place.name, place.street, place.city


def test_a_place_whose_identifier_is_no_identifier_is_left_out() -> None:
    activity = {"identifiantTechniqueDeLaStructure": "R" * 65, "codeModeExercice": "L"}
    userinfo = {"SubjectNameID": "899900001019", "SubjectRefPro": {"exercices": [{"activities": [activity]}]}}
    assert identity_of(userinfo, DirectoryEntry()).practice.structures == ()


def test_a_transaction_about_the_largest_delegation_fits() -> None:
    delegation = largest_delegation()
    whole = 2 * size(largest_mail()) + size(to_item(delegation, POLICY)) + size(grant_item(delegation))
    assert whole + size(largest_guard()) < 4 * 1024 * 1024
