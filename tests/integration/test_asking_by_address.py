"""Somebody without an account asks by a délégant's link: he proves an address, and opens his account by asking."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_link import close_ask_link, show_ask_link
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.settings import settings
from chalicelib.store.accounts import read_head
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import Item
from tests.browser import Page
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD

WISH = "profil=comptable&debut=2026-12-01&fin=2026-12-31"
AMA = "ama@exemple.fr"
ACCOUNT = {
    "civilite": "MME",
    "nom": "Nouvelle",
    "prenom": "Ama",
    "mot_de_passe": PASSWORD,
    "confirmation": PASSWORD,
    "consentement": "oui",
}


def _typed(scenes: Scenes, address: str, wish: str = WISH) -> Page:
    """Type an address after a wish; return the page that follows."""
    path, visitor = scenes.open_ask_link(), scenes.world.browser()
    who = visitor.get(f"{path}/qui?{wish}")
    return visitor.submit(visitor.get(who.link("Indiquer mon adresse")), "/adresse", adresse=address)


def mailed_link(scenes: Scenes, address: str) -> str:
    """Return the link of the mail that an address gets."""
    _typed(scenes, address)
    mail = scenes.world.mail(address, "Votre demande de délégation")
    return next(word for word in mail.text.split() if "/demande-par-adresse/" in word)


def test_a_stranger_opens_his_account_by_asking(scenes: Scenes) -> None:
    visitor = scenes.world.browser()
    form = visitor.get(mailed_link(scenes, AMA))
    assert "Créer votre compte amelipro" in form.text
    assert ("debut", "01/12/2026") in form.form("").filled({})
    sent = visitor.submit(form, "", **ACCOUNT)
    assert "Votre demande a bien été envoyée" in sent.text
    (item,) = scenes.world.of_kind("delegation")
    delegation = scenes.delegation(item["pk"]["S"].removeprefix("DELEG#"))
    head = read_head(delegation.delegue.account_id)
    assert head is not None
    assert (delegation.status, delegation.delegant.account_id) == (Status.A_VALIDER, CLAIRE)
    assert (head.account.status, head.account.address) == (AccountStatus.A_ACTIVER, AMA)
    assert head.account.name.full == "Mme Ama NOUVELLE"


def test_the_form_sent_twice_opens_and_asks_once(scenes: Scenes) -> None:
    visitor = scenes.world.browser()
    form = visitor.get(mailed_link(scenes, AMA))
    for _ in range(2):
        assert "Votre demande a bien été envoyée" in visitor.submit(form, "", **ACCOUNT).text
    assert len(scenes.world.of_kind("delegation")) == 1


def test_a_form_with_errors_keeps_what_was_typed_and_opens_nothing(scenes: Scenes) -> None:
    visitor = scenes.world.browser()
    form = visitor.get(mailed_link(scenes, AMA))
    with unchanged(scenes.world):
        shown = visitor.submit(form, "", **{**ACCOUNT, "fin": "x", "confirmation": "autre"})
    assert shown.status == 400
    assert {("nom", "Nouvelle"), ("fin", "x"), ("profil", "comptable")} <= set(shown.form("").filled({}))


def test_an_address_with_an_account_is_asked_to_sign_in_by_the_mail_alone(scenes: Scenes) -> None:
    link = mailed_link(scenes, KNOWN[PAUL])
    assert "connectez-vous pour envoyer votre demande" in scenes.world.mail(KNOWN[PAUL]).text
    assert "/connexion?suite=" in scenes.world.browser().get(link).url
    assert "du 01/12/2026 au 31/12/2026" in scenes.browser(PAUL).get(link).text


def test_whoever_waits_for_a_first_validation_asks_without_another_account(scenes: Scenes) -> None:
    visitor = scenes.world.browser()
    form = visitor.get(mailed_link(scenes, KNOWN[LEA]))
    assert "Votre compte amelipro existe déjà" in form.text
    assert "Votre demande a bien été envoyée" in visitor.submit(form, "").text
    assert read_head(LEA) is not None
    (item,) = scenes.world.of_kind("delegation")
    assert scenes.delegation(item["pk"]["S"].removeprefix("DELEG#")).delegue.account_id == LEA


def test_page_and_calls_are_the_same_for_every_address(scenes: Scenes) -> None:
    answers = []
    for address in (AMA, KNOWN[PAUL], KNOWN[LEA]):
        before = len(scenes.world.exchanges)
        shown = _typed(scenes, address)
        calls = [exchange.calls for exchange in scenes.world.exchanges[before:] if exchange.method == "POST"]
        answers.append((shown.status, shown.text, calls))
    assert answers[0] == answers[1] == answers[2]
    assert "Consultez votre messagerie" in answers[0][1]


def test_one_address_gets_few_such_mails_a_day(scenes: Scenes) -> None:
    most = settings().ask_mails_per_day
    for _ in range(most):
        assert "Consultez votre messagerie" in _typed(scenes, AMA).text
    shown = _typed(scenes, AMA)
    assert (shown.status, f"limite de {most} e-mails de demande à une même adresse" in shown.text) == (429, True)
    assert ("adresse", AMA) in shown.form("/adresse").filled({})
    scenes.world.pass_time(hours=24, seconds=1)
    assert "Consultez votre messagerie" in _typed(scenes, AMA).text


def test_a_later_request_takes_nothing_from_an_earlier_mail_and_changes_nothing_of_it(scenes: Scenes) -> None:
    first, visitor = mailed_link(scenes, AMA), scenes.world.browser()
    before = visitor.get(first).form("").filled({})
    _typed(scenes, AMA)
    _typed(scenes, AMA, WISH.replace("12-31", "12-24"))
    after = visitor.get(first).form("").filled({})
    assert [pair for pair in after if pair[0] not in {"cle", "csrf"}] == [
        pair for pair in before if pair[0] not in {"cle", "csrf"}
    ]
    assert ("fin", "31/12/2026") in after


def test_a_link_of_the_version_before_shows_the_wish_of_its_address(scenes: Scenes) -> None:
    path = mailed_link(scenes, AMA)
    for item in map(Item.from_raw_data, scenes.world.of_kind("pending")):
        if isinstance(item, PendingItem) and item.ask_link:
            item.update(actions=[PendingItem.wish.remove()])
    form = scenes.world.browser().get(f"{path}?{WISH.replace('12-31', '12-24')}")
    assert ("fin", "24/12/2026") in form.form("").filled({})
    assert "/demande/" in scenes.world.browser().get(path).url, "without any wish it is chosen again"


def test_a_mailed_link_dies_with_the_link_of_the_delegant_and_after_a_day(scenes: Scenes) -> None:
    mailed, visitor = mailed_link(scenes, AMA), scenes.world.browser()
    other = mailed_link(scenes, "autre@exemple.fr")
    form = visitor.get(mailed)
    scenes.world.pass_time(hours=24, seconds=1)
    assert "n’est plus valable" in visitor.get(other).text
    scenes.world.pass_time(hours=-24)
    claire = scenes.session(CLAIRE)
    close_ask_link(runtime.context(), claire, show_ask_link(runtime.context(), claire).nonce)
    for shown in (visitor.get(mailed), visitor.submit(form, "", **ACCOUNT)):
        assert "Ce lien ne vous permet pas de demander une délégation." in shown.text
    assert scenes.world.of_kind("delegation") == []


@pytest.mark.parametrize("address", ["", "pas-une-adresse"])
def test_a_malformed_address_is_shown_again(scenes: Scenes, address: str) -> None:
    shown = _typed(scenes, address)
    assert shown.status == 400
    assert ("fin", "2026-12-31") in shown.form("/adresse").filled({})
