"""What Chalice cannot say: filters and retries of the event sources, the gateway's own answers, its limits.

Chalice imports the whole API anew at each deployment and forgets the gateway's answers, so they are put back here,
after it, and not in a stack.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from chalicelib.http.security import headers_of_page_alone
from chalicelib.templating import html_environment
from infra.deploy import record
from infra.deploy.facts import Facts
from infra.deploy.project import API_STAGE, Stage, Stopped, functions

GATEWAY_RESPONSES = {
    # API Gateway says 403 « Missing Authentication Token » for an address that no route has.
    "MISSING_AUTHENTICATION_TOKEN": (404, "Page introuvable", "Cette page n’existe pas ou n’existe plus."),
    "THROTTLED": (429, "Trop de demandes", "Merci de réessayer dans quelques instants."),
    "DEFAULT_5XX": (
        503,
        "Service momentanément indisponible",
        "Une maintenance ou un incident est en cours. Merci de réessayer dans quelques minutes.",
    ),
    "REQUEST_TOO_LARGE": (413, "Envoi trop volumineux", "Merci de réduire ce que vous envoyez."),
}
_SECONDS_TO_WAIT = {"THROTTLED": 10, "DEFAULT_5XX": 60}

MAILER_FILTERS = (
    # The rows of mails to send.
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["mail"]}}}},
    # Delegations that TTL took away: a purge that the schedule missed is made up for.
    {
        "eventName": ["REMOVE"],
        "userIdentity": {"type": ["Service"]},
        "dynamodb": {"OldImage": {"kind": {"S": ["delegation"]}}},
    },
)
ASYNCHRONOUS = {
    # The next beat does what this one could not; a report of SES comes once, so it is tried again.
    "time": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300},
    # The next night goes on where this one has ended.
    "directory": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 3600},
    "feedback": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 21600},
}

_UNSETTLED = frozenset({"Creating", "Enabling", "Disabling", "Updating"})
"""States of an event source in which Lambda refuses to change it."""
_LOOKS, _SECONDS_BETWEEN = 60, 5

LOGGING = {"LogFormat": "JSON", "SystemLogLevel": "WARN"}
"""Of Lambda's own lines only those about trouble: two or three for each invocation are longer than the one of ours.
Ours are JSON objects already, which Lambda passes on as they are."""

CALL = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
WARM = ("mailer", "feedback")
"""What the rule of watch.yaml keeps started."""


def mailer_source(failures: Any) -> dict[str, Any]:
    """Return the options of the mailer's event source; `failures` is its queue, as an ARN or an expression."""
    return {
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps(one)} for one in MAILER_FILTERS]},
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": 5,
        "MaximumRecordAgeInSeconds": 3600,
        "ParallelizationFactor": 2,
        "DestinationConfig": {"OnFailure": {"Destination": failures}},
    }


def failures_arn(stage: Stage, name: str, facts: Facts) -> str:
    """Return the queue of what a function gives up."""
    return f"arn:aws:sqs:{facts.region}:{facts.account}:{stage.failures(name)}"


def leave_other_streams(client: Any, stage: Stage, stream_arn: str) -> None:
    """Take the mailer off the stream of a table that is no longer in use.

    Chalice would keep that source, whatever the new ARN; it makes the one of the stream in use when it knows of none.
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
    """Filter the mailer's records; halve a batch that fails, try it again for an hour, then keep where it was."""
    wanted = mailer_source(failures_arn(stage, "mailer", facts))

    def update(found: Mapping[str, Any]) -> None:
        if not _says(found, wanted):
            client.update_event_source_mapping(UUID=found["UUID"], **wanted)

    mappings = client.list_event_source_mappings(FunctionName=stage.function("mailer"))["EventSourceMappings"]
    for mapping in mappings:
        _once_settled(client, mapping["UUID"], update)


def _once_settled(client: Any, uuid: str, write: Callable[[Mapping[str, Any]], object]) -> None:
    """Give an event source to `write` once Lambda has done with it; one that is going is let go.

    Chalice may have made or changed it a moment ago, and Lambda refuses whatever comes meanwhile.
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
    """Return whether what Lambda says of an event source holds all that is wanted; it may say more."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_says(found.get(name), value) for name, value in wanted.items())
    return bool(found == wanted)


def set_asynchronous(client: Any, stage: Stage, facts: Facts) -> None:
    """Say how often the functions that nobody waits for are tried again, and where what they give up goes."""
    for name, retries in ASYNCHRONOUS.items():
        client.put_function_event_invoke_config(
            FunctionName=stage.function(name),
            DestinationConfig={"OnFailure": {"Destination": failures_arn(stage, name, facts)}},
            **retries,
        )


def set_logging(client: Any, stage: Stage) -> None:
    """Drop the lines in which Lambda tells of each invocation that began and ended well."""
    for name in functions():
        function = stage.function(name)
        logging = client.get_function_configuration(FunctionName=function).get("LoggingConfig", {})
        if LOGGING.items() <= logging.items():
            continue
        # Chalice may have changed the function a moment ago, and whoever comes next may change it again.
        updated = client.get_waiter("function_updated_v2")
        updated.wait(FunctionName=function)
        client.update_function_configuration(FunctionName=function, LoggingConfig=LOGGING)
        updated.wait(FunctionName=function)


def allow_warmth(client: Any, stage: Stage, rule_arn: str) -> None:
    """Let the rule that keeps instances started call its functions."""
    for name in WARM:
        with suppress(client.exceptions.ResourceConflictException):  # a deployment before has said so
            client.add_permission(FunctionName=stage.function(name), StatementId="warm", **CALL, SourceArn=rule_arn)


def gateway_response(kind: str, stage: Stage) -> dict[str, Any]:
    """Return one of the gateway's own answers, as its API takes it.

    The gateway chooses by the header Accept, and names the type of what it sends after what it chose: a page for a
    browser, and for whoever asks for anything else JSON with the members of a problem (RFC 9457).
    """
    status, title, text = GATEWAY_RESPONSES[kind]
    home = stage.custom_domain_url or f"/{API_STAGE}/"
    template = html_environment().get_template("pages/errors/_seul.html")
    page = template.render(titre=title, phrase=text, sortie=home if status == 404 else "")
    headers = headers_of_page_alone(page)
    if kind in _SECONDS_TO_WAIT:
        headers["Retry-After"] = str(_SECONDS_TO_WAIT[kind])
    problem = {"type": "about:blank", "title": title, "status": status, "detail": text}
    return {
        "statusCode": str(status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {
            "text/html": page,
            "application/json": json.dumps(problem, ensure_ascii=False),
        },
    }


def set_gateway(client: Any, stage: Stage, api_id: str) -> None:
    """Give the gateway's own answers in French, limit the rate, and put both into service."""
    for kind in GATEWAY_RESPONSES:
        client.put_gateway_response(restApiId=api_id, responseType=kind, **gateway_response(kind, stage))
    client.create_deployment(restApiId=api_id, stageName=API_STAGE, description="the gateway's own answers")
    limits = {"rateLimit": stage.requests_per_second, "burstLimit": stage.burst}
    client.update_stage(
        restApiId=api_id,
        stageName=API_STAGE,
        patchOperations=[
            {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)} for name, value in limits.items()
        ],
    )
