"""« Mon lien de demande »: a délégué asks, the délégant completes, refuses or blocks (specification §5, « Asking »)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Opened, Wish, ask, ask_while_opening
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.acts.withdraw import withdraw_in_space
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import AccountStatus, Origin, Status
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes, an_open_link, asked_terms
from tests.integration.wishes import a_wish, ask_claire, completed_wish, refusal_of
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    return Scenes(world)


# Asking


def test_somebody_signed_in_asks(scenes: Scenes) -> None:
    found = ask_claire(scenes)

    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.origin, delegation.terms.structures) == (Status.A_VALIDER, Origin.DEMANDE, ())
    assert not delegation.is_empty
    told = {(mail.to, mail.subject) for mail in scenes.world.deliver()}
    assert told == {("claire@cabinet.example", "Demande de délégation"), (KNOWN[PAUL], "Demande de délégation")}


def test_somebody_opens_his_account_by_asking(scenes: Scenes) -> None:
    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))

    found = ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle-de-nina")

    head = read_head("compte-neuf")
    assert head
    assert (head.account.status, head.account.name.nom, head.wishes) == (AccountStatus.A_ACTIVER, "Neuve", 1)
    assert scenes.delegation(found).delegue.address == "neuve@exemple.fr"


def test_an_account_to_be_validated_asks_by_its_address_and_the_first_validation_activates_it(scenes: Scenes) -> None:
    opened = Opened(LEA, KNOWN[LEA], Name())
    found = ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle-de-lea")

    completed_wish(scenes, found)

    head = read_head(LEA)
    assert head
    assert (head.account.status, head.wishes, head.waiting) == (AccountStatus.ACTIVE, 0, 0)


def test_an_invited_address_opens_its_account_by_asking(scenes: Scenes) -> None:
    invited = scenes.delegation(scenes.invitation("zoe@exemple.fr")).delegue
    opened = Opened(invited.account_id, invited.address, Name("MME", "Zoé", "Nouvelle"))

    ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes, 40, 50), "cle-de-zoe")

    head = read_head(invited.account_id)
    assert head
    assert (head.account.status, head.account.name.prenom) == (AccountStatus.A_ACTIVER, "Zoé")


def test_the_owner_of_an_active_account_signs_in_toasked(scenes: Scenes) -> None:
    opened = Opened(PAUL, KNOWN[PAUL], Name())
    act = lambda: ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle")  # noqa: E731
    assert refusal_of(act).code is Code.ACCOUNT_APPEARED


def test_the_same_form_asks_once(scenes: Scenes) -> None:
    assert ask_claire(scenes) == ask_claire(scenes)


def test_two_wishes_share_no_day(scenes: Scenes) -> None:
    ask_claire(scenes)

    assert refusal_of(lambda: ask_claire(scenes, 20, 30)).code is Code.OVERLAP


def test_nobody_asks_for_the_days_that_he_was_granted(scenes: Scenes) -> None:
    scenes.validated()

    assert refusal_of(lambda: ask_claire(scenes, 5, 8)).code is Code.OVERLAP


def test_a_delegant_does_not_ask_himself(scenes: Scenes) -> None:
    assert refusal_of(lambda: ask_claire(scenes, who=CLAIRE)).code is Code.ONESELF


def test_a_locum_with_a_cabinet_of_his_own_is_refused(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.liberal.set(True)])
    locum = Identifiers(rpps_adeli="10101010101", categorie=MEDECIN, specialite="01")
    asked = a_wish(scenes, profil="remplacant")
    wish = Wish(asked.profil, asked.debut, asked.fin, locum)

    act = lambda: ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle")  # noqa: E731

    assert refusal_of(act).code is Code.NOT_EXCLUSIVE


def test_a_card_holder_confirms_an_address_before_he_asks(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set("")])

    assert refusal_of(lambda: ask_claire(scenes)).code is Code.NO_ADDRESS


def test_each_field_at_fault_is_named(scenes: Scenes) -> None:
    wish = Wish("remplacant", "", "hier", Identifiers(rpps_adeli="12"))

    refused = refusal_of(lambda: ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle"))

    assert set(refused.fields) == {"debut", "fin", "rpps_adeli", "categorie"}


# Limits, each at its limit and one past it


def test_the_fifth_ask_of_a_day_is_taken_and_the_sixth_refused(scenes: Scenes) -> None:
    for number in range(5):
        ask_claire(scenes, 30 * number, 30 * number + 5)

    refused = refusal_of(lambda: ask_claire(scenes, 300, 305))
    assert (refused.code, refused.retry_after) == (Code.LIMIT, 86400)
    scenes.world.now += DAY
    ask_claire(scenes, 300, 305)


def test_what_is_refused_counts_as_noasked(scenes: Scenes) -> None:
    for _ in range(8):
        refusal_of(lambda: ask_claire(scenes, who=CLAIRE))
        refusal_of(lambda: ask(runtime.context(), scenes.session(PAUL), an_open_link(), a_wish(scenes, 9, 1), "cle"))
    ask_claire(scenes)


def test_ten_wishes_wait_at_once_and_no_eleventh_until_one_is_withdrawn(scenes: Scenes) -> None:
    asked = []
    for number in range(10):
        asked.append(ask_claire(scenes, 30 * number + 10, 30 * number + 15))
        scenes.world.now += DAY / 2

    assert refusal_of(lambda: ask_claire(scenes, 400, 405)).code is Code.LIMIT
    withdraw_in_space(runtime.context(), scenes.session(PAUL), asked[0])
    ask_claire(scenes, 400, 405)


def test_a_link_takes_fifty_asks_a_day_and_a_renewed_one_fifty_more(scenes: Scenes) -> None:
    assert Settings().asks_per_link == 50
    for number in range(50):
        opened = Opened(f"compte-{number}", f"nina-{number}@exemple.fr", Name("MME", "Nina", "Neuve"))
        ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle")

    assert refusal_of(lambda: ask_claire(scenes)).code is Code.LIMIT
    ask_claire(scenes, link="lien-2")


# What others ask for keeps the délégant from nothing


def test_a_wish_keeps_the_delegant_from_no_delegation_of_the_same_days(scenes: Scenes) -> None:
    wished = ask_claire(scenes)

    asked = Asked("comptable", asked_terms(scenes.today, scenes.today + 20 * DAY), Identifiers())
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    create(runtime.context(), scenes.session(CLAIRE), shown, asked, "cle")

    assert refusal_of(lambda: completed_wish(scenes, wished)).code is Code.OVERLAP


def test_wishes_do_not_count_among_the_delegations_of_the_delegant(scenes: Scenes) -> None:
    found = ask_claire(scenes)
    before = read_head(CLAIRE)

    completed_wish(scenes, found)

    after = read_head(CLAIRE)
    assert before
    assert after
    assert (before.live, after.live) == (0, 1)
