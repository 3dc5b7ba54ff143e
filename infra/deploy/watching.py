"""The minutes after a deployment, in which an alarm that a release can cause puts the package before back."""

import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.project import API_FUNCTION, Stage, Stopped, functions

OF_A_RELEASE = (
    "api-errors",
    "api-slow",
    "api-failures",
    "no-context",
    "card-sign-ins-failed",
    *(f"{name}-failures" for name in functions() if name != API_FUNCTION),
    "mails-not-sent",
    "mails-given-up",
    "mails-held",
    "due-not-done",
    "feedback-not-noted",
)
"""The alarms that judge a release: a fault in code, a policy or a setting can make each of them ring.

The others tell of the world outside: SES's opinion of us, quotas, a night's file."""

_SECONDS_BETWEEN = 20


def ringing(client: Any, stage: Stage) -> set[str]:
    """Return those of the alarms of a release that ring now."""
    names = [f"{stage.full_name}-{name}" for name in OF_A_RELEASE]
    found = client.describe_alarms(AlarmNames=names, AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = [*found.get("MetricAlarms", ()), *found.get("CompositeAlarms", ())]
    return {one["AlarmName"].removeprefix(f"{stage.full_name}-") for one in alarms if one["StateValue"] == "ALARM"}


def require_quiet(client: Any, stage: Stage, already: set[str], wait: Callable[[float], object] = time.sleep) -> None:
    """Watch for the minutes that the stage asks for; raise `Stopped` when an alarm begins to ring.

    `already` are those that rang before the deployment: they do not speak of it.
    """
    looks = stage.watch_minutes * 60 // _SECONDS_BETWEEN
    if looks:
        print(f"The alarms judge the release for {stage.watch_minutes} minutes.", flush=True)
    for _ in range(looks):
        wait(_SECONDS_BETWEEN)
        try:
            rings = ringing(client, stage) - already
        except (BotoCoreError, ClientError) as error:
            # What cannot be asked judges nothing: a good release is not taken back for it.
            print(f"The alarms were not asked: {error}", flush=True)
            continue
        if rings:
            raise Stopped(f"Since the deployment rings: {', '.join(sorted(rings))} (docs/operations.md, « Alarms »).")
