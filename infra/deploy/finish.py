"""Settings of the functions out of Chalice's reach: filters and retries of event sources, logs, warmth."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from infra.deploy import record
from infra.deploy.facts import Facts
from infra.deploy.project import Stage, Stopped, functions

MAILER_FILTERS = (
    # The rows of mails to send.
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["mail"]}}}},
    # Delegations that TTL has removed: the mailer makes up for a purge that the schedule missed.
    {
        "eventName": ["REMOVE"],
        "userIdentity": {"type": ["Service"]},
        "dynamodb": {"OldImage": {"kind": {"S": ["delegation"]}}},
    },
)
ASYNCHRONOUS = {
    # The next beat does the work of a failed one. A report of SES comes once, so it is tried again.
    "time": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300},
    # The next night goes on where this one ended.
    "directory": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 3600},
    # A life is lived when it is due, or not at all.
    "synthetic": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300},
    "feedback": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 21600},
}

_UNSETTLED = frozenset({"Creating", "Enabling", "Disabling", "Updating"})
"""The states of an event source in which Lambda refuses changes."""
_LOOKS, _SECONDS_BETWEEN = 60, 5

LOGGING = {"LogFormat": "JSON", "SystemLogLevel": "WARN"}
"""Keep only Lambda's own lines about trouble: its two or three lines for each invocation are longer than ours. Our
lines are JSON objects already, which Lambda passes on unchanged."""

CALL = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
WARM = ("mailer", "feedback")
"""The functions that the rule of watch.yaml keeps warm."""


def mailer_source(failures: Any) -> dict[str, Any]:
    """Return the options of the mailer's event source; `failures` is its queue, as an ARN or an expression."""
    return {
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps(one)} for one in MAILER_FILTERS]},
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": 5,
        # Half of what the stream keeps, so that the position of a record that is given up can still be read.
        "MaximumRecordAgeInSeconds": 43_200,
        "ParallelizationFactor": 2,
        "DestinationConfig": {"OnFailure": {"Destination": failures}},
    }


def failures_arn(stage: Stage, name: str, facts: Facts) -> str:
    """Return the ARN of the queue of events that a function gives up."""
    return f"arn:aws:sqs:{facts.region}:{facts.account}:{stage.failures(name)}"


def leave_other_streams(client: Any, stage: Stage, stream_arn: str) -> None:
    """Detach the mailer from the stream of a table that is no longer in use.

    Chalice would keep that event source, whatever the new ARN. It creates that of the present stream if its record has
    none.
    """
    record.forget_streams(stage, but=stream_arn)
    try:
        mappings = client.list_event_source_mappings(FunctionName=stage.function("mailer"))["EventSourceMappings"]
    except client.exceptions.ResourceNotFoundException:
        return
    for mapping in mappings:
        if mapping["EventSourceArn"] != stream_arn:
            print(f"Event source {mapping['EventSourceArn']}: delete.", flush=True)
            _once_settled(client, mapping["UUID"], lambda found: client.delete_event_source_mapping(UUID=found["UUID"]))


def set_mailer_source(client: Any, stage: Stage, facts: Facts) -> None:
    """Filter the mailer's records. Lambda halves a failed batch, tries it five times more, then queues its position."""
    wanted = mailer_source(failures_arn(stage, "mailer", facts))

    def update(found: Mapping[str, Any]) -> None:
        if not _says(found, wanted):
            client.update_event_source_mapping(UUID=found["UUID"], **wanted)

    mappings = client.list_event_source_mappings(FunctionName=stage.function("mailer"))["EventSourceMappings"]
    for mapping in mappings:
        _once_settled(client, mapping["UUID"], update)


def _once_settled(client: Any, uuid: str, write: Callable[[Mapping[str, Any]], object]) -> None:
    """Pass an event source to `write` once Lambda has finished changing it; skip one that is being deleted.

    Chalice may have made or changed it a moment ago, and Lambda refuses other changes meanwhile.
    """
    for _ in range(_LOOKS):
        try:
            found = client.get_event_source_mapping(UUID=uuid)
            if found["State"] not in _UNSETTLED:
                if found["State"] != "Deleting":
                    write(found)
                return
        except client.exceptions.ResourceNotFoundException:
            return
        except client.exceptions.ResourceInUseException:
            pass  # between the look and the write
        time.sleep(_SECONDS_BETWEEN)
    raise Stopped(f"Lambda is still changing the event source {uuid}; deploy again in some minutes.")


def _says(found: Any, wanted: Any) -> bool:
    """Return whether an event source has all the wanted options; it may have more."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_says(found.get(name), value) for name, value in wanted.items())
    return bool(found == wanted)


def set_asynchronous(client: Any, stage: Stage, facts: Facts) -> None:
    """Set the retries of the asynchronous functions, and the queues of the events that they give up."""
    for name, retries in ASYNCHRONOUS.items():
        client.put_function_event_invoke_config(
            FunctionName=stage.function(name),
            DestinationConfig={"OnFailure": {"Destination": failures_arn(stage, name, facts)}},
            **retries,
        )


def set_redrive(client: Any, stage: Stage, facts: Facts) -> None:
    """Let SNS leave the reports that it cannot give to the function in the queue of those that it gave up."""
    topic = f"arn:aws:sns:{facts.region}:{facts.account}:{stage.feedback_topic}"
    policy = json.dumps({"deadLetterTargetArn": failures_arn(stage, "feedback", facts)})
    pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    for subscription in (one for page in pages for one in page["Subscriptions"]):
        if subscription["Endpoint"].endswith(f":function:{stage.function('feedback')}"):
            client.set_subscription_attributes(
                SubscriptionArn=subscription["SubscriptionArn"], AttributeName="RedrivePolicy", AttributeValue=policy
            )


def set_logging(client: Any, stage: Stage) -> None:
    """Drop Lambda's lines about the beginning and the end of each invocation that succeeds."""
    for name in functions():
        function = stage.function(name)
        logging = client.get_function_configuration(FunctionName=function).get("LoggingConfig", {})
        if LOGGING.items() <= logging.items():
            continue
        # Chalice may have changed the function a moment ago, and the next step may change it again.
        updated = client.get_waiter("function_updated_v2")
        updated.wait(FunctionName=function)
        client.update_function_configuration(FunctionName=function, LoggingConfig=LOGGING)
        updated.wait(FunctionName=function)


def allow_warmth(client: Any, stage: Stage, rule_arn: str) -> None:
    """Let the rule that keeps instances warm call its functions."""
    for name in WARM:
        with suppress(client.exceptions.ResourceConflictException):  # an earlier deployment has allowed it
            client.add_permission(FunctionName=stage.function(name), StatementId="warm", **CALL, SourceArn=rule_arn)
