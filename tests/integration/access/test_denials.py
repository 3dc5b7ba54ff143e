"""Denials are counted for the délégant and shown in the history, and a count that fails changes no decision."""

import pytest
from pynamodb.exceptions import UpdateError

from chalicelib.domain.decisions import Denial
from chalicelib.store import denials, keys
from chalicelib.store.denials import DenialCount, DenialItem, DeniedAccess, read_denials
from tests.builders import DAY, NOW, TODAY
from tests.integration.access.service import (
    QUESTION,
    TRANSPORT,
    PortalService,
    give,
)
from tests.integration.api.client import Api
from tests.integration.scenes import Scenes
from tests.integration.world import World

RPPS = "10101010101"


def counted_denials(delegant: str = "claire", delegue: str = "") -> list[tuple[str, str, str, int]]:
    """Return délégué, service, reason and count of each denial in a délégant's name."""
    found = read_denials(delegant, 100, NOW, delegue)
    return [(line.access.delegue_id, line.access.service, line.access.denial.value, line.count) for line in found]


def test_denials_are_counted_by_delegue_delegant_service_reason_and_day(world: World, portal: PortalService) -> None:
    give()
    give("lea", "helene")
    for _ in range(3):
        portal.may({**QUESTION, "action": TRANSPORT})
    portal.may({**QUESTION, "subject": {"type": "account", "id": "lea"}})
    portal.may({**QUESTION, "action": {"name": "x#y"}})
    portal.may({**QUESTION, "subject": {"type": "email", "id": "personne@exemple.fr"}})
    portal.may({**QUESTION, "resource": {"type": "rpps", "id": RPPS}})
    portal.may()
    world.now += DAY
    portal.may({**QUESTION, "action": TRANSPORT})

    today = DenialCount(TODAY + DAY, DeniedAccess("claire", "paul", "transport", Denial.SERVICE), 1)
    assert read_denials("claire", 1, world.now) == [today]
    assert sorted(counted_denials()) == [
        ("inconnu", "paiements", "sujet-inconnu", 1),
        ("lea", "paiements", "aucune-delegation", 1),
        ("paul", "inconnu", "service-inconnu", 1),
        ("paul", "transport", "service-non-ouvert", 1),
        ("paul", "transport", "service-non-ouvert", 3),
    ]
    assert {line[0] for line in counted_denials(delegue="lea")} == {"lea"}
    assert counted_denials("inconnu") == [("paul", "paiements", "ressource-inconnue", 1)]
    assert counted_denials("helene") == []


def test_denials_about_unknown_delegants_are_spread_over_many_items_and_read_as_one_count(world: World) -> None:
    access = DeniedAccess(denials.UNKNOWN, denials.UNKNOWN, "paiements", Denial.UNKNOWN_SUBJECT)
    key = keys.denial(denials.UNKNOWN, TODAY.isoformat(), denials.UNKNOWN, "paiements", "sujet-inconnu")
    DenialItem(*key, times=3).save()  # by a version that had one item
    for day in (0, 1):
        for _ in range(40):
            denials.count({access: 1}, NOW + day * DAY, 365 * DAY)

    assert len({item["pk"]["S"] for item in world.of_kind("refusal")}) > 8
    expected = [DenialCount(TODAY + DAY, access, 40), DenialCount(TODAY, access, 43)]
    assert read_denials(denials.UNKNOWN, 9, NOW + DAY) == expected
    assert read_denials(denials.UNKNOWN, 1, NOW + DAY) == expected[:1]
    assert read_denials("claire", 9, NOW + DAY) == []


def test_the_history_shows_the_delegant_the_denials(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    found = scenes.validated()
    world.now = scenes.delegation(found).terms.validity.starts_at
    for _ in range(2):
        portal.may({**QUESTION, "action": TRANSPORT})
    (told_by_api,) = Api(world, "claire").get(f"/delegations/{found}/events").json["refus"]
    assert (told_by_api["motif"], told_by_api["nombre"]) == ("service-non-ouvert", 2)
    page = " ".join(scenes.browser("claire").get(f"/delegations/{found}").text.split())
    assert f"{told_by_api['service']} Ce service n’est pas ouvert par la délégation. 2" in page


def test_a_counter_of_denials_expires_with_the_history(world: World, portal: PortalService) -> None:
    portal.may()
    (item,) = world.of_kind("refusal")
    assert int(item["ttl"]["N"]) == int((NOW + 365 * DAY).timestamp())
    assert item["pk"]["S"] == "REFUS#claire"


def test_a_denial_is_answered_even_if_it_cannot_be_counted(
    portal: PortalService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise UpdateError("no room")

    monkeypatch.setattr(DenialItem, "update", fails)
    assert portal.may() is False
    assert denials.read_denials("claire", 10, NOW) == []
