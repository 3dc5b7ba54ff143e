"""Operations find a person, export his data, sign him out, and erase him."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.people import Name
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from infra.operations.people import main
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes
from tests.integration.world import LOOKUP, World

Said = pytest.CaptureFixture[str]
PASSWORD = "une phrase assez longue pour servir"
NOT_TOLD = ("hash", "nonce", "claim")


def _erase(world: World, account_id: str) -> None:
    """Erase as operations do: again, after the mails were sent."""
    assert main(["erase", account_id]) == 2
    world.deliver()
    assert main(["erase", account_id]) == 0


def _kinds_that_name(world: World, *words: str) -> set[str]:
    shown = ((item["kind"]["S"], json.dumps(item, ensure_ascii=False).casefold()) for item in world.items())
    return {kind for kind, text in shown if any(word.casefold() in text for word in words)}


def _all_of(scenes: Scenes, account_id: str) -> list[dict[str, Any]]:
    """Return the kinds of the items of an account, without counters, which expire soon."""
    found = (item for item in scenes.world.items() if item["kind"]["S"] != "limit")
    return [item for item in found if item["pk"]["S"].partition("#")[2] == account_id]


def test_an_account_is_found_by_any_spelling_of_its_address(scenes: Scenes, capsys: Said) -> None:
    assert main(["find", "Paul@EXEMPLE.fr"]) == 0
    assert capsys.readouterr().out.split()[:2] == ["account", f"{PAUL},"]
    assert main(["find", "personne@exemple.fr"]) == 1


@pytest.mark.parametrize("what", ["export", "end-sessions", "erase"])
def test_an_account_that_does_not_exist_changes_nothing(scenes: Scenes, what: str, capsys: Said) -> None:
    before = scenes.world.items()
    assert main([what, "personne"]) == 1
    assert "no such account" in capsys.readouterr().err
    assert scenes.world.items() == before


def test_an_export_holds_everything_about_a_person_and_no_secret(scenes: Scenes, capsys: Said) -> None:
    scenes.give_password(PAUL, PASSWORD)
    every = [scenes.validated(), scenes.refused(), scenes.proposal()]
    other = scenes.demand(LEA)
    scenes.world.deliver()
    assert main(["export", PAUL]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["compte"]["head"]["address"] == KNOWN[PAUL]
    assert {one["id"] for one in told["delegations"]} == set(every)
    assert all(one["role"] == "delegue" and one["etat"] and one["historique"] for one in told["delegations"])
    assert all(mail["to_account"] == PAUL for one in told["delegations"] for mail in one["mails_recus"])
    assert told["notifications"]
    assert told["acces_donnes_a_cette_personne"]
    assert other not in json.dumps(told)
    assert not {name for name in _names(told) if name in NOT_TOLD}


def test_an_export_of_an_invited_account_lists_its_waiting_delegations(scenes: Scenes, capsys: Said) -> None:
    found = scenes.to_validate()
    assert main(["export", LEA]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["compte"]["head"]["waiting"] == [found]


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _names(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def test_an_export_of_a_delegant_lists_the_delegations_that_he_gave(scenes: Scenes, capsys: Said) -> None:
    found = scenes.validated()
    assert main(["export", CLAIRE]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["id"], one["role"]) for one in told["delegations"]] == [(found, "delegant")]
    assert told["compte"]["a#practice"]


def test_operations_can_sign_a_person_out_everywhere(scenes: Scenes) -> None:
    here, there = scenes.world.signed_in(PAUL), scenes.world.signed_in(PAUL)
    assert "Paul" in here.get("/compte").text
    assert main(["end-sessions", PAUL]) == 0
    for browser in (here, there):
        assert "Paul" not in browser.get("/compte").text
    assert "Claire" in scenes.world.signed_in(CLAIRE).get("/compte").text


def test_a_delegue_is_erased_once_the_mails_have_left(scenes: Scenes) -> None:
    world = scenes.world
    scenes.give_password(PAUL, PASSWORD)
    AliasItem(*keys.alias("psc", "899900009999", LOOKUP), account_id=PAUL).save()
    ids = [scenes.validated(), scenes.demand(), scenes.refused(), scenes.proposal()]
    world.deliver()
    already = len(world.mails())
    _erase(world, PAUL)
    assert _kinds_that_name(world, "paul@", "modèle") == set(), "what others were told keeps no name"
    assert _all_of(scenes, PAUL) == []
    assert not list(AliasItem.scan(AliasItem.account_id == PAUL))
    assert world.of_kind("grant") == []
    told = [mail.subject for mail in world.mails()[already:] if mail.to == "claire@cabinet.example"]
    assert len(told) == 3, "two given up, one refused; the one already refused was told then"
    for found in ids:
        history = [item for item in world.of_kind("history") if item["pk"]["S"] == f"HIST#{found}"]
        assert len(history) > 1
        assert {item["content"]["M"]["by"]["S"] for item in history} <= {"", "Délégué effacé", "Mme Claire EXEMPLE"}
    assert "Aucune délégation" in world.signed_in(CLAIRE).get("/delegations").text
    world.pass_time(days=100)  # the schedule finds nothing to fail on


def test_a_delegant_is_erased_and_his_delegues_lose_their_access(scenes: Scenes) -> None:
    world = scenes.world
    scenes.validated()
    scenes.invitation("inconnu@exemple.fr")
    scenes.to_validate()
    world.deliver()
    _erase(world, CLAIRE)
    assert _all_of(scenes, CLAIRE) == []
    assert world.of_kind("grant") == []
    assert world.of_kind("delegation") == []
    assert _kinds_that_name(world, "exemple.fr", "cabinet.example") <= {"head"}, "the others' own accounts"
    assert "paul" in {item["pk"]["S"].partition("#")[2] for item in world.of_kind("head")}


def test_the_erasure_of_an_account_a_activer_includes_its_acceptance(scenes: Scenes) -> None:
    scenes.to_validate()
    _erase(scenes.world, LEA)
    assert _all_of(scenes, LEA) == []
    assert scenes.world.of_kind("delegation") == []


def test_a_person_without_delegations_is_erased_at_once_and_alone(scenes: Scenes) -> None:
    found = scenes.validated()
    scenes.world.deliver()
    others = [item for item in scenes.world.items() if HELENE not in item["pk"]["S"] + item["sk"]["S"]]
    assert main(["erase", HELENE]) == 0
    alias = keys.alias("address", "helene@cabinet.example", LOOKUP)
    kept = [item for item in others if item["pk"]["S"] != alias[0]]
    assert scenes.world.items() == kept
    assert scenes.delegation(found).id == found


def test_an_erased_person_may_return_as_a_new_one(scenes: Scenes) -> None:
    main(["erase", HELENE])
    scenes.world.person("autre-helene", "helene@cabinet.example", Name("MME", "Hélène", "Autre"))
    assert HeadItem.get(*keys.head("autre-helene")).status == "active"
    assert main(["find", "helene@cabinet.example"]) == 0
