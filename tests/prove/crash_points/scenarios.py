"""The registry: for each act and worker that writes, at least one scene, and a repeatable play."""

from collections.abc import Mapping

from tests.prove.crash_points import (
    scenes_of_accounts,
    scenes_of_asking,
    scenes_of_cards,
    scenes_of_joins,
    scenes_of_links,
    scenes_of_nights,
    scenes_of_passkeys,
    scenes_of_people,
    scenes_of_services,
    scenes_of_workers,
)
from tests.prove.crash_points.scenario import Scenario

SCENARIOS: Mapping[str, Scenario] = {
    **scenes_of_people.SCENARIOS,
    **scenes_of_asking.SCENARIOS,
    **scenes_of_links.SCENARIOS,
    **scenes_of_accounts.SCENARIOS,
    **scenes_of_passkeys.SCENARIOS,
    **scenes_of_cards.SCENARIOS,
    **scenes_of_services.SCENARIOS,
    **scenes_of_joins.SCENARIOS,
    **scenes_of_workers.SCENARIOS,
    **scenes_of_nights.SCENARIOS,
}
