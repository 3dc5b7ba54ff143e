"""Links that are altered, for another purpose, used, outdated or dead; and delegations of other people."""

import string
from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.domain.mails import Purpose
from tests.builders import DAY
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes, asked_terms
from tests.integration.world import World

ALPHABET = string.ascii_letters + string.digits + "-_"
_ACTS = ("modifier", "prolonger", "valider", "supprimer", "renvoyer", "prolongation")
FORGED = "Ce lien n’est pas reconnu."


@pytest.mark.parametrize("purpose", [Purpose.OPEN_ACCOUNT, Purpose.ACCEPT])
def test_a_link_altered_in_any_character_opens_nothing(world: World, purpose: Purpose) -> None:
    scenes = Scenes(world)
    token = scenes.token(scenes.invitation() if purpose is Purpose.OPEN_ACCOUNT else scenes.demand(), purpose)
    browser = world.browser()
    assert browser.get(f"/lien/{purpose}/{token}").status == 200
    with unchanged(world):
        for position, character in enumerate(token):
            other = ALPHABET[(ALPHABET.find(character) + 1) % len(ALPHABET)]
            altered = f"{token[:position]}{other}{token[position + 1 :]}"
            page = browser.get(f"/lien/{purpose}/{altered}")
            assert (page.status, FORGED in page.text) == (404, True), f"position {position}"


def test_no_other_last_character_gives_the_same_link(world: World) -> None:
    scenes = Scenes(world)
    token = scenes.token(scenes.demand(), Purpose.ACCEPT)
    browser = world.browser()
    with unchanged(world):
        for other in set(ALPHABET) - {token[-1]}:
            assert browser.get(f"/lien/accepter/{token[:-1]}{other}").status == 404
        for altered in (
            f"{token}A",
            f"{token}=",
            f"{token}~",
            token[:-1],
            f".{token}",
            f"{token}.{token}",
            token[::-1],
        ):
            assert browser.get(f"/lien/accepter/{altered}").status == 404, altered


def test_an_altered_link_accepts_no_answer(world: World) -> None:
    scenes = Scenes(world)
    token = scenes.token(scenes.demand(), Purpose.REFUSE)
    browser = world.browser()
    with unchanged(world):
        for position in range(0, len(token), 9):
            other = "A" if token[position] != "A" else "B"
            page = browser.post(f"/lien/refuser/{token[:position]}{other}{token[position + 1 :]}", {})
            assert (page.status, FORGED in page.text) == (404, True), f"position {position}"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_for_another_purpose_opens_nothing(world: World, purpose: Purpose) -> None:
    scenes = Scenes(world)
    situations = {
        Purpose.OPEN_ACCOUNT: scenes.invitation,
        Purpose.OTHER_ACCOUNT: scenes.invitation,
        Purpose.WITHDRAW: scenes.to_validate,
    }
    token = scenes.token(situations.get(purpose, scenes.demand)(), purpose)
    browser = world.browser()
    with unchanged(world):
        for other in set(Purpose) - {purpose}:
            for page in (browser.get(f"/lien/{other}/{token}"), browser.post(f"/lien/{other}/{token}", _ticked())):
                assert page.status == 400
                assert "Ce lien ne sert pas à cette action." in page.text


def _ticked() -> dict[str, str]:
    return {"compris": "oui"}


def _used(scenes: Scenes) -> tuple[str, Purpose]:
    found = scenes.demand()
    path = scenes.link(found, Purpose.ACCEPT)
    page = scenes.world.browser().post(path, _ticked())
    assert "La délégation a bien été acceptée." in page.text
    return path, Purpose.ACCEPT


def _outdated(scenes: Scenes) -> tuple[str, Purpose]:
    found = scenes.demand()
    path = scenes.link(found, Purpose.ACCEPT)
    start = scenes.delegation(found).terms.validity.start
    asked = asked_terms(start, start + 5 * DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "cle-du-changement")
    return path, Purpose.ACCEPT


def _sent_again(scenes: Scenes) -> tuple[str, Purpose]:
    found = scenes.invitation()
    path = scenes.link(found, Purpose.OPEN_ACCOUNT)
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), "cle-du-renvoi")
    return path, Purpose.OPEN_ACCOUNT


