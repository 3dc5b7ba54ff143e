"""A deployment asks for the account's quota of Lambda before it begins."""

from dataclasses import replace
from typing import Any

import pytest

from infra.deploy import quota
from infra.deploy.project import Stopped, read_stage


class Lambda:
    """A Lambda of an account with this quota."""

    def __init__(self, executions: int) -> None:
        self._executions = executions

    def get_account_settings(self) -> dict[str, Any]:
        """Return the quota, as Lambda does."""
        return {"AccountLimit": {"ConcurrentExecutions": self._executions}}


def test_a_quota_that_leaves_no_room_for_the_reserved_instances_stops_the_deployment() -> None:
    stage = replace(read_stage("prod"), concurrency={"mailer": 20, "time": 2})
    assert quota.require(Lambda(122), stage) == 122
    with pytest.raises(Stopped, match="quota is 121"):
        quota.require(Lambda(121), stage)


def test_a_stage_that_reserves_nothing_fits_into_a_new_account() -> None:
    assert quota.require(Lambda(10), replace(read_stage("dev"), concurrency={})) == 10
