"""The alarms: each failure has its own, each watches a metric that is published, and each tells somebody."""

import json
import re
from typing import Any

import pytest

from infra.deploy import configure
from infra.deploy.facts import Facts
from infra.deploy.project import DUE_FUNCTION, POLICIES, ROOT, asynchronous, functions, read_stage
from infra.deploy.stacks import parameters
from infra.package.trim import CALLED
from tests.bench import cost
from tests.integration.infra.templates import template


def test_every_function_has_alarms_and_logs_of_limited_retention() -> None:
    resources = template("watch")["Resources"].values()
    stage = read_stage("dev")
    groups = {
        json.dumps(one["Properties"]["LogGroupName"]) for one in resources if one["Type"] == "AWS::Logs::LogGroup"
    }
    watched = json.dumps([one for one in resources if one["Type"] == "AWS::CloudWatch::Alarm"])
    for name in functions():
        called = stage.function(name).replace("-dev", "-${Stage}")
        assert any(f'/aws/lambda/{called}"' in group for group in groups), name
        assert f'"{called}"' in watched, name
    for one in resources:
        if one["Type"] == "AWS::Logs::LogGroup":
            assert one["Properties"]["RetentionInDays"]


def test_every_alarm_notifies_somebody_and_explains_itself() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for logical, one in template("watch")["Resources"].items():
        if not one["Type"].startswith("AWS::CloudWatch::") or not one["Type"].endswith("Alarm"):
            continue
        alarm = one["Properties"]
        if logical in WINDOWS:
            continue
        assert alarm["AlarmActions"]
        assert alarm["AlarmDescription"]
        name = alarm["AlarmName"]["Fn::Sub"].removeprefix("delegation-${Stage}-")
        assert f"`{name}`" in documented, f"docs/operations.md says nothing of the alarm {name}"


_SEEN_OTHERWISE = {
    "unexpected_error": "the alarm api-errors, by its answer",
    "unhealthy": "the alarm api-errors, by its answer",
    "dynamodb_busy": "the alarms table-throttles and api-errors, and those of a worker that leaves its work due",
    "directory_failed": "what was known of the person stays, and the next sign-in asks again",
    "steps_left_to_the_schedule": "the schedule goes on with them, and what it cannot do is counted",
    "rate_not_told": "mails leave at SES's last rate, or at 14 a second; it is asked again each minute",
    "savoir_faire_unlisted": "nothing is lost; the code is to be added to the table",
    "refusals_not_counted": "the decision was made; what is lost is a line on a page",
    "use_not_noted": "the answer stands, and the next use is noted",
    "synthetic_failed": "the alarm synthetic-failed, by the success that lacks",
    "passkey_copied": "it opened nothing, and its owner reads so on the page of his passkeys",
}


def filters() -> dict[str, set[tuple[str, str]]]:
    """Return, by metric, the functions and the log events that it counts."""
    found: dict[str, set[tuple[str, str]]] = {}
    for one in template("watch")["Resources"].values():
        if one["Type"] == "AWS::Logs::MetricFilter":
            (into,) = one["Properties"]["MetricTransformations"]
            events = re.findall(r'\$\.event = "(\w+)"', one["Properties"]["FilterPattern"])
            group = one["Properties"]["LogGroupName"]["Ref"]
            found.setdefault(into["MetricName"], set()).update((group, event) for event in events)
    return found


def test_exactly_the_events_logged_as_trouble_are_counted() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib").rglob("*.py"))
    logged = set(re.findall(r'log\.(?:warning|error|exception)\(\s*"(\w+)"', sources))
    counted = {event for events in filters().values() for _, event in events}
    assert logged - counted == set(_SEEN_OTHERWISE)
    assert counted - logged == {"synthetic_lived"}, "a success, whose absence rings"


@pytest.mark.parametrize(("stage", "lives"), [("dev", "false"), ("prod", "true")])
def test_half_an_hour_without_a_synthetic_life_rings_where_the_stage_wants_lives(stage: str, lives: str) -> None:
    """It rings in silence too, so a function that does not run is noticed."""
    watch = template("watch")
    assert filters()["SyntheticLived"] == {("SyntheticLogs", "synthetic_lived")}
    alarm = watch["Resources"]["SyntheticFailed"]
    asked = alarm["Properties"]
    assert (asked["MetricName"], asked["Statistic"]) == ("SyntheticLived", "Sum")
    assert (asked["ComparisonOperator"], asked["Threshold"]) == ("LessThanThreshold", 1)
    assert (asked["Period"], asked["EvaluationPeriods"], asked["TreatMissingData"]) == (900, 2, "breaching")
    assert watch["Conditions"][alarm["Condition"]] == {"Fn::Equals": [{"Ref": "Synthetic"}, "true"]}
    assert parameters(read_stage(stage), "watch", {})["Synthetic"] == lives
    assert configure.environment(read_stage(stage), Facts()).get("SYNTHETIC") == ("1" if lives == "true" else None)