def _of(situation: str, purpose: Purpose = Purpose.ACCEPT) -> Callable[[Scenes], tuple[str, Purpose]]:
    def build(scenes: Scenes) -> tuple[str, Purpose]:
        return scenes.link(getattr(scenes, situation)(), purpose), purpose

    return build


@pytest.mark.parametrize(
    ("build", "status", "sentence"),
    [
        pytest.param(_used, 409, "la délégation est validée.", id="used"),
        pytest.param(_of("refused"), 409, "la délégation a été refusée.", id="refused"),
        pytest.param(_of("other_account", Purpose.OTHER_ACCOUNT), 409, "la demande n’a pas abouti.", id="closed"),
        pytest.param(_outdated, 409, "Un e-mail plus récent remplace", id="outdated by a change"),
        pytest.param(_sent_again, 409, "Un e-mail plus récent remplace", id="outdated by a re-send"),
        pytest.param(_of("deleted"), 410, "Cette délégation a été supprimée", id="deleted"),
        pytest.param(_of("given_up"), 410, "Il a été mis fin à cette délégation", id="given up"),
        pytest.param(_of("overdue"), 410, "Le délai est passé et cette demande est restée sans suite", id="overdue"),
    ],
)
def test_a_dead_link_says_why_and_does_nothing(
    world: World, build: Callable[[Scenes], tuple[str, Purpose]], status: int, sentence: str
) -> None:
    path, _ = build(Scenes(world))
    browser = world.browser()
    with unchanged(world):
        for page in (browser.get(path), browser.post(path, _ticked())):
            assert page.status == status
            assert sentence in page.text
            assert "Accéder à amelipro" in page.text
            assert "Claire" not in page.text
            assert "paul@exemple.fr" not in page.text


def test_an_address_of_no_known_purpose_is_a_page_not_found(world: World) -> None:
    scenes = Scenes(world)
    token = scenes.token(scenes.demand(), Purpose.ACCEPT)
    for page in (world.browser().get(f"/lien/pirater/{token}"), world.browser().post(f"/lien/pirater/{token}", {})):
        assert page.status == 404
        assert "Cette page n’existe pas" in page.text


@pytest.mark.parametrize("situation", ["demand", "to_validate", "validated", "refused", "proposal"])
def test_a_delegation_of_other_people_looks_unknown(world: World, situation: str) -> None:
    scenes = Scenes(world)
    found = getattr(scenes, situation)()
    known = scenes.delegation(found)
    helene = world.signed_in(HELENE)
    fields = {
        "csrf": scenes.forms_token(helene),
        "delegue": known.delegue.account_id,
        "profil": known.profil.value,
        "version": str(known.terms_version),
        "cle": "cle",
        "compris": "oui",
    }
    paths = [
        f"/delegations/{found}{end}"
        for end in ("", "/modifier", "/prolonger", "/prolongation", "/valider", "/supprimer")
    ]
    paths += [
        f"/recues/{found}",
        f"/recues/{found}/renoncer",
        f"/recues/{found}/retirer",
        f"/delegations/nouvelle?depuis={found}",
    ]
    acts = [f"/delegations/{found}/{act}" for act in _ACTS]
    acts += [f"/recues/{found}/{act}" for act in ("accepter", "refuser", "inconnu", "renoncer", "retirer", "prolonger")]
    with unchanged(world):
        pages = [helene.get(path) for path in paths] + [helene.post(path, fields) for path in acts]
    for page in pages:
        assert (page.status, "Cette délégation n’existe pas" in page.text) == (404, True), page.url
        assert "Paul" not in page.text
        assert "Claire" not in page.text


def test_delegant_and_delegue_cannot_act_for_each_other(world: World) -> None:
    scenes = Scenes(world)
    found = scenes.demand()
    with unchanged(world):
        for person, paths in (
            (CLAIRE, [f"/recues/{found}/{act}" for act in ("accepter", "refuser", "inconnu")]),
            (PAUL, [f"/delegations/{found}/{act}" for act in _ACTS]),
        ):
            browser = world.signed_in(person)
            fields = {"csrf": scenes.forms_token(browser), "version": "1", "compris": "oui", "cle": "cle"}
            for path in paths:
                assert browser.post(path, fields).status == 404, path
