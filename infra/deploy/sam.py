"""`make package STAGE=…`: the SAM template and the package, for deployments by CloudFormation."""

import json
from pathlib import Path
from typing import Any

from infra.deploy import chalice_cli, configure
from infra.deploy.finish import ASYNCHRONOUS, CALL, LOGGING, WARM, mailer_source
from infra.deploy.gateway import GATEWAY_RESPONSES, decisions, gateway_response
from infra.deploy.project import API_FUNCTION, ROOT, Stage, Stopped, asynchronous
from infra.package.build import build, commit, copy_to


def package(stage: Stage, target: Path | None = None) -> Path:
    """Write sam.json, deployment.zip and sbom.json, and return their folder; raise `Stopped` for placeholders."""
    missing = configure.missing(stage)
    if missing:
        raise Stopped(missing)
    folder = target or ROOT / "build" / f"sam-{stage.name}"
    made = build(commit=commit())
    merge = folder / "merge.json"
    folder.mkdir(parents=True, exist_ok=True)
    merge.write_text(json.dumps(additions(stage)), encoding="utf-8")
    chalice_cli.run(
        "package", "--stage", stage.name, "--merge-template", str(merge), str(folder), package=str(made.zip)
    )
    merge.unlink()
    copy_to(made, folder)
    return folder


def additions(stage: Stage) -> dict[str, Any]:
    """Return the additions to Chalice's template: the settings that `finish` makes after `chalice deploy`."""
    source = {"Properties": mailer_source(_queue(stage, "mailer"))}
    resources: dict[str, Any] = {
        "Mailer": {"Properties": {"Events": {"MailerDynamodbEventSource": source}}},
        "RestAPI": {"Properties": _api(stage)},
    }
    for name, retries in ASYNCHRONOUS.items():
        invoked = {
            "MaximumRetryAttempts": retries["MaximumRetryAttempts"],
            "MaximumEventAgeInSeconds": retries["MaximumEventAgeInSeconds"],
            "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": _queue(stage, name)}},
        }
        resources[name.capitalize()] = {"Properties": {"EventInvokeConfig": invoked}}
    redrive = {"RedrivePolicy": {"deadLetterTargetArn": _queue(stage, "feedback")}}
    resources["Feedback"]["Properties"]["Events"] = {"FeedbackSnsSubscription": {"Properties": redrive}}
    for name, function in (("APIHandler", API_FUNCTION), *((n.capitalize(), n) for n in asynchronous())):
        properties = resources.setdefault(name, {}).setdefault("Properties", {})
        properties |= {"FunctionName": stage.function(function), "LoggingConfig": LOGGING}
    return {"Resources": resources | _warm(stage)}


def _warm(stage: Stage) -> dict[str, Any]:
    """Return the permission of the rule of watch.yaml to call the functions that it keeps warm."""
    rule = {
        "Fn::Sub": f"arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:rule/{stage.full_name}-warm"
    }
    return {
        f"{name.capitalize()}Warm": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {**CALL, "FunctionName": {"Ref": name.capitalize()}, "SourceArn": rule},
        }
        for name in WARM
    }


def _queue(stage: Stage, name: str) -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:{stage.failures(name)}"}


def _api(stage: Stage) -> dict[str, Any]:
    answers = {}
    for kind in GATEWAY_RESPONSES:
        given = gateway_response(kind, stage)
        headers = {
            name.removeprefix("gatewayresponse.header."): value for name, value in given["responseParameters"].items()
        }
        answers[kind] = {
            "StatusCode": given["statusCode"],
            "ResponseParameters": {"Headers": headers},
            "ResponseTemplates": given["responseTemplates"],
        }
    return {
        "GatewayResponses": answers,
        "MethodSettings": _limits(stage),
        "DisableExecuteApiEndpoint": stage.has_own_domain,
    }


def _limits(stage: Stage) -> list[dict[str, Any]]:
    limits = {("/*", "*"): (stage.requests_per_second, stage.burst)}
    limits |= {(one.path, one.method): (stage.decisions_per_second, stage.decisions_burst) for one in decisions()}
    return [
        {"ResourcePath": path, "HttpMethod": method, "ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}
        for (path, method), (rate, burst) in limits.items()
    ]
