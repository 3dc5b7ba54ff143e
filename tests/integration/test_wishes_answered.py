"""What a délégué asks for is completed and validated, withdrawn, or purged (specification §3)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.acts.validate import validate
from chalicelib.acts.withdraw import withdraw_by_link
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import Status
from chalicelib.store.accounts import read_head
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, an_open_link
from tests.integration.wishes import a_wish, ask_claire, completed_wish, refusal_of
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    return Scenes(world)


# « Valider »


def test_the_delegant_chooses_the_structures_and_shortens_the_period(scenes: Scenes) -> None:
    found = ask_claire(scenes)

    completed_wish(scenes, found, 2, 10)

    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.terms_version) == (Status.VALIDEE, 2)
    assert [one.id for one in delegation.terms.structures] == ["cabinet-1"]
    assert delegation.terms.validity == (scenes.today + 2 * DAY, scenes.today + 10 * DAY)
    assert "Validation d'une délégation" in {mail.subject for mail in scenes.world.deliver()}


def test_the_period_asked_for_is_never_lengthened(scenes: Scenes) -> None:
    found = ask_claire(scenes, 1, 20)

    refused = refusal_of(lambda: completed_wish(scenes, found, 0, 21))

    assert (refused.code, set(refused.fields)) == (Code.FORM, {"debut", "fin"})


def test_a_period_that_has_begun_may_be_kept(scenes: Scenes) -> None:
    found = ask_claire(scenes)
    scenes.world.now += 2 * DAY

    completed_wish(scenes, found, -2, 10)

    assert scenes.delegation(found).status is Status.VALIDEE


def test_the_delegant_confirms_the_numbers_of_a_locum(scenes: Scenes) -> None:
    locum = Identifiers(rpps_adeli="10101010101", categorie=MEDECIN, specialite="01")
    asked = a_wish(scenes, profil="remplacant")
    wish = Wish(asked.profil, asked.debut, asked.fin, locum)
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle")
    terms = AskedTerms(wish.debut, wish.fin, toutes_structures=True)

    missing = Completed(terms, Identifiers())
    act = lambda: complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, missing)  # noqa: E731
    assert set(refusal_of(act).fields) == {"rpps_adeli", "categorie"}

    complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, Completed(terms, locum))
    delegation = scenes.delegation(found)
    assert delegation.delegue.identifiers == locum
    assert len(delegation.terms.structures) == 2


def test_the_plain_validation_says_that_a_wish_is_to_be_completed(scenes: Scenes) -> None:
    found = ask_claire(scenes)

    act = lambda: validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1)  # noqa: E731

    assert refusal_of(act).code is Code.TO_COMPLETE


def test_the_page_of_a_wish_completes_it_and_the_same_form_sent_twice_validates_once(scenes: Scenes) -> None:
    browser, found = scenes.browser(CLAIRE), ask_claire(scenes)
    path = f"/delegations/{found}/valider"
    page = browser.get(path)
    assert "Paul MODÈLE vous demande une délégation" in page.text
    assert browser.submit(page, "/valider").status == 400, "no structure is chosen"

    done = [browser.submit(page, "/valider", structures="cabinet-1") for _ in range(2)]

    assert ["La délégation a bien été validée." in one.text for one in done] == [True, True]


def test_a_wish_is_shown_on_the_pages_of_both(scenes: Scenes) -> None:
    found = ask_claire(scenes)
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
    found = ask_claire(scenes)

    withdraw_by_link(runtime.context(), scenes.token(found, Purpose.WITHDRAW))

    head = read_head(PAUL)
    assert head
    assert head.wishes == 0
    assert "a retiré sa demande" in "".join(mail.text for mail in scenes.world.deliver())


def test_an_untreated_wish_is_reminded_of_and_purged(scenes: Scenes) -> None:
    ask_claire(scenes, 0, 90)
    scenes.world.deliver()

    scenes.world.pass_time(days=24)
    scenes.world.pass_time(days=8)
    scenes.world.deliver()

    reminded, *purged = scenes.world.mails()[2:]
    assert reminded.subject == "Rappel\u00a0: validation d'une délégation"
    assert [mail.subject for mail in purged] == ["Purge d'une délégation"] * 2
    assert "Vous aviez demandé une délégation" in "".join(mail.text for mail in purged)
