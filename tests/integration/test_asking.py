"""« Mon lien de demande »: a délégué asks for a delegation (specification §5, « Asking »)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Opened, Wish, ask, ask_while_opening
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus, Origin, Status
from chalicelib.store.accounts import read_head
from tests.builders import DAY
from tests.integration.scenes import PAUL, Scenes, a_door
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    return Scenes(world)


def a_wish(scenes: Scenes, first: int = 0, last: int = 20, profil: str = "comptable") -> Wish:
    start, end = scenes.today + first * DAY, scenes.today + last * DAY
    return Wish(profil, start.isoformat(), end.isoformat(), Identifiers())


def test_somebody_signed_in_asks(scenes: Scenes) -> None:
    found = ask(runtime.context(), scenes.session(PAUL), a_door(), a_wish(scenes), "cle-de-paul")

    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.origin, delegation.terms.structures) == (Status.A_VALIDER, Origin.DEMANDE, ())
    assert not delegation.is_empty


def test_somebody_opens_his_account_by_asking(scenes: Scenes) -> None:
    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))

    found = ask_while_opening(runtime.context(), opened, a_door(), a_wish(scenes), "cle-de-nina")

    head = read_head("compte-neuf")
    assert head
    assert (head.account.status, head.account.name.nom, head.wishes) == (AccountStatus.A_ACTIVER, "Neuve", 1)
    assert scenes.delegation(found).delegue.address == "neuve@exemple.fr"


def test_the_same_form_asks_once(scenes: Scenes) -> None:
    asked = [ask(runtime.context(), scenes.session(PAUL), a_door(), a_wish(scenes), "une-cle") for _ in range(2)]

    assert asked[0] == asked[1]


def test_two_wishes_share_no_day(scenes: Scenes) -> None:
    ask(runtime.context(), scenes.session(PAUL), a_door(), a_wish(scenes), "une")

    with pytest.raises(Refused) as refusal:
        ask(runtime.context(), scenes.session(PAUL), a_door(), a_wish(scenes, 20, 30), "deux")

    assert refusal.value.code is Code.OVERLAP
