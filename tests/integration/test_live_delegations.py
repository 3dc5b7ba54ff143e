"""A délégant's delegations in force are limited; one that ends makes room (specification §7)."""

import pytest

from chalicelib import runtime, settings
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.context import Context
from chalicelib.domain.statuses import Status
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.test_story import create_comptable
from tests.integration.world import World


@pytest.fixture
def two_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the limit to two."""
    real = runtime.context

    def limited() -> Context:
        return real()._replace(settings=settings.settings()._replace(live_delegations=2))

    monkeypatch.setattr(runtime, "context", limited)


def test_a_delegation_beyond_the_limit_is_refused_and_a_deletion_makes_room(world: World, two_at_most: None) -> None:
    scenes = Scenes(world)
    first = scenes.demand()
    claire = world.signed_in(CLAIRE)
    create_comptable(world, claire, "un@exemple.fr")

    refused = create_comptable(world, claire, "deux@exemple.fr")
    assert refused.status == 400
    assert "Vous avez atteint le nombre de délégations en vigueur autorisé." in refused.text

    claire.submit(claire.get(f"/delegations/{first}/supprimer"), "/supprimer")
    assert "La délégation a bien été créée" in create_comptable(world, claire, "deux@exemple.fr").text


def test_refused_purged_and_ended_delegations_do_not_count(world: World) -> None:
    scenes = Scenes(world)
    scenes.refused()
    scenes.validated()
    world.pass_time(days=61)
    world.run_schedule()

    (head,) = [item for item in world.of_kind("head") if item["pk"]["S"] == f"ACC#{CLAIRE}"]
    assert head["live"] == {"N": "0"}


def test_an_act_that_adds_nothing_is_allowed_at_the_limit(world: World, two_at_most: None) -> None:
    scenes = Scenes(world)
    found = scenes.demand()
    scenes.demand()
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 1)
    assert scenes.delegation(found).status is Status.VALIDEE


def test_an_ended_delegation_is_subtracted_once(world: World) -> None:
    scenes = Scenes(world)
    found = scenes.validated()
    world.pass_time(days=61)
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    (head,) = [item for item in world.of_kind("head") if item["pk"]["S"] == f"ACC#{CLAIRE}"]
    assert head["live"] == {"N": "0"}
