"""The invariants hold for items written by acts, and detect missing, altered and groundless ones."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.table import epoch
from tests.builders import DAY, NOW, TODAY
from tests.integration.outbox.fake_ses import fake_ses
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import LEA, PAUL, Scenes
from tests.integration.standing import standing_scenes
from tests.integration.world import LOOKUP
from tests.prove.invariants import nothing_left_to_send, violations
from tests.prove.seen import Seen, parsed

SITUATIONS = ("invitation", "demand", "to_validate", "validated", "proposal", "refused", "disowned", "deleted")
KINDS = ("delegation", "tombstone", "history", "mail", "notice", "grant", "summary", "head", "alias", "number")
Raw = dict[str, Any]
OTHER_LINE = Summary("d", Name(), "", ProfilId.COMPTABLE, Validity(TODAY, TODAY), 1, Status.EN_COURS, NOW, NOW)


@pytest.fixture(scope="module")
def table_and_mails(aws: None) -> Iterator[tuple[list[Raw], Counter[str]]]:
    """Return every item of a few situations whose mails were sent, and the mails in SES."""
    with standing_scenes() as scenes, fake_ses() as ses:
        for name in SITUATIONS:
            getattr(scenes, name)()
        _end_of_lea(scenes)
        Outbox(scenes, ses).deliver()
        yield scenes.world.items(), ses.counts


def _end_of_lea(scenes: Scenes) -> None:
    ends = epoch(scenes.world.now + 90 * DAY)
    HeadItem(*keys.head(LEA)).update(actions=[HeadItem.due_shard.set("TIME#0"), HeadItem.due_at.set(ends)])


def snapshot(items: list[Raw], sent: Counter[str]) -> Seen:
    """Return a snapshot of these items."""
    return Seen(
        parsed(items), sent, runtime.context().now, runtime.context().policy, LOOKUP, always_active=frozenset({PAUL})
    )


def test_the_invariants_hold_for_items_written_by_acts(table_and_mails: tuple[list[Raw], Counter[str]]) -> None:
    found = snapshot(*table_and_mails)
    assert violations(found) == []
    assert nothing_left_to_send(found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_invariants_detect_a_missing_item(table_and_mails: tuple[list[Raw], Counter[str]], kind: str) -> None:
    items, sent = table_and_mails
    for missing in [item for item in items if item["kind"]["S"] == kind]:
        if missing["pk"]["S"] in {"ACC#helene", f"ACC#{LEA}"} and kind == "head":
            continue
        rest = [item for item in items if item is not missing]
        assert violations(snapshot(rest, sent)), f"{missing['pk']['S']} {missing['sk']['S']} is not missed"


def test_the_invariants_detect_a_period_without_its_guard(table_and_mails: tuple[list[Raw], Counter[str]]) -> None:
    items, sent = table_and_mails
    for guard in [item for item in items if item["kind"]["S"] == "guard"]:
        for owner in guard["periods"]["M"]:
            without = {name: hold for name, hold in guard["periods"]["M"].items() if name != owner}
            changed = [{**item, "periods": {"M": without}} if item is guard else item for item in items]
            live = any(item["pk"]["S"] == f"DELEG#{owner}" and _lives(item) for item in items)
            assert bool(violations(snapshot(changed, sent))) is live


def _lives(item: Raw) -> bool:
    return "content" in item and item["content"]["M"]["status"]["S"] in {"en_cours", "a_valider", "validee"}


def test_the_invariants_detect_a_groundless_mail_and_an_unsent_one(
    table_and_mails: tuple[list[Raw], Counter[str]],
) -> None:
    items, sent = table_and_mails
    assert violations(snapshot(items, sent + Counter(["inconnu.000001.demande.delegue"])))
    for name in sent:
        assert violations(snapshot(items, Counter({other: 1 for other in sent if other != name})))


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("grant", "terms", {"M": {}}),
        ("summary", "content", {"M": SummaryItem.content.serialize(OTHER_LINE)}),
        ("mail", "state", {"S": "echec"}),
        ("delegation", "revision", {"N": "9"}),
        ("delegation", "due_at", {"N": "1"}),
        ("tombstone", "end", {"S": "purgee"}),
        ("head", "unread", {"N": "99"}),
        ("number", "sk", {"S": "autre"}),
    ],
)
def test_the_invariants_detect_an_altered_item(
    table_and_mails: tuple[list[Raw], Counter[str]], kind: str, field: str, value: dict[str, Any]
) -> None:
    items, sent = table_and_mails
    for altered in [item for item in items if item["kind"]["S"] == kind]:
        changed = [{**item, field: value} if item is altered else item for item in items]
        assert violations(snapshot(changed, sent)), f"{altered['pk']['S']} {altered['sk']['S']}"
