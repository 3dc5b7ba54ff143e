"""CloudWatch in small: the metrics of some minutes, and which alarms of the template ring at their end."""

import logging
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from infra.deploy.project import API_FUNCTION, ROOT, read_stage
from tests.integration.infra.templates import template

_STAGE = read_stage("dev")
_RESOURCES: Mapping[str, Any] = template("watch")["Resources"]
_TABLE, _API = "table", "api"
_OURS = "delegation/${Stage}"
Metric = tuple[str, str, str]
"""Namespace, name, and whose it is: a function, the API, the table."""


class Watch(logging.Handler):
    """Counts what happens by the minute. What is logged counts for the function that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.minute = 0
        self.function = API_FUNCTION
        self._counts: dict[Metric, Counter[int]] = {}

    def add(self, namespace: str, name: str, whose: str, value: float = 1) -> None:
        """Add to a metric in the present minute."""
        self._counts.setdefault((namespace, name, whose), Counter())[self.minute] += value  # type: ignore[assignment]

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line of the log where a filter of the template does."""
        for one in _of_type("AWS::Logs::MetricFilter").values():
            pattern = one["FilterPattern"]
            group = _RESOURCES[one["LogGroupName"]["Ref"]]["Properties"]["LogGroupName"]["Fn::Sub"]
            events = re.findall(r'\$\.event = "(\w+)"', pattern)
            level = re.findall(r'\$\.level = "(\w+)"', pattern)
            is_here = group.rpartition("/")[2] == called(self.function)
            if is_here and record.msg in events and record.levelname in (level or [record.levelname]):
                self.add(_OURS, one["MetricTransformations"][0]["MetricName"], "")

    def request(self, status: int) -> None:
        """Count an answer of the gateway."""
        self.add("AWS/ApiGateway", "Count", _API)
        self.add("AWS/ApiGateway", "5XXError", _API, status >= 500)

    def throttled(self, calls: int) -> None:
        """Count the calls that the table refused for want of capacity."""
        self.add("AWS/DynamoDB", "ReadThrottleEvents", _TABLE, calls)

    @property
    def ringing(self) -> set[str]:
        """The alarms that tell somebody, by their names without the stage."""
        states = {name: self._rings(alarm) for name, alarm in _of_type("AWS::CloudWatch::Alarm").items()}
        found = {
            _short(alarm) for name, alarm in _of_type("AWS::CloudWatch::Alarm").items()
            if states[name] and "AlarmActions" in alarm
        }  # fmt: skip
        for alarm in _of_type("AWS::CloudWatch::CompositeAlarm").values():
            rule = re.sub(
                r'ALARM\("\$\{(\w+)\}"\)', lambda found: str(states[found.group(1)]), alarm["AlarmRule"]["Fn::Sub"]
            )
            either = [all("True" in part for part in side.split(" AND ")) for side in rule.split(" OR ")]
            found |= {_short(alarm)} if any(either) else set()
        return found

    def _rings(self, alarm: Mapping[str, Any]) -> bool:
        """Whether each of the last periods is beyond the threshold; what has no data is as the alarm takes it."""
        if any("IF(" in one.get("Expression", "") for one in alarm.get("Metrics", ())):
            return False  # it compares what two services of AWS count
        metrics = [one["MetricStat"] for one in alarm.get("Metrics", ()) if "MetricStat" in one]
        parts = [(one["Metric"], one["Period"]) for one in metrics] or [(alarm, alarm["Period"])]
        minutes = max(1, parts[0][1] // 60)
        ends = [self.minute - minutes * back for back in range(alarm["EvaluationPeriods"])]
        sums = [sum(self._value(metric, end - minutes, end) for metric, _ in parts) for end in ends]
        if alarm["ComparisonOperator"] == "LessThanThreshold":
            return all(value < alarm["Threshold"] for value in sums)
        return all(value > alarm["Threshold"] for value in sums)

    def _value(self, metric: Mapping[str, Any], after: int, end: int) -> float:
        whose = {"AWS/ApiGateway": _API, "AWS/DynamoDB": _TABLE}.get(_text(metric["Namespace"]), "")
        for dimension in metric.get("Dimensions", ()):
            if dimension["Name"] in {"FunctionName", "QueueName"}:
                whose = _text(dimension["Value"])
        key = _text(metric["Namespace"]), metric["MetricName"], whose
        found = sum(count for minute, count in self._counts.get(key, Counter()).items() if after < minute <= end)
        if metric["MetricName"] != "5XXError":
            return found
        asked = self._counts.get((key[0], "Count", _API), Counter())
        return found / max(1, sum(count for minute, count in asked.items() if after < minute <= end))


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    """Return the resources of a type, without those that only some stages have: nobody lives a synthetic life here."""
    ours = {name: one for name, one in _RESOURCES.items() if "Condition" not in one}
    return {name: one["Properties"] for name, one in ours.items() if one["Type"] == kind}


def _text(value: Any) -> str:
    return str(value["Fn::Sub"] if isinstance(value, Mapping) else value)


def _short(alarm: Mapping[str, Any]) -> str:
    return _text(alarm["AlarmName"]).removeprefix("delegation-${Stage}-")


def called(function: str) -> str:
    """Return a function's name as the template writes it."""
    return _STAGE.function(function).replace("-dev", "-${Stage}")


def advice() -> dict[str, str]:
    """Return what docs/operations.md says to do, by alarm."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in page.split("## Alarms", 1)[1].partition("\n**")[0].splitlines():
        cells = line.strip("| ").split(" | ")
        if len(cells) == 3:
            found |= dict.fromkeys(re.findall(r"`([\w-]+)`", cells[0]), cells[2])
    return found
