"""The table has a grant exactly while a delegation is Validée, on its present terms."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.codec import to_plain
from chalicelib.store.grants import GrantItem
from chalicelib.store.table import find, read
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, SITUATIONS, Scenes, asked_terms


def grant_of(scenes: Scenes, found: str) -> GrantItem | None:
    """Return the grant of a delegation to Paul."""
    key = keys.grant(PAUL, CLAIRE, found)
    return find(read([key]), GrantItem, key)


@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_only_a_validated_delegation_has_a_grant(scenes: Scenes, situation: str) -> None:
    found = SITUATIONS[situation](scenes)
    given = scenes.world.of_kind("grant")
    holds = situation in {"validated", "proposal", "ended"}  # the schedule removes the grant of an ended delegation
    assert [item["delegation_id"]["S"] for item in given] == [found] * holds
    if situation in {"validated", "proposal"}:
        assert scenes.delegation(found).status is Status.VALIDEE


def test_a_proposal_changes_the_grant_only_after_its_acceptance(scenes: Scenes) -> None:
    found = scenes.proposal()
    before = scenes.delegation(found).terms
    given = grant_of(scenes, found)
    assert given and given.terms.as_dict() == to_plain(before)

    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)

    after = scenes.delegation(found).terms
    given = grant_of(scenes, found)
    assert after.validity.end == before.validity.end + DAY
    assert given and given.terms.as_dict() == to_plain(after)
    assert given.ttl == int(after.validity.ends_at.timestamp())


def test_a_shorter_period_changes_the_grant_at_once(scenes: Scenes) -> None:
    found = scenes.validated()
    period = scenes.delegation(found).terms.validity
    asked = asked_terms(period.start, period.end - timedelta(days=5))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "plus-court")
    given = grant_of(scenes, found)
    assert given and given.terms.as_dict() == to_plain(scenes.delegation(found).terms)
    assert scenes.delegation(found).terms.validity.end == period.end - timedelta(days=5)


def test_a_deletion_removes_the_grant(scenes: Scenes) -> None:
    found = scenes.validated()
    assert grant_of(scenes, found)
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    assert grant_of(scenes, found) is None
