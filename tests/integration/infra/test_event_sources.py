"""The mailer's event sources are changed only where they differ, once Lambda has finished with them."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError

from infra.deploy import finish, record
from infra.deploy.facts import Facts
from infra.deploy.project import Stopped, read_stage

STAGE = read_stage("dev")
FACTS = Facts("eu-west-3", "111122223333")
STREAM, OTHER = (f"arn:aws:dynamodb:eu-west-3:111122223333:table/{name}/stream/2026" for name in ("new", "old"))
WANTED = finish.mailer_source(finish.failures_arn(STAGE, "mailer", FACTS))


class InUse(ClientError):
    """Lambda's error for a change of an event source that is in transition."""


class Gone(ClientError):
    """Lambda's error for an event source that does not exist."""


class Lambda:
    """A Lambda with one event source, which moves through `states`, one at each reading, and stays in the last."""

    exceptions = SimpleNamespace(ResourceInUseException=InUse, ResourceNotFoundException=Gone)

    def __init__(self, states: Sequence[str], stream: str = STREAM, **said: Any) -> None:
        self.source = {"UUID": "one", "EventSourceArn": stream, **said}
        self.states = list(states)
        self._seen = states[0]
        self.updated: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.late = 0
        """Writes that find it in use although a look has just found it settled."""

    def list_event_source_mappings(self, *, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - theirs
        """List the event source."""
        assert FunctionName == "delegation-dev-mailer"
        return {"EventSourceMappings": [{**self.source, "State": self.states[0]}]}

    def get_event_source_mapping(self, *, UUID: str) -> dict[str, Any]:  # noqa: N803
        """Return its present state; the next reading returns the next one."""
        assert UUID == "one"
        state = self.states[0]
        if state == "gone":
            raise Gone({"Error": {"Code": "ResourceNotFoundException"}}, "GetEventSourceMapping")
        self.states = self.states[1:] or [state]
        self._seen = state
        return {**self.source, "State": state}

    def update_event_source_mapping(self, *, UUID: str, **given: Any) -> None:  # noqa: N803
        """Apply the change, unless the event source is in use."""
        self._require_settled("UpdateEventSourceMapping")
        self.updated.append(given)

    def delete_event_source_mapping(self, *, UUID: str) -> None:  # noqa: N803
        """Delete the event source, unless it is in use."""
        self._require_settled("DeleteEventSourceMapping")
        self.deleted.append(UUID)

    def _require_settled(self, call: str) -> None:
        if self._seen not in {"Enabled", "Disabled"} or self.late:
            self.late = max(0, self.late - 1)
            raise InUse({"Error": {"Code": "ResourceInUseException"}}, call)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """Return the list of the pauses, which take no time; keep Chalice's own records on this machine untouched."""
    found: list[float] = []
    monkeypatch.setattr("infra.deploy.finish.time.sleep", found.append)
    monkeypatch.setattr(record, "CHALICE", tmp_path)
    return found


@pytest.mark.parametrize("state", ["Creating", "Enabling", "Disabling", "Updating"])
def test_an_event_source_in_transition_is_waited_for(state: str, waits: list[float]) -> None:
    account = Lambda([state, state, "Enabled"])
    finish.set_mailer_source(account, STAGE, FACTS)
    assert account.updated == [WANTED]
    assert len(waits) == 2


def test_an_event_source_in_use_is_tried_again() -> None:
    account = Lambda(["Enabled"])
    account.late = 1
    finish.set_mailer_source(account, STAGE, FACTS)
    assert account.updated == [WANTED]


def test_a_correct_event_source_is_left_alone() -> None:
    more = WANTED | {"DestinationConfig": {"OnSuccess": {}, **WANTED["DestinationConfig"]}, "BatchSize": 25}
    account = Lambda(["Enabled"], **more)
    finish.set_mailer_source(account, STAGE, FACTS)
    assert account.updated == []


@pytest.mark.parametrize("name", WANTED)
def test_an_event_source_that_differs_is_changed(name: str) -> None:
    account = Lambda(["Enabled"], **{key: value for key, value in WANTED.items() if key != name})
    finish.set_mailer_source(account, STAGE, FACTS)
    assert account.updated == [WANTED]


def test_the_event_source_of_another_table_is_deleted_once_lambda_allows_it() -> None:
    account = Lambda(["Updating", "Enabled"], stream=OTHER)
    finish.leave_other_streams(account, STAGE, STREAM)
    assert account.deleted == ["one"]


def test_the_event_source_of_the_present_stream_is_kept() -> None:
    account = Lambda(["Enabled"])
    finish.leave_other_streams(account, STAGE, STREAM)
    assert account.deleted == []


@pytest.mark.parametrize("states", [["Deleting"], ["Updating", "Deleting"], ["gone"], ["Updating", "gone"]])
def test_an_event_source_being_deleted_does_not_delay_the_deployment(states: list[str]) -> None:
    account = Lambda(states, stream=OTHER)
    finish.leave_other_streams(account, STAGE, STREAM)
    finish.set_mailer_source(account, STAGE, FACTS)
    assert (account.deleted, account.updated) == ([], [])


def test_an_event_source_that_never_settles_stops_the_deployment_with_a_message(waits: list[float]) -> None:
    with pytest.raises(Stopped, match=r"still changing the event source one; deploy again in some minutes\."):
        finish.set_mailer_source(Lambda(["Updating"]), STAGE, FACTS)
    assert sum(waits) == 300


def test_sns_leaves_what_it_cannot_give_to_feedback_in_its_queue_and_nothing_else_there() -> None:
    function = "arn:aws:lambda:eu-west-3:111122223333:function:delegation-dev-feedback"
    client = MagicMock()
    client.get_paginator.return_value.paginate.return_value = [
        {"Subscriptions": [{"SubscriptionArn": "of-an-address", "Endpoint": "someone@exemple.fr"}]},
        {"Subscriptions": [{"SubscriptionArn": "of-the-function", "Endpoint": function}]},
    ]
    finish.set_redrive(client, STAGE, FACTS)
    ((_, given),) = client.set_subscription_attributes.call_args_list
    assert (given["SubscriptionArn"], given["AttributeName"]) == ("of-the-function", "RedrivePolicy")
    queue = "arn:aws:sqs:eu-west-3:111122223333:delegation-dev-feedback-failures"
    assert json.loads(given["AttributeValue"]) == {"deadLetterTargetArn": queue}
    asked = client.get_paginator.return_value.paginate.call_args.kwargs
    assert asked == {"TopicArn": "arn:aws:sns:eu-west-3:111122223333:delegation-dev-feedback"}
