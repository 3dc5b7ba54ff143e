"""« Mon lien de demande »: a délégué asks, the délégant completes, refuses or blocks (specification §5, « Asking »)."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Opened, Wish, ask, ask_while_opening
from chalicelib.acts.block import show_blocked, unblock
from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.terms import AskedTerms
from chalicelib.acts.validate import validate
from chalicelib.acts.withdraw import withdraw_by_link, withdraw_in_space
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus, Origin, Status
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.blocks import block_of
from chalicelib.store.table import put
from chalicelib.store.writes import Save
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes, a_door, asked_terms, completed
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    return Scenes(world)


def a_wish(scenes: Scenes, first: int = 0, last: int = 20, profil: str = "comptable") -> Wish:
    start, end = scenes.today + first * DAY, scenes.today + last * DAY
    return Wish(profil, start.isoformat(), end.isoformat(), Identifiers())


def _ask(scenes: Scenes, first: int = 0, last: int = 20, *, who: str = PAUL, link: str = "lien-1") -> str:
    return ask(runtime.context(), scenes.session(who), a_door(link), a_wish(scenes, first, last), f"cle-{first}-{last}")


def _refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def _complete(scenes: Scenes, found: str, first: int = 0, last: int = 20) -> None:
    asked = completed(scenes.today + first * DAY, scenes.today + last * DAY)
    complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked)


# Asking


def test_somebody_signed_in_asks(scenes: Scenes) -> None:
    found = _ask(scenes)

    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.origin, delegation.terms.structures) == (Status.A_VALIDER, Origin.DEMANDE, ())
    assert not delegation.is_empty
    told = {(mail.to, mail.subject) for mail in scenes.world.deliver()}
    assert told == {("claire@cabinet.example", "Demande de délégation"), (KNOWN[PAUL], "Demande de délégation")}


def test_somebody_opens_his_account_by_asking(scenes: Scenes) -> None:
    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))

    found = ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle-de-nina")

    head = read_head("compte-neuf")
    assert head
    assert (head.account.status, head.account.name.nom, head.wishes) == (AccountStatus.A_ACTIVER, "Neuve", 1)
    assert scenes.delegation(found).delegue.address == "neuve@exemple.fr"


def test_an_account_to_be_validated_asks_by_its_address_and_the_first_validation_activates_it(scenes: Scenes) -> None:
    opened = Opened(LEA, KNOWN[LEA], Name())
    found = ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle-de-lea")

    _complete(scenes, found)

    head = read_head(LEA)
    assert head
    assert (head.account.status, head.wishes, head.waiting) == (AccountStatus.ACTIVE, 0, 0)


def test_an_invited_address_opens_its_account_by_asking(scenes: Scenes) -> None:
    invited = scenes.delegation(scenes.invitation("zoe@exemple.fr")).delegue
    opened = Opened(invited.account_id, invited.address, Name("MME", "Zoé", "Nouvelle"))

    ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes, 40, 50), "cle-de-zoe")

    head = read_head(invited.account_id)
    assert head
    assert (head.account.status, head.account.name.prenom) == (AccountStatus.A_ACTIVER, "Zoé")


def test_the_owner_of_an_active_account_signs_in_to_ask(scenes: Scenes) -> None:
    opened = Opened(PAUL, KNOWN[PAUL], Name())
    act = lambda: ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle")  # noqa: E731
    assert _refused(act).code is Code.ACCOUNT_APPEARED


def test_the_same_form_asks_once(scenes: Scenes) -> None:
    assert _ask(scenes) == _ask(scenes)


def test_two_wishes_share_no_day(scenes: Scenes) -> None:
    _ask(scenes)

    assert _refused(lambda: _ask(scenes, 20, 30)).code is Code.OVERLAP


def test_nobody_asks_for_the_days_that_he_was_granted(scenes: Scenes) -> None:
    scenes.validated()

    assert _refused(lambda: _ask(scenes, 5, 8)).code is Code.OVERLAP


def test_a_delegant_does_not_ask_himself(scenes: Scenes) -> None:
    assert _refused(lambda: _ask(scenes, who=CLAIRE)).code is Code.ONESELF


def test_a_locum_with_a_cabinet_of_his_own_is_refused(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.liberal.set(True)])
    locum = Identifiers(rpps_adeli="10101010101", categorie=MEDECIN, specialite="01")
    asked = a_wish(scenes, profil="remplacant")
    wish = Wish(asked.profil, asked.debut, asked.fin, locum)

    act = lambda: ask(runtime.context(), scenes.session(PAUL), a_door(), wish, "cle")  # noqa: E731

    assert _refused(act).code is Code.NOT_EXCLUSIVE


def test_a_card_holder_confirms_an_address_before_he_asks(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set("")])

    assert _refused(lambda: _ask(scenes)).code is Code.NO_ADDRESS


def test_each_field_at_fault_is_named(scenes: Scenes) -> None:
    wish = Wish("remplacant", "", "hier", Identifiers(rpps_adeli="12"))

    refused = _refused(lambda: ask(runtime.context(), scenes.session(PAUL), a_door(), wish, "cle"))

    assert set(refused.fields) == {"debut", "fin", "rpps_adeli", "categorie"}


# Limits, each at its limit and one past it


def test_the_fifth_ask_of_a_day_is_taken_and_the_sixth_refused(scenes: Scenes) -> None:
    for number in range(5):
        _ask(scenes, 30 * number, 30 * number + 5)

    refused = _refused(lambda: _ask(scenes, 300, 305))
    assert (refused.code, refused.retry_after) == (Code.LIMIT, 86400)
    scenes.world.now += DAY
    _ask(scenes, 300, 305)


def test_what_is_refused_counts_as_no_ask(scenes: Scenes) -> None:
    for _ in range(8):
        _refused(lambda: _ask(scenes, who=CLAIRE))
        _refused(lambda: ask(runtime.context(), scenes.session(PAUL), a_door(), a_wish(scenes, 9, 1), "cle"))
    _ask(scenes)


def test_ten_wishes_wait_at_once_and_no_eleventh_until_one_is_withdrawn(scenes: Scenes) -> None:
    asked = []
    for number in range(10):
        asked.append(_ask(scenes, 30 * number + 10, 30 * number + 15))
        scenes.world.now += DAY / 2

    assert _refused(lambda: _ask(scenes, 400, 405)).code is Code.LIMIT
    withdraw_in_space(runtime.context(), scenes.session(PAUL), asked[0])
    _ask(scenes, 400, 405)


def test_a_link_takes_fifty_asks_a_day_and_a_renewed_one_fifty_more(scenes: Scenes) -> None:
    assert Settings().asks_per_link == 50
    for number in range(50):
        opened = Opened(f"compte-{number}", f"nina-{number}@exemple.fr", Name("MME", "Nina", "Neuve"))
        ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle")

    assert _refused(lambda: _ask(scenes)).code is Code.LIMIT
    _ask(scenes, link="lien-2")


# What others ask for keeps the délégant from nothing


def test_a_wish_keeps_the_delegant_from_no_delegation_of_the_same_days(scenes: Scenes) -> None:
    wished = _ask(scenes)

    asked = Asked("comptable", asked_terms(scenes.today, scenes.today + 20 * DAY), Identifiers())
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    create(runtime.context(), scenes.session(CLAIRE), shown, asked, "cle")

    assert _refused(lambda: _complete(scenes, wished)).code is Code.OVERLAP


def test_wishes_do_not_count_among_the_delegations_of_the_delegant(scenes: Scenes) -> None:
    found = _ask(scenes)
    before = read_head(CLAIRE)

    _complete(scenes, found)

    after = read_head(CLAIRE)
    assert before
    assert after
    assert (before.live, after.live) == (0, 1)


# « Valider »


def test_the_delegant_chooses_the_structures_and_shortens_the_period(scenes: Scenes) -> None:
    found = _ask(scenes)

    _complete(scenes, found, 2, 10)

    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.terms_version) == (Status.VALIDEE, 2)
    assert [one.id for one in delegation.terms.structures] == ["cabinet-1"]
    assert delegation.terms.validity == (scenes.today + 2 * DAY, scenes.today + 10 * DAY)
    assert "Validation d'une délégation" in {mail.subject for mail in scenes.world.deliver()}


def test_the_period_asked_for_is_never_lengthened(scenes: Scenes) -> None:
    found = _ask(scenes, 1, 20)

    refused = _refused(lambda: _complete(scenes, found, 0, 21))

    assert (refused.code, set(refused.fields)) == (Code.FORM, {"debut", "fin"})


def test_a_period_that_has_begun_may_be_kept(scenes: Scenes) -> None:
    found = _ask(scenes)
    scenes.world.now += 2 * DAY

    _complete(scenes, found, -2, 10)

    assert scenes.delegation(found).status is Status.VALIDEE


def test_the_delegant_confirms_the_numbers_of_a_locum(scenes: Scenes) -> None:
    locum = Identifiers(rpps_adeli="10101010101", categorie=MEDECIN, specialite="01")
    asked = a_wish(scenes, profil="remplacant")
    wish = Wish(asked.profil, asked.debut, asked.fin, locum)
    found = ask(runtime.context(), scenes.session(PAUL), a_door(), wish, "cle")
    terms = AskedTerms(wish.debut, wish.fin, toutes_structures=True)

    missing = Completed(terms, Identifiers())
    act = lambda: complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, missing)  # noqa: E731
    assert set(_refused(act).fields) == {"rpps_adeli", "categorie"}

    complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, Completed(terms, locum))
    delegation = scenes.delegation(found)
    assert delegation.delegue.identifiers == locum
    assert len(delegation.terms.structures) == 2


def test_the_plain_validation_says_that_a_wish_is_to_be_completed(scenes: Scenes) -> None:
    found = _ask(scenes)

    act = lambda: validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1)  # noqa: E731

    assert _refused(act).code is Code.TO_COMPLETE


def test_the_page_of_a_wish_completes_it_and_the_same_form_sent_twice_validates_once(scenes: Scenes) -> None:
    browser, found = scenes.browser(CLAIRE), _ask(scenes)
    path = f"/delegations/{found}/valider"
    page = browser.get(path)
    assert "Paul MODÈLE vous demande une délégation" in page.text
    assert browser.submit(page, "/valider").status == 400, "no structure is chosen"

    done = [browser.submit(page, "/valider", structures="cabinet-1") for _ in range(2)]

    assert ["La délégation a bien été validée." in one.text for one in done] == [True, True]


def test_a_wish_is_shown_on_the_pages_of_both(scenes: Scenes) -> None:
    found = _ask(scenes)
    claire, paul = scenes.browser(CLAIRE), scenes.browser(PAUL)

    assert "vous demande une délégation" in claire.get("/compte").text
    for path in ("/delegations", f"/delegations/{found}"):
        assert "à choisir" in claire.get(path).text
    assert "Demande du délégué, par le lien du délégant" in claire.get(f"/delegations/{found}").text
    received = paul.get(f"/recues/{found}").text
    assert "à choisir par votre délégant" in received
    assert "Je retire ma demande" in received


# Ends


def test_the_asker_withdraws_by_the_link_of_his_mail(scenes: Scenes) -> None:
    found = _ask(scenes)

    withdraw_by_link(runtime.context(), scenes.token(found, Purpose.WITHDRAW))

    head = read_head(PAUL)
    assert head
    assert head.wishes == 0
    assert "a retiré sa demande" in "".join(mail.text for mail in scenes.world.deliver())


def test_an_untreated_wish_is_reminded_of_and_purged(scenes: Scenes) -> None:
    _ask(scenes, 0, 90)
    scenes.world.deliver()

    scenes.world.pass_time(days=24)
    scenes.world.pass_time(days=8)
    scenes.world.deliver()

    reminded, *purged = scenes.world.mails()[2:]
    assert reminded.subject == "Rappel\u00a0: validation d'une délégation"
    assert [mail.subject for mail in purged] == ["Purge d'une délégation"] * 2
    assert "Vous aviez demandé une délégation" in "".join(mail.text for mail in purged)


def test_a_refusal_tells_the_asker_and_may_block_him(scenes: Scenes) -> None:
    found, browser = _ask(scenes), scenes.browser(CLAIRE)
    page = browser.get(f"/delegations/{found}/supprimer")
    assert "Refus d’une demande" in page.text

    done = browser.submit(page, "/supprimer", bloquer="oui")

    assert "La demande a bien été refusée" in done.text
    subjects = {mail.subject for mail in scenes.world.deliver()}
    assert "Refus d'une demande de délégation" in subjects
    assert [one.who for one in show_blocked(CLAIRE)] == ["M. Paul MODÈLE"]
    assert _refused(lambda: _ask(scenes, 30, 40)).code is Code.ASKING_CLOSED
    assert scenes.world.deliver() == []

    unblock(runtime.context(), scenes.session(CLAIRE), PAUL)
    assert _ask(scenes, 30, 40)


def test_only_the_asker_of_a_wish_is_blocked(scenes: Scenes) -> None:
    delete(runtime.context(), scenes.session(CLAIRE), scenes.validated(), Hint(), blocks=True)

    assert show_blocked(CLAIRE) == []


def test_three_hundred_people_are_blocked_and_no_more(scenes: Scenes) -> None:
    most = Settings().blocked_people
    for number in range(most - 1):
        write = block_of(CLAIRE, f"compte-{number}", scenes.world.now)
        assert isinstance(write, Save)
        put(write.item)
    delete(runtime.context(), scenes.session(CLAIRE), _ask(scenes), Hint(), blocks=True)
    assert len(show_blocked(CLAIRE)) == most == 300

    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))
    found = ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle")
    act = lambda: delete(runtime.context(), scenes.session(CLAIRE), found, Hint(), blocks=True)  # noqa: E731
    assert _refused(act).code is Code.LIMIT
