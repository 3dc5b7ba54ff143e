"""How the dashboard and an access decision grow: with one person's own delegations, and with all others'."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from chalicelib import runtime
from chalicelib.acts.decide import Question, Semantic, answer
from chalicelib.acts.naming import ACCOUNT, SPACE, Named
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.people import Account, Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store.accounts import head_item
from chalicelib.store.grants import GrantItem
from chalicelib.store.lines import given_item, received_item
from chalicelib.store.table import Item
from infra.deploy.project import Stopped
from tests.bench.scene import fresh_world
from tests.bench.warm import Timed, Watch
from tests.integration import aws_calls
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import World

OWN, OTHERS = (10, 200, 1000, 10_000), (10, 100, 1000, 10_000)


@dataclass(frozen=True)
class Point:
    """The milliseconds of the processor at one size, and the requests to DynamoDB."""

    size: int
    dashboard: float
    pages: int
    decision: float
    reads: int


def own(watch: Watch, sizes: tuple[int, ...] = OWN, times: int = 5) -> list[Point]:
    """Measure with these numbers of delegations of one délégant and one délégué."""
    return [_point(watch, size, times, _give_more) for size in sizes]


def others(watch: Watch, sizes: tuple[int, ...] = OTHERS, times: int = 5) -> list[Point]:
    """Measure with these numbers of other délégants in the table, each with an account, a line and a grant."""
    return [_point(watch, size, times, _add_others) for size in sizes]


def _point(watch: Watch, size: int, times: int, fill: Callable[[Scenes, int], None]) -> Point:
    with fresh_world() as world:
        timed = Timed(watch)
        timed.install(world)
        scenes = Scenes(world)
        fill(scenes, size)
        browser = scenes.browser(CLAIRE)
        for _ in range(times + 1):
            scenes.ask(browser, "GET", "/delegations")
        pages = len(world.exchanges[-1].calls)
        decision, reads = _decision(watch, times)
        return Point(size, median(timed.own[-times:]), pages, decision, reads)


def _decision(watch: Watch, times: int) -> tuple[float, int]:
    question = Question(Named(ACCOUNT, PAUL), _service(), Named(SPACE, CLAIRE))
    taken = []
    with aws_calls.counted() as calls:
        for _ in range(times + 1):
            emulated, begun = watch.emulated, time.thread_time()
            answer(runtime.context(), [question], Semantic.EXECUTE_ALL)
            taken.append(1000 * (time.thread_time() - begun - (watch.emulated - emulated)))
    return median(taken[1:]), len(calls) // (times + 1)


def _service() -> str:
    """Return a service that Claire's delegation opens, so that the measured answer is a yes."""
    for service in SERVICES_BY_ID:
        question = Question(Named(ACCOUNT, PAUL), service, Named(SPACE, CLAIRE))
        (decision,) = answer(runtime.context(), [question], Semantic.EXECUTE_ALL)
        if decision.allowed:
            return service
    raise Stopped("No service is open: there is no yes to measure.")


def _give_more(scenes: Scenes, size: int) -> None:
    found = scenes.validated()
    model = scenes.delegation(found)
    grant = next(item for item in GrantItem.query(f"GRANT#{PAUL}") if isinstance(item, GrantItem))
    items: list[Item] = []
    for number in range(size - 1):
        other = model._replace(id=f"{number:012d}", delegant=model.delegant._replace(account_id=f"d{number:06d}"))
        items += [given_item(model._replace(id=other.id)), received_item(other)]
        items.append(GrantItem(grant.pk, f"d{number:06d}#{other.id}", **_of(grant)))
    _save(scenes.world, items)


def _add_others(scenes: Scenes, size: int) -> None:
    found = scenes.validated()
    model = scenes.delegation(found)
    grant = next(item for item in GrantItem.query(f"GRANT#{PAUL}") if isinstance(item, GrantItem))
    items: list[Item] = []
    for number in range(size):
        delegant = f"d{number:06d}"
        account = Account(delegant, AccountStatus.ACTIVE, f"{delegant}@exemple.fr", Name("M", "Jean", "Autre"))
        other = model._replace(id=f"{number:012d}", delegant=model.delegant._replace(account_id=delegant))
        items += [head_item(account), given_item(other)]
        items.append(GrantItem(f"GRANT#e{number:06d}", f"{delegant}#{other.id}", **_of(grant)))
    _save(scenes.world, items)


def _of(grant: GrantItem) -> dict[str, Any]:
    names = ("delegation_id", "profil", "terms", "delegue", "ttl")
    return {name: getattr(grant, name) for name in names}


def _save(world: World, items: list[Item]) -> None:
    with Item.batch_write() as batch:
        for item in items:
            batch.save(item)
