"""An erasure leaves nothing that is kept under a hash of an address or a number, or of a request by an address."""

import json
from collections.abc import Iterator

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.guesses import Caller
from chalicelib.acts.look_up import look_up
from chalicelib.acts.look_up_number import look_up_number
from chalicelib.acts.show_account import show_account
from chalicelib.acts.sign_in import sign_in
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.doubts import LIBERAL, Doubt, Load
from chalicelib.domain.refusals import Refused
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import AliasItem, HeadItem
from chalicelib.store.doubts import item_of
from infra.operations.erasure import erase
from infra.operations.export import export
from infra.operations.hashed import HASHES
from tests.builders import DAY
from tests.integration.card_readers import RPPS, delegate, open_account, remplacante
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, World

AMA, NORA = "ama@exemple.fr", "nora@exemple.fr"


def left_of(world: World, *words: str) -> list[str]:
    """Return the key of every item that has one of these words."""
    found = ((item, json.dumps(item, ensure_ascii=False)) for item in world.items())
    return [f"{item['pk']['S']} {item['sk']['S']}" for item, text in found if any(word in text for word in words)]


def hashes_of(*names: str) -> list[str]:
    """Return every hash that may be made of these names alone."""
    return [keys.digest(kind, name, LOOKUP) for kind in HASHES for name in names]


def erased(world: World, account_id: str) -> None:
    """Erase an account, once its last mails have left."""
    for _ in range(3):
        if erase(runtime.context(), account_id) == 0:
            return
        world.deliver()
    raise AssertionError("mails keep the erasure waiting")


def _delegue_of(world: World) -> str:
    (item,) = world.of_kind("delegation")
    return str(item["content"]["M"]["delegue"]["M"]["account_id"]["S"])


def _tried(scenes: Scenes, name: str) -> None:
    with pytest.raises(Refused):
        sign_in(runtime.context(), name, "faux", Caller("192.0.2.7"))


def test_nothing_is_left_under_a_hash_of_a_name_that_was_used_before_and_after_its_account(scenes: Scenes) -> None:
    world, context = scenes.world, runtime.context()
    scenes.link_to_ask(NORA)
    ask_new_password(context, NORA, Caller("192.0.2.7"))
    _tried(scenes, NORA)
    own = show_account(scenes.session(HELENE))
    look_up(context, scenes.session(HELENE), NORA)
    look_up_number(context, own, RPPS)
    delegate(world, world.signed_in(CLAIRE), NORA, **remplacante())
    open_account(world, NORA)
    nora = _delegue_of(world)
    _tried(scenes, NORA)
    world.deliver()
    assert len(left_of(world, *hashes_of(NORA, RPPS))) >= 7

    erased(world, nora)

    assert left_of(world, *hashes_of(NORA, RPPS), NORA, RPPS) == []
    lookups = [item["address"]["S"] for item in world.of_kind("lookup") if item["pk"]["S"] == f"HIST#{HELENE}"]
    assert lookups == ["effacee", "effacee"], "the look-ups stay as the acts of whoever looked"


def test_nothing_is_left_of_an_address_by_which_its_owner_asked(scenes: Scenes) -> None:
    world = scenes.world
    ama = _opened_by_link(scenes)
    world.deliver()

    erased(world, ama)

    assert left_of(world, AMA) == []


def test_an_export_tells_the_mails_to_an_address_by_which_its_owner_asked(scenes: Scenes) -> None:
    ama = _opened_by_link(scenes)
    told = export(ama, LOOKUP)
    assert told is not None
    mails = [one for one in told["mentions_chez_d_autres"] if one["kind"] == "mail"]
    assert [(one["to_address"], one["mail_kind"]) for one in mails] == [(AMA, "demande_par_adresse")]


def _opened_by_link(scenes: Scenes) -> str:
    """Open Ama's account by the link that her address was mailed, and return its id."""
    path, start, browser = scenes.link_to_ask(AMA), scenes.today.isoformat(), scenes.world.browser()
    period = {"profil": "comptable", "debut": start, "fin": start}
    page = browser.get(f"{path}?profil=comptable&debut={start}&fin={start}")
    identity = {"civilite": "MME", "nom": "Asker", "prenom": "Ama", "mot_de_passe": PASSWORD, "confirmation": PASSWORD}
    browser.submit(page, path.rsplit("/", 1)[1], **identity, consentement="oui", **period)
    return _delegue_of(scenes.world)


def test_nothing_is_left_of_a_delegant_in_the_mails_to_addresses_by_which_others_asked(scenes: Scenes) -> None:
    world = scenes.world
    scenes.link_to_ask(AMA)
    world.deliver()
    world.pass_time(days=2)
    scenes.link_to_ask("autre@exemple.fr")
    world.deliver()

    erased(world, CLAIRE)

    assert left_of(world, "EXEMPLE", AMA, "autre@exemple.fr") == []


def test_nothing_is_left_of_an_address_that_another_account_wanted(scenes: Scenes) -> None:
    world = scenes.world
    scenes.give_password(HELENE, PASSWORD)
    ask_address(runtime.context(), scenes.session(HELENE), KNOWN[PAUL], PASSWORD, Caller("192.0.2.7"))
    assert len(list(_of_helene(world))) >= 3
    assert (erase(runtime.context(), PAUL) or 0) >= 2, "Hélène's warning leaves first"
    world.deliver()

    erased(world, PAUL)

    assert left_of(world, KNOWN[PAUL]) == []


def _of_helene(world: World) -> Iterator[str]:
    return (key for key in left_of(world, KNOWN[PAUL]) if f"#{HELENE}" in key)


def test_an_erasure_leaves_what_is_of_the_present_owner_of_an_address_that_was_left(scenes: Scenes) -> None:
    world, context = scenes.world, runtime.context()
    former = KNOWN[LEA]
    scenes.demand(PAUL)
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set(former)])
    pendings.item(LEA, AccountPurpose.NEW_PASSWORD, "une-fois", context.now + DAY, former).save()
    look_up(context, scenes.session(CLAIRE), former)
    before = [key for key in left_of(world, former, *hashes_of(former)) if PAUL not in key]
    world.deliver()

    erased(world, PAUL)

    left = left_of(world, former, *hashes_of(former))
    assert f"ACC#{LEA} A#PENDING#{AccountPurpose.NEW_PASSWORD}" in left
    assert {key for key in before if LEA in key or key.startswith(("HIST#", "ALIAS#"))} <= set(left)


def test_an_erasure_leaves_the_doubt_about_somebody_else_whose_number_was_typed_by_mistake(scenes: Scenes) -> None:
    world, context = scenes.world, runtime.context()
    AliasItem(*keys.alias("psc", f"8{RPPS}", LOOKUP), account_id=HELENE).save()
    item_of(Doubt(f"8{RPPS}", LIBERAL, Load(context.now)), context).save()
    delegate(world, world.signed_in(CLAIRE), NORA, **remplacante())
    assert RPPS in str(world.of_kind("delegation")), "Claire typed it for Nora"

    erased(world, _delegue_of(world))

    assert len(world.of_kind("doubt")) == 1
