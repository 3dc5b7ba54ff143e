"""Runs in MiniStack's interpreter: MiniStack with the missing parts of API Gateway, SES and CloudFormation.

Chalice imports a Swagger document (`POST /restapis?mode=import`) and replaces it (`PUT /restapis/ID`), which MiniStack
supports for CloudFormation only. MiniStack's suppression list of SES is always empty, its CloudFormation refuses
alarms on a sum of metrics and on other alarms, and its WAF knows no resource without a firewall.

Each process of each function unpacks its package anew, and removes it: here they share what was unpacked.
"""

import hashlib
import json
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from ministack import app
from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway_v1, cloudwatch, ses_v2, waf
from ministack.services.cloudformation import provisioners

Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[[str, str, Any, bytes, Any], Awaitable[Answer]]
Alarm = Callable[[str, Mapping[str, Any]], dict[str, Any]]


def importing(handle: Handler) -> Handler:
    """Return `handle`, API Gateway's entry point, extended to import an API and to replace it."""

    async def handle_or_import(method: str, path: str, headers: Any, body: bytes, query: Any) -> Answer:
        parts = path.strip("/").split("/")
        if method == "POST" and path.rstrip("/") == "/restapis" and b'"swagger"' in (body or b""):
            api_id = apigateway_v1._import_rest_api(json.loads(body))
            return await handle("GET", f"/restapis/{api_id}", headers, b"", {})
        if method == "PUT" and parts[0] == "restapis" and len(parts) == 2:
            _import_anew(parts[1], json.loads(body))
            return await handle("GET", path, headers, b"", {})
        return await handle(method, path, headers, body, query)

    return handle_or_import


def listing(handle: Handler) -> Handler:
    """Return `handle`, SESv2's entry point, extended to keep the suppression list."""
    listed: dict[str, Any] = {}

    async def handle_or_list(method: str, path: str, headers: Any, body: bytes, query: Any) -> Answer:
        start, found, address = unquote(path).partition("/v2/email/suppression/addresses")
        address = address.strip("/")
        if start or not found or (method == "GET" and not address):
            return await handle(method, path, headers, body, query)
        if method == "PUT":
            asked = json.loads(body)
            listed[asked["EmailAddress"]] = asked | {"LastUpdateTime": time.time()}
            return _answer({})
        if address not in listed:
            return _answer({"message": "not listed"}, 404, {"x-amzn-errortype": "NotFoundException"})
        return _answer({"SuppressedDestination": listed[address]} if method == "GET" else listed.pop(address) and {})

    return handle_or_list


def adding_up(alarm: Alarm) -> Alarm:
    """Return `alarm`, which makes the alarm of a template, extended to accept a sum of metrics.

    The first metric stands for the sum: nothing is counted here, so no alarm rings.
    """

    def alarm_or_sum(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        added = [one["MetricStat"] for one in properties.get("Metrics") or () if "MetricStat" in one]
        if not added:
            return alarm(name, properties)
        given = {key: value for key, value in properties.items() if key != "Metrics"}
        first = {"Statistic": added[0]["Stat"], "Period": added[0]["Period"], **added[0]["Metric"]}
        return alarm(name, given | first)

    return alarm_or_sum


def make_composite(logical_id: str, properties: Mapping[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
    """Make the composite alarm of a template, which MiniStack makes by its own operation only."""
    name = str(properties["AlarmName"])
    cloudwatch._composite_alarms[name] = {
        **properties,
        "AlarmArn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}",
        "ActionsEnabled": True,
        "InsufficientDataActions": [],
        "StateValue": "OK",
        "StateReason": "",
        "StateUpdatedTimestamp": 0,
        "AlarmConfigurationUpdatedTimestamp": 0,
    }
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


class Package(zipfile.ZipFile):
    """A package of functions, which is unpacked once and linked to afterwards: no function writes into its own."""

    _unpacked: dict[str, str] = {}  # noqa: RUF012 - of all packages

    def extractall(self, path: Any = None, *_: Any, **__: Any) -> None:
        """Let the empty folder `path` be what was unpacked of the same package."""
        digest = hashlib.sha256(Path(str(self.filename)).read_bytes()).hexdigest()
        if digest not in self._unpacked:
            folder = tempfile.mkdtemp(prefix="unpacked-")
            super().extractall(folder)
            self._unpacked[digest] = folder
        Path(path).rmdir()
        Path(path).symlink_to(self._unpacked[digest])


def before_none(firewall_of: Callable[[Mapping[str, Any]], Answer]) -> Callable[[Mapping[str, Any]], Answer]:
    """Return `firewall_of`, WAF's answer about a resource, without a firewall where MiniStack refuses to answer."""

    def firewall_or_none(asked: Mapping[str, Any]) -> Answer:
        return firewall_of(asked) if asked["ResourceArn"] in waf._associations else _answer({})

    return firewall_or_none


def _answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(content).encode()


def _import_anew(api_id: str, document: dict[str, Any]) -> None:
    """Replace the routes and remove the gateway's own answers, as `mode=overwrite` does."""
    resources = apigateway_v1._resources[api_id]
    for resource_id in [name for name, resource in resources.items() if resource["path"] != "/"]:
        del resources[resource_id]
    for root in resources.values():
        root["resourceMethods"] = {}
    apigateway_v1._gateway_responses[api_id] = {}
    for path, item in document["paths"].items():
        apigateway_v1._import_path_item(api_id, path, item)


if __name__ == "__main__":
    apigateway_v1.handle_request = importing(apigateway_v1.handle_request)
    ses_v2.handle_request = listing(ses_v2.handle_request)
    provisioners._cw_metric_alarm_record = adding_up(provisioners._cw_metric_alarm_record)
    provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = {
        "create": make_composite,
        "delete": lambda name, _: cloudwatch._composite_alarms.pop(name, None),
    }
    waf._get_web_acl_for_resource = before_none(waf._get_web_acl_for_resource)
    lambda_runtime.zipfile = SimpleNamespace(ZipFile=Package)
    app.main()
