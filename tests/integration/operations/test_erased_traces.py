"""An erasure removes the person from the whole table, including old delegations and the records of others."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys, mails
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import Item
from chalicelib.store.uses import UsesItem
from infra.operations import erasure
from infra.operations.export import export
from infra.operations.people import main
from tests.integration.operations.past import CORRECTED, RPPS, note_use_by_paul, put_back_past
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.world import LOOKUP, World

Said = pytest.CaptureFixture[str]
OF_PAUL = ("paul@", "modèle", RPPS)
OF_CLAIRE = ("claire@", "claire exemple", '"exemple"')


@pytest.fixture
def past(scenes: Scenes) -> dict[str, str]:
    """Return every situation of Claire and Paul, most of them ended."""
    return put_back_past(scenes)


def erase(world: World, account_id: str) -> None:
    """Erase as operations do, again as long as mails must be sent."""
    while (status := main(["erase", account_id])) == 2:
        world.deliver()
    assert status == 0


def naming(world: World, *words: str) -> Iterator[str]:
    """Yield the key and the content of every item that contains one of these words."""
    for item in world.items():
        text = json.dumps(item, ensure_ascii=False)
        if any(word.casefold() in text.casefold() for word in words):
            yield text


def test_no_item_names_an_erased_delegue(scenes: Scenes, past: dict[str, str]) -> None:
    world = scenes.world
    assert {"mail", "notice", "history", "head", "delegation"} <= _kinds(naming(world, *OF_PAUL))
    erase(world, PAUL)
    assert list(naming(world, *OF_PAUL)) == []
    assert list(naming(world, f'"{PAUL}"', f"#{PAUL}#", f'{PAUL}#"')) == [], "nor by the id of his account"
    hashed = [keys.digest(kind, KNOWN[PAUL], LOOKUP) for kind in ("address", "lock", "reset")]
    assert list(naming(world, *hashed)) == [], "nor by a hash of his address"
    world.pass_time(days=500)  # the schedule finds nothing to fail on


def test_an_erasure_includes_the_remains_of_a_joined_account(scenes: Scenes) -> None:
    world, name = scenes.world, Name("M", "Paul", "Autrefois")
    former = world.person("ancien", "paul.ancien@exemple.fr", name, status=AccountStatus.RATTACHEE)
    HeadItem(*keys.head(former.id)).update(actions=[HeadItem.joined_to.set(PAUL)])
    facts = {"adresse": former.address, "titulaire": name.full}
    mails.account_item(AccountMail.MOT_DE_PASSE_MODIFIE, former, facts, (), world.now).save()
    erase(world, PAUL)
    assert list(naming(world, former.address, "Autrefois", "#ancien")) == []


def test_an_erasure_includes_the_uses_of_both_sides_and_of_nobody_else(scenes: Scenes, past: dict[str, str]) -> None:
    note_use_by_paul(scenes, past["live"])
    corrected = UsesItem(*keys.uses(past["corrected"], "2026-03"), delegue_id="compte-juste", uses={"02#paiements"})
    corrected.save()
    told = export(PAUL, LOOKUP)
    assert told
    used = {one["id"]: one["utilisations"] for one in told["delegations"]}
    assert [bool(used[past[name]]) for name in ("live", "given_up", "corrected")] == [True, True, False]
    erase(scenes.world, PAUL)
    assert [item["pk"]["S"] for item in scenes.world.of_kind("uses")] == [corrected.pk]
    erase(scenes.world, CLAIRE)
    assert scenes.world.of_kind("uses") == []


def _kinds(texts: Iterator[str]) -> set[str]:
    return {json.loads(text)["kind"]["S"] for text in texts}


def test_no_item_names_an_erased_delegant(scenes: Scenes, past: dict[str, str]) -> None:
    erase(scenes.world, CLAIRE)
    assert list(naming(scenes.world, *OF_CLAIRE)) == []
    hers = [item for item in scenes.world.items() if CLAIRE in (item["pk"]["S"] + item["sk"]["S"])]
    assert {item["kind"]["S"] for item in hers} <= {"limit"}, "counters of the last day go by themselves"


def test_the_records_of_others_say_that_a_person_was_erased(scenes: Scenes, past: dict[str, str]) -> None:
    world = scenes.world
    before = {item["sk"]["S"] for item in world.of_kind("notice") if item["pk"]["S"] == f"NOTE#{CLAIRE}"}
    lookups = len(world.of_kind("lookup"))
    erase(world, PAUL)
    page = world.signed_in(CLAIRE).get("/notifications").text
    assert "Délégué effacé a renoncé à la délégation" in page
    assert before <= {item["sk"]["S"] for item in world.of_kind("notice")}, "nothing of hers is gone"
    assert len(world.of_kind("lookup")) == lookups
    history = _history(world, past["given_up"])
    assert [(entry["act"]["S"], entry["by"]["S"]) for entry in history][:3] == [
        ("creation", "Mme Claire EXEMPLE"),
        ("acceptation", "Délégué effacé"),
        ("renonciation", "Délégué effacé"),
    ]


def _history(world: World, found: str) -> list[dict[str, Any]]:
    return [item["content"]["M"] for item in world.of_kind("history") if item["pk"]["S"] == f"HIST#{found}"]


def test_an_erasure_keeps_a_demand_corrected_to_another_person(scenes: Scenes, past: dict[str, str]) -> None:
    world = scenes.world
    erase(world, PAUL)
    assert scenes.delegation(past["corrected"]).delegue.address == CORRECTED
    page = world.signed_in(CLAIRE).get(f"/delegations/{past['corrected']}")
    assert CORRECTED in page.text
    assert "Invitation" in page.text
    assert [entry["act"]["S"] for entry in _history(world, past["corrected"])] == [
        "creation",
        "correction_adresse",
    ]


def test_an_erasure_keeps_the_name_of_a_namesake(scenes: Scenes, past: dict[str, str]) -> None:
    scenes.world.person("autre-paul", "p.modele@exemple.fr", Name("M", "Paul", "Modèle"))
    other = scenes._created_for("p.modele@exemple.fr", "autre-paul")
    accept_in_space(runtime.context(), scenes.session("autre-paul"), other, 1)
    scenes.world.deliver()
    erase(scenes.world, PAUL)
    assert [text for text in naming(scenes.world, "M. Paul MODÈLE") if other not in text] == []
    assert "notice" in _kinds(naming(scenes.world, "p.modele@", "M. Paul MODÈLE"))


STEPS = ["_forget_name", "_forget_mention", "_delete", "_end"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_erasure_continues(
    scenes: Scenes, past: dict[str, str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    original = getattr(erasure, step)
    calls: list[object] = []

    class Cut(Exception):
        pass

    def cut(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) > 1:
            raise Cut
        return original(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(erasure, step, cut)
        with pytest.raises(Cut):
            erase(scenes.world, PAUL)
    erase(scenes.world, PAUL)
    assert list(naming(scenes.world, *OF_PAUL)) == []
    assert not [item for item in scenes.world.of_kind("head") if item["pk"]["S"] == f"ACC#{PAUL}"]


def test_an_erasure_interrupted_at_every_step_still_ends(
    scenes: Scenes, past: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["erase", PAUL]) == 2, "its delegations have ended; what is left is the removal"
    scenes.world.deliver()
    left = 0

    class Cut(Exception):
        pass

    def limited(original: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Cut
            return original(*arguments, **options)

        return write

    for name in ("update", "delete"):
        monkeypatch.setattr(Item, name, limited(getattr(Item, name)))
    runs = 0
    while True:
        runs += 1
        left = 2 + 5 * (runs % 3)
        try:
            if main(["erase", PAUL]) == 0:
                break
        except Cut:
            continue
    assert runs > 5
    assert list(naming(scenes.world, *OF_PAUL)) == []


def test_an_export_includes_old_delegations_and_the_records_of_others(
    scenes: Scenes, past: dict[str, str], capsys: Said
) -> None:
    assert main(["export", PAUL]) == 0
    text = "".join(line for line in capsys.readouterr().out.splitlines(keepends=True) if not line.startswith('{"time'))
    told = json.loads(text)
    assert {one["id"] for one in told["delegations"]} == set(past.values())
    by_id = {one["id"]: one for one in told["delegations"]}
    for name in ("given_up", "purged", "deleted", "validated then deleted", "refused then deleted", "ended"):
        assert by_id[past[name]]["historique"], name
        assert by_id[past[name]]["mails_recus"], name
    assert KNOWN[PAUL] in told["noms_et_adresses"]
    kinds = {one["kind"] for one in told["mentions_chez_d_autres"]}
    assert kinds == {"notice", "lookup", "refusal"}
    assert f"NOTE#{CLAIRE}" not in text, "whose they are is not his"
    corrected = by_id[past["corrected"]]
    assert [entry["content"]["act"] for entry in corrected["historique"]] == ["creation"]
    assert corrected["etat"] == []
    assert CORRECTED not in text