def test_the_first_abandoned_mail_raises_an_alarm_from_every_sender() -> None:
    assert filters()["MailsGivenUp"] == {
        ("MailerLogs", "mail_given_up"),
        ("TimeLogs", "mail_given_up"),
        ("FeedbackLogs", "mail_given_up"),
    }
    alarm = template("watch")["Resources"]["MailsGivenUp"]["Properties"]
    assert alarm["MetricName"] == "MailsGivenUp"
    assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["Statistic"]) == (0, 1, "Sum")


def alarms() -> dict[str, dict[str, Any]]:
    """Return the alarms by their names in the template."""
    resources = template("watch")["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == "AWS::CloudWatch::Alarm"}


def promises() -> dict[str, dict[str, Any]]:
    """Return the alarms on what the service promises, which watch others."""
    resources = template("watch")["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == "AWS::CloudWatch::CompositeAlarm"}


WINDOWS = frozenset(
    name for one in promises().values() for name in re.findall(r'"\$\{(\w+)\}"', one["AlarmRule"]["Fn::Sub"])
)
"""The alarms that one of these watches: each is a window, and tells nobody by itself."""


def watched_metrics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the metrics that an alarm watches: one, or the terms of a sum."""
    if "Metrics" not in alarm:
        return [alarm]
    return [one["MetricStat"]["Metric"] for one in alarm["Metrics"] if "MetricStat" in one]


def dimensions(metric: dict[str, Any]) -> dict[str, Any]:
    """Return the dimensions of a metric by name."""
    return {one["Name"]: one["Value"] for one in metric.get("Dimensions", [])}


def test_every_metric_of_ours_has_its_alarm() -> None:
    assert set(filters()) <= {metric["MetricName"] for alarm in alarms().values() for metric in watched_metrics(alarm)}


_OF_THE_TABLE = ({"TableName"}, {"TableName", "GlobalSecondaryIndexName"})
_BY_OPERATION = ({"TableName", "Operation"},)
_PUBLISHED: dict[str, tuple[set[str], ...]] = {
    "ConsumedReadCapacityUnits": _OF_THE_TABLE,
    "ConsumedWriteCapacityUnits": _OF_THE_TABLE,
    "ReadThrottleEvents": _OF_THE_TABLE,
    "SystemErrors": _BY_OPERATION,
    "TransactionConflict": ({"TableName"},),
    "WriteThrottleEvents": _OF_THE_TABLE,
}
"""The dimensions under which DynamoDB publishes (DynamoDB guide, « Metrics and dimensions »). Under any others there is
nothing, and an alarm on nothing never rings."""


def test_the_alarms_of_the_table_use_published_metrics() -> None:
    metrics = [metric for alarm in alarms().values() for metric in watched_metrics(alarm)]
    of_the_table = [metric for metric in metrics if metric["Namespace"] == "AWS/DynamoDB"]
    assert of_the_table
    for metric in of_the_table:
        assert set(dimensions(metric)) in _PUBLISHED[metric["MetricName"]], metric
        assert dimensions(metric)["TableName"] == {"Ref": "TableName"}


def dashboard_metrics() -> list[list[str]]:
    """Return the metrics of the dashboard, with « . » and « ... » expanded."""
    found: list[list[str]] = []
    body = template("watch")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    for widget in json.loads(body)["widgets"]:
        before: list[str] = []
        for row in widget["properties"]["metrics"]:
            given = [one for one in row if isinstance(one, str)]
            if given[0] == "...":
                given = [*before[: len(before) - len(given) + 1], *given[1:]]
            before = [before[place] if one == "." else one for place, one in enumerate(given)]
            found.append(before)
    return found


def test_the_dashboard_uses_published_metrics_of_the_table() -> None:
    of_the_table = [metric for metric in dashboard_metrics() if metric[0] == "AWS/DynamoDB"]
    assert of_the_table
    for _, name, *given in of_the_table:
        assert set(given[::2]) in _PUBLISHED[name], name
        assert given[given.index("TableName") + 1] == "${TableName}"


def test_throttling_of_the_table_and_of_its_index_raises_alarms() -> None:
    indexes = template("storage")["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
    places = [None, *(index["IndexName"] for index in indexes)]
    metrics = watched_metrics(alarms()["TableThrottles"])
    found = [(one["MetricName"], dimensions(one).get("GlobalSecondaryIndexName")) for one in metrics]
    assert sorted(found, key=str) == sorted(
        ((name, place) for name in ("ReadThrottleEvents", "WriteThrottleEvents") for place in places), key=str
    )


def table_operations() -> set[str]:
    """Return the operations on the table that the functions may use; transactions appear as their simple calls."""
    policies = [json.loads((POLICIES / f"{name}.json").read_text(encoding="utf-8")) for name in functions()]
    allowed = [one for policy in policies for one in policy["Statement"] if "${directory_table}" not in one["Resource"]]
    return set(re.findall(r'"dynamodb:(\w+)"', json.dumps(allowed))) & CALLED["dynamodb"] | {"TransactWriteItems"}


def test_a_failure_of_any_used_dynamodb_operation_raises_an_alarm() -> None:
    metrics = watched_metrics(alarms()["TableErrors"])
    assert {metric["MetricName"] for metric in metrics} == {"SystemErrors"}
    assert sorted(dimensions(metric)["Operation"] for metric in metrics) == sorted(table_operations())


@pytest.mark.parametrize("name", ["TableErrors", "TableThrottles", "FailuresLost"])
def test_an_alarm_on_a_sum_includes_every_metric_and_counts_silence_as_zero(name: str) -> None:
    (total,) = [one for one in alarms()[name]["Metrics"] if one["ReturnData"]]
    assert total["Expression"] == "SUM(FILL(METRICS(), 0))"
    stats = [one["MetricStat"] for one in alarms()[name]["Metrics"] if one is not total and "MetricStat" in one]
    assert {(stat["Stat"], stat["Period"]) for stat in stats} == {("Sum", 300)}
    assert len(stats) <= 10, "the most that CloudWatch adds up for an alarm"


def test_a_failure_that_no_queue_takes_raises_an_alarm_for_every_asynchronous_function() -> None:
    watched = [dimensions(metric)["FunctionName"]["Fn::Sub"] for metric in watched_metrics(alarms()["FailuresLost"])]
    called = [name for name in asynchronous() if name != DUE_FUNCTION]  # SQS itself puts aside what `due` cannot do
    assert sorted(watched) == [f"delegation-${{Stage}}-{name}" for name in called]


def test_the_silence_of_reports_is_that_of_the_topic_of_ses() -> None:
    alarm = alarms()["ReportsSilent"]
    given, arrived = watched_metrics(alarm)
    assert dimensions(given)["TopicName"] == template("mail")["Resources"]["Feedback"]["Properties"]["TopicName"]
    assert (given["MetricName"], arrived["MetricName"]) == ("NumberOfNotificationsDelivered", "Delivery")
    names = {one["Id"] for one in alarm["Metrics"]}
    assert set(re.findall(r"FILL\((\w+), 0\)", alarm["Metrics"][0]["Expression"])) == names - {"silent"}


def test_the_documented_cost_counts_the_metrics_of_each_alarm() -> None:
    metrics, month = sum(len(watched_metrics(alarm)) for alarm in alarms().values()), cost.prices()["month"]
    wanted = metrics * month["alarm_metric"] + len(promises()) * month["alarm_composite"]
    assert cost.fixed()["alarms"] == pytest.approx(wanted)
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert f"| alarms | {cost.fixed()['alarms']:.3f} |" in page


@pytest.mark.parametrize(
    ("promise", "allowed"), [("ApiErrors", 0.001), ("ApiSlow", 1.0)], ids=["999 of 1,000", "99 of 100"]
)
def test_a_promise_rings_when_a_long_and_a_short_window_use_it_up_too_fast(promise: str, allowed: float) -> None:
    rule = " ".join(promises()[promise]["AlarmRule"]["Fn::Sub"].split())
    assert rule == (
        f'(ALARM("${{{promise}Hour}}") AND ALARM("${{{promise}FiveMinutes}}")) OR '
        f'(ALARM("${{{promise}SixHours}}") AND ALARM("${{{promise}HalfHour}}"))'
    )
    windows = {
        name.removeprefix(promise): (alarms()[name]["Period"], alarms()[name]["Threshold"])
        for name in WINDOWS
        if name.startswith(promise)
    }
    fast, slow = pytest.approx(14.4 * allowed), pytest.approx(6 * allowed)
    assert windows == {
        "Hour": (3600, fast),
        "FiveMinutes": (300, fast),
        "SixHours": (21600, slow),
        "HalfHour": (1800, slow),
    }


def test_the_windows_of_a_promise_measure_shares_and_leave_silence_alone() -> None:
    measures = {
        "ApiErrors": ("5XXError", "Average"),  # of a metric of 0 and 1
        "ApiSlow": ("Latency", "PR(3000:)"),  # the part of the answers, in percent, that took as many milliseconds
    }
    for name in WINDOWS:
        window = alarms()[name]
        promise = next(one for one in measures if name.startswith(one))
        assert (window["MetricName"], window.get("Statistic") or window["ExtendedStatistic"]) == measures[promise]
        assert window["TreatMissingData"] == "notBreaching"
        assert "AlarmActions" not in window
