"""A typed number opens nothing to its holder, and takes nothing from him (specification §1)."""

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.aliases import accounts_of
from chalicelib.store.table import find, read
from tests.browser import Browser
from tests.integration.access.service import may_act
from tests.integration.api.client import Api
from tests.integration.card_readers import (
    CPE_ID,
    RPPS,
    Reader,
    card_of_an_assistant,
    card_of_nora,
    delegate,
    open_account,
    remplacante,
    validate,
)
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, World

MALLET = "mallet@exemple.fr"
"""The mailbox of whoever plants a colleague's number."""


@pytest.fixture
def reader(world: World, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A card reader."""
    return Reader(world, monkeypatch)


def _plant_number(world: World, profil: ProfilId = ProfilId.REMPLACANT, **typed: str) -> tuple[Browser, str]:
    """Claire invites her own mailbox under a colleague's number; return her browser and the account."""
    world.delegant()
    claire = world.signed_in("claire")
    delegate(world, claire, MALLET, profil, **(typed or remplacante()))
    open_account(world, MALLET)
    assert "bien été validée" in validate(claire).text
    (grant,) = world.of_kind("grant")
    return claire, grant["pk"]["S"].split("#")[1]


def test_a_planted_rpps_does_not_take_the_account_of_its_holder(world: World, reader: Reader) -> None:
    _, planted = _plant_number(world)
    assert may_act(world, "rpps", RPPS)

    nora = world.browser()
    reader.sign_in(nora, card_of_nora())

    own = reader.account(nora)
    assert own != planted
    assert MALLET not in nora.get("/compte/e-mail").text
    assert "Mme Claire EXEMPLE" not in nora.get("/recues").text
    assert accounts_of([("rpps", RPPS)], LOOKUP) == {("rpps", RPPS): own}
    # The person who planted the number signs in to his own account and finds nothing of hers.
    mallet = world.browser()
    sign_in(mallet, MALLET, PASSWORD)
    assert reader.account(mallet) == planted


def test_the_rpps_opens_to_nobody_what_was_delegated_under_it(world: World, reader: Reader) -> None:
    _, planted = _plant_number(world)
    reader.sign_in(world.browser(), card_of_nora())
    assert not may_act(world, "rpps", RPPS)
    assert may_act(world, "email", MALLET)
    (grant,) = world.of_kind("grant")
    assert grant["pk"]["S"] == f"GRANT#{planted}"
    assert grant["delegue"]["M"]["rpps_adeli"]["S"] == ""


def test_the_delegant_who_relied_on_the_number_is_notified_and_sees_it(world: World, reader: Reader) -> None:
    claire, _ = _plant_number(world)
    reader.sign_in(world.browser(), card_of_nora())
    told = world.mail("claire@cabinet.example", "Mise à jour")
    assert "ouvrir avec sa carte" in " ".join(told.text.split())
    assert "réunir ses deux comptes" in claire.get("/notifications").text
    mallet = world.browser()
    sign_in(mallet, MALLET, PASSWORD)
    assert "réunissez vos deux comptes" in mallet.get("/notifications").text
    delegation_id = world.of_kind("grant")[0]["delegation_id"]["S"]
    page = claire.get(f"/delegations/{delegation_id}")
    assert "Retrait d’un numéro" in page.text
    assert f"N° RPPS/ADELI {RPPS}" not in page.text


def test_a_planted_cpe_does_not_take_the_account_of_its_holder(world: World, reader: Reader) -> None:
    _, planted = _plant_number(world, ProfilId.ASSISTANT_MEDICAL, cpe=CPE_ID)
    assistant = world.browser()
    reader.sign_in(assistant, card_of_an_assistant())
    own = reader.account(assistant)
    assert own != planted
    assert accounts_of([("cpe", CPE_ID)], LOOKUP) == {("cpe", CPE_ID): own}


def test_the_schedule_removes_the_number_from_many_delegations(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.acts.sign_in_by_card.begin_to_follow", lambda *_: None)
    _plant_number(world)
    reader.sign_in(world.browser(), card_of_nora())
    assert not may_act(world, "rpps", RPPS), "whoever asks by the number is answered no from the very sign-in"
    assert world.of_kind("grant")[0]["delegue"]["M"]["rpps_adeli"]["S"] == RPPS
    world.run_schedule()
    assert world.of_kind("grant")[0]["delegue"]["M"]["rpps_adeli"]["S"] == ""
    assert world.of_kind("follow") == []


def _accept_under_noras_number(world: World, reader: Reader) -> Browser:
    """Nora has an account by her card; Claire typed Nora's number for another person, who accepted."""
    reader.sign_in(world.browser(), card_of_nora())
    world.delegant()
    claire = world.signed_in("claire")
    delegate(world, claire, MALLET, **remplacante())
    open_account(world, MALLET)
    return claire


def test_the_validation_page_says_that_the_number_belongs_to_another_account(world: World, reader: Reader) -> None:
    claire = _accept_under_noras_number(world, reader)
    page = claire.get(claire.get("/delegations").link("Valider"))
    assert f"{RPPS} est déjà celui d’un autre compte" in page.text
    claire.submit(page, "/valider")
    (grant,) = world.of_kind("grant")
    assert grant["delegue"]["M"]["rpps_adeli"]["S"] == ""
    assert not may_act(world, "rpps", RPPS)


def test_a_form_without_the_warning_about_the_number_validates_nothing(world: World, reader: Reader) -> None:
    world.delegant()
    claire = world.signed_in("claire")
    delegate(world, claire, MALLET, **remplacante())
    open_account(world, MALLET)
    page = claire.get(claire.get("/delegations").link("Valider"))
    reader.sign_in(world.browser(), card_of_nora())
    shown = claire.submit(page, "/valider")
    assert shown.status == 409
    assert "est déjà celui d’un autre compte" in shown.text
    assert world.of_kind("grant") == []
    claire.submit(shown, "/valider")
    assert len(world.of_kind("grant")) == 1


def test_the_api_warns_about_the_number_before_it_validates(world: World, reader: Reader) -> None:
    _accept_under_noras_number(world, reader)
    api = Api(world, "claire")
    (line,) = api.get("/delegations").json["delegations"]
    etag = api.get(f"/delegations/{line['id']}").etag
    path = f"/delegations/{line['id']}/validate"
    refused = api.post(path, **{"If-Match": etag})
    assert (refused.status, refused.code) == (409, "numero-d-un-autre-compte")
    assert api.post(f"{path}?numero_retire=oui", **{"If-Match": etag}).status == 200
    assert api.get(f"/delegations/{line['id']}").json["identifiants"] == {"rpps_adeli": "", "cpe": ""}


def test_a_number_claimed_during_its_holders_first_sign_in_goes_to_the_holder(world: World, reader: Reader) -> None:
    world.delegant()
    claire = world.signed_in("claire")
    delegate(world, claire, MALLET, **remplacante())
    open_account(world, MALLET)
    page = claire.get(claire.get("/delegations").link("Valider"))
    nora = world.browser()
    with meanwhile(TRANSACTION, lambda: reader.sign_in(nora, card_of_nora())):
        claire.submit(page, "/valider")
    key = keys.alias("rpps", RPPS, LOOKUP)
    alias = find(read([key]), AliasItem, key)
    assert alias is not None and alias.account_id == reader.account(nora)
    assert world.of_kind("grant") == [], "he is shown first that the number is another account's"


def test_a_number_validated_during_its_holders_first_sign_in_goes_to_his_card(world: World, reader: Reader) -> None:
    world.delegant()
    claire = world.signed_in("claire")
    delegate(world, claire, MALLET, **remplacante())
    open_account(world, MALLET)
    nora = world.browser()
    with meanwhile(TRANSACTION, lambda: validate(claire)):
        reader.sign_in(nora, card_of_nora())
    assert accounts_of([("rpps", RPPS)], LOOKUP) == {("rpps", RPPS): reader.account(nora)}
    assert world.of_kind("grant")[0]["delegue"]["M"]["rpps_adeli"]["S"] == ""


def test_two_cards_with_the_same_rpps_lead_to_one_account(world: World, reader: Reader) -> None:
    first, second = world.browser(), world.browser()
    reader.sign_in(first, card_of_nora())
    other = card_of_an_assistant()
    other.userinfo["otherIds"] = [{"identifiant": RPPS, "origine": "RPPS", "qualite": 1}]
    reader.sign_in(second, other)
    assert reader.account(first) == reader.account(second)
