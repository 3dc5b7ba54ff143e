"""The services open to a délégué, from the first instant of the first day to the last of the last."""

from datetime import timedelta

from chalicelib.domain.periods import start_of_day
from chalicelib.identity.sessions import Mode
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes
from tests.integration.world import World


def test_a_delegue_sees_the_services_of_his_profil_for_the_delegant(world: World) -> None:
    delegation_id = Scenes(world).validated()

    page = world.signed_in(PAUL, Mode.MOT_DE_PASSE).get(f"/pour-le-compte/{delegation_id}")

    assert "Vous agissez au nom et pour le compte de Mme Claire EXEMPLE" in page.text
    assert "Tous mes paiements" in page.text
    assert "Suivi patient" not in page.text


def test_nothing_opens_before_the_validation_after_the_deletion_or_for_other_people(world: World) -> None:
    scenes = Scenes(world)
    waiting, deleted, asked = scenes.to_validate(), scenes.deleted(), scenes.demand()
    assert "/connexion" in world.signed_in(LEA).get(f"/pour-le-compte/{waiting}").url
    assert world.signed_in(PAUL).get(f"/pour-le-compte/{asked}").status == 409
    assert world.signed_in(PAUL).get(f"/pour-le-compte/{deleted}").status == 410
    assert world.signed_in(CLAIRE).get(f"/pour-le-compte/{asked}").status == 404


def test_nothing_opens_from_the_first_second_after_the_last_day(world: World) -> None:
    scenes = Scenes(world)
    delegation_id = scenes.validated()
    ends_at = scenes.delegation(delegation_id).terms.validity.ends_at
    assert ends_at == start_of_day(scenes.delegation(delegation_id).terms.validity.end + timedelta(days=1))

    world.now = ends_at - timedelta(microseconds=1)
    assert world.signed_in(PAUL).get(f"/pour-le-compte/{delegation_id}").status == 200
    world.now = ends_at
    assert world.signed_in(PAUL).get(f"/pour-le-compte/{delegation_id}").status == 409
