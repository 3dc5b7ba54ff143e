"""An answer to changed terms is not taken: the new terms are shown instead (specification §3)."""

from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import World


def test_accepting_changed_terms_shows_the_new_ones_and_changes_nothing(world: World) -> None:
    scenes = Scenes(world)
    delegation_id = scenes.demand()
    paul = world.signed_in(PAUL)
    shown = paul.get(f"/recues/{delegation_id}")
    claire = world.signed_in(CLAIRE)
    form = claire.get(f"/delegations/{delegation_id}/modifier")
    claire.submit(form, "/modifier", structures=["cabinet-2"])
    before = world.items()

    page = paul.submit(shown, "/accepter", compris="oui")

    assert page.status == 409
    assert "Les conditions de la délégation ont changé" in page.text
    assert "Cabinet 2" in page.text
    assert world.items() == before
    assert "a bien été acceptée" in paul.submit(page, "/accepter", compris="oui").text


def test_validating_changed_terms_shows_the_new_ones_and_changes_nothing(world: World) -> None:
    scenes = Scenes(world)
    delegation_id = scenes.to_validate()
    claire = world.signed_in(CLAIRE)
    shown = claire.get(f"/delegations/{delegation_id}/valider")
    form = claire.get(f"/delegations/{delegation_id}/modifier")
    debut = next(field.value for field in form.form("/modifier").fields if field.name == "debut")
    claire.submit(form, "/modifier", fin=debut)
    before = world.items()

    page = claire.submit(shown, "/valider")

    assert page.status == 409
    assert "Les conditions de la délégation ont changé" in page.text
    assert world.items() == before
    assert "a bien été validée" in claire.submit(page, "/valider").text
