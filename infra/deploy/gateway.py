"""The API's settings out of Chalice's reach: the gateway's own answers, limits, access log, firewall, closed entrance.

Each deployment by Chalice imports the whole API again and drops some of these. They are therefore set after it, and not
in a stack.
"""

import json
from typing import Any

from chalicelib.http.endpoint import Endpoint
from chalicelib.http.routes import ACCESS
from chalicelib.http.security import headers_of_page_alone
from chalicelib.templating import html_environment
from infra.deploy.facts import Facts
from infra.deploy.project import API_STAGE, Stage

_NOT_FOUND = (404, "Page introuvable", "Cette page n’existe pas ou n’existe plus.")

GATEWAY_RESPONSES = {
    # For a path without a route API Gateway says 403 « Missing Authentication Token », or, to a caller with a header
    # Authorization, that its signature is not one of AWS. No method of ours asks for such a signature.
    "MISSING_AUTHENTICATION_TOKEN": _NOT_FOUND,
    "INVALID_SIGNATURE": _NOT_FOUND,
    "THROTTLED": (429, "Trop de demandes", "Merci de réessayer dans quelques instants."),
    "WAF_FILTERED": (
        403,
        "Demande refusée",
        "Trop de demandes viennent de votre réseau, ou celle-ci ressemble à une attaque. Merci de réessayer dans cinq "
        "minutes. Si cela se répète, appelez l’assistance technique.",
    ),
    "DEFAULT_4XX": (400, "Demande refusée", "Le service ne peut pas traiter cette demande."),
    "DEFAULT_5XX": (
        503,
        "Service momentanément indisponible",
        "Une maintenance ou un incident est en cours. Merci de réessayer dans quelques minutes.",
    ),
    "REQUEST_TOO_LARGE": (413, "Envoi trop volumineux", "Merci de réduire ce que vous envoyez."),
}
_SECONDS_TO_WAIT = {"THROTTLED": 10, "WAF_FILTERED": 300, "DEFAULT_5XX": 60}

ACCESS_LOG = json.dumps(
    {
        "time": "$context.requestTimeEpoch",
        "request": "$context.requestId",
        "method": "$context.httpMethod",
        "route": "$context.resourcePath",
        "status": "$context.status",
        "milliseconds": "$context.responseLatency",
        "function": "$context.integrationLatency",
        "bytes": "$context.responseLength",
        "answer": "$context.error.responseType",
        "firewall": "$context.wafResponseCode",
    }
)
"""One line for each request, those that reach no function too. It holds no personal data: the route stands for the
path, in which links have their tokens, and neither the caller's address nor its browser is noted."""


def gateway_response(kind: str, stage: Stage) -> dict[str, Any]:
    """Return one of the gateway's own responses, as its API takes it.

    The gateway chooses the template, and the content type, by the header Accept: a page for a browser, and JSON with
    the members of a problem (RFC 9457) for any other client.
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


def decisions() -> list[Endpoint]:
    """Return the endpoints that the portal's services ask, whose limits are their own."""
    return [one for one in ACCESS if one.method == "POST"]


def set_gateway(client: Any, stage: Stage, api_id: str, facts: Facts) -> None:
    """Set the gateway's own responses in French, close the other entrance, and put both into service with the limits.

    With a domain of its own the API is reached by that alone: its first name would lead around what stands before it.
    """
    for kind in GATEWAY_RESPONSES:
        client.put_gateway_response(restApiId=api_id, responseType=kind, **gateway_response(kind, stage))
    closed = json.dumps(stage.has_own_domain)
    entrance = {"op": "replace", "path": "/disableExecuteApiEndpoint", "value": closed}
    client.update_rest_api(restApiId=api_id, patchOperations=[entrance])
    client.create_deployment(restApiId=api_id, stageName=API_STAGE, description="the gateway's own answers")
    patches = [*_limits(stage), *_log(client, facts)]
    client.update_stage(restApiId=api_id, stageName=API_STAGE, patchOperations=patches)


def _limits(stage: Stage) -> list[dict[str, str]]:
    """Return the changes of a stage that set the limits of each method: these hold by method, not for their sum."""
    limits = {"*/*": (stage.requests_per_second, stage.burst)}
    for one in decisions():
        limits[f"{one.path.replace('/', '~1')}/{one.method}"] = (stage.decisions_per_second, stage.decisions_burst)
    return [
        {"op": "replace", "path": f"/{method}/throttling/{name}", "value": str(value)}
        for method, (rate, burst) in limits.items()
        for name, value in (("rateLimit", rate), ("burstLimit", burst))
    ]


def _log(client: Any, facts: Facts) -> list[dict[str, str]]:
    """Return the changes of a stage that set its access log; none where API Gateway may not write logs in the region.

    That right is one role for the whole account and region, which belongs to no stage (docs/operations.md).
    """
    if not client.get_account().get("cloudwatchRoleArn"):
        print("Access log: off, API Gateway has no role for logs in this region (docs/operations.md).", flush=True)
        return []
    given = {"destinationArn": facts.access_log_arn, "format": ACCESS_LOG}
    return [{"op": "replace", "path": f"/accessLogSettings/{name}", "value": value} for name, value in given.items()]


def set_firewall(client: Any, facts: Facts, api_id: str) -> None:
    """Put the firewall before the API."""
    if facts.firewall_arn:
        client.associate_web_acl(WebACLArn=facts.firewall_arn, ResourceArn=_stage_arn(facts.region, api_id))


def leave_firewall(client: Any, region: str, api_id: str) -> None:
    """Take the API from behind its firewall, if it has one: CloudFormation deletes no firewall that is in use."""
    arn = _stage_arn(region, api_id)
    if api_id and client.get_web_acl_for_resource(ResourceArn=arn).get("WebACL"):
        client.disassociate_web_acl(ResourceArn=arn)


def _stage_arn(region: str, api_id: str) -> str:
    return f"arn:aws:apigateway:{region}::/restapis/{api_id}/stages/{API_STAGE}"
