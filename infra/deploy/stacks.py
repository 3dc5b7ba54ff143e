"""The CloudFormation stacks of a stage, in order: each may need the outputs of those before it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.deploy.project import TEMPLATES, Stage, Stopped

ORDER = ("keys", "storage", "mail", "watch", "gateway")
_WAIT: Any = {"Delay": 2, "MaxAttempts": 900}


@dataclass(frozen=True)
class Step:
    """One stack, and the effect of deploying it: create, update, or nothing."""

    stack: str
    todo: str


def parameters(stage: Stage, template: str, outputs: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a stack. Outputs that an earlier stack does not have yet are empty."""
    key = outputs.get("DataKeyArn", "")
    given: dict[str, dict[str, str]] = {
        "keys": {},
        "storage": {"DataKeyArn": key, "Protected": json.dumps(stage.protected)},
        "mail": {
            "DataKeyArn": key,
            "MailDomain": stage.mail_domain,
            "HostedZoneId": stage.hosted_zone_id,
            "DmarcReports": stage.dmarc_reports,
        },
        "watch": {
            "DataKeyArn": key,
            "TableName": stage.table,
            "AlarmAddress": stage.alarm_address,
            "LogDays": str(stage.log_days),
            "Synthetic": json.dumps(stage.synthetic),
        },
        "gateway": {
            "LogDays": str(stage.log_days),
            "Firewall": json.dumps(stage.firewall),
            "RequestsPerAddress": str(stage.requests_per_address),
        },
    }
    return {"Stage": stage.name, **given[template]}


def body(template: str) -> str:
    """Return the text of a template."""
    return (TEMPLATES / f"{template}.yaml").read_text(encoding="utf-8")


class Stacks:
    """The stacks of one stage."""

    def __init__(self, client: Any, stage: Stage) -> None:
        self._client = client
        self._stage = stage

    def name(self, template: str) -> str:
        """Return the name of the stack made from a template."""
        return f"{self._stage.full_name}-{template}"

    def plan(self) -> list[Step]:
        """Return the steps of a deployment without doing them."""
        outputs: dict[str, str] = {}
        steps = []
        for template in ORDER:
            standing = self._standing(template)
            outputs |= _outputs(standing)
            steps.append(Step(self.name(template), self._todo(template, standing, outputs)))
        return steps

    def deploy(self) -> dict[str, str]:
        """Bring every stack up to date and return all their outputs; raise `Stopped` when one fails."""
        outputs: dict[str, str] = {}
        for template in ORDER:
            standing = self._standing(template)
            todo = self._todo(template, standing, outputs)
            print(f"Stack {self.name(template)}: {todo}.", flush=True)
            if todo != "nothing to do":
                self._apply(template, outputs, exists=standing is not None)
                standing = self._standing(template)
            outputs |= _outputs(standing)
        return outputs

    def outputs(self) -> dict[str, str]:
        """Return the outputs of the existing stacks."""
        found: dict[str, str] = {}
        for template in ORDER:
            found |= _outputs(self._standing(template))
        return found

    def delete(self) -> None:
        """Remove every stack, last first."""
        for template in reversed(ORDER):
            if self._standing(template) is None:
                continue
            print(f"Stack {self.name(template)}: delete.", flush=True)
            self._client.delete_stack(StackName=self.name(template))
            self._wait("stack_delete_complete", template)

    def _standing(self, template: str) -> dict[str, Any] | None:
        """Return the existing stack, or None. The remains of a failed creation are removed first."""
        try:
            stack: dict[str, Any] = self._client.describe_stacks(StackName=self.name(template))["Stacks"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            return None
        return None if stack["StackStatus"] == "DELETE_COMPLETE" else stack

    def _todo(self, template: str, standing: dict[str, Any] | None, outputs: Mapping[str, str]) -> str:
        if standing is None:
            return "create"
        if standing["StackStatus"] == "ROLLBACK_COMPLETE":
            return "create again, its first creation failed"
        has = {one["ParameterKey"]: one["ParameterValue"] for one in standing.get("Parameters", [])}
        same_text = self._client.get_template(StackName=self.name(template))["TemplateBody"] == body(template)
        same = same_text and has == parameters(self._stage, template, outputs)
        return "nothing to do" if same and not standing["StackStatus"].endswith("FAILED") else "update"

    def _apply(self, template: str, outputs: Mapping[str, str], *, exists: bool) -> None:
        name = self.name(template)
        if exists and self._status(template) == "ROLLBACK_COMPLETE":
            self._client.delete_stack(StackName=name)
            self._wait("stack_delete_complete", template)
            exists = False
        wanted = parameters(self._stage, template, outputs)
        request = {
            "StackName": name,
            "TemplateBody": body(template),
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in wanted.items()],
            "Tags": [{"Key": "service", "Value": "delegation"}, {"Key": "stage", "Value": self._stage.name}],
        }
        if not exists:
            self._client.create_stack(**request)
            self._wait("stack_create_complete", template)
            return
        try:
            self._client.update_stack(**request)
        except ClientError as error:
            # A change of comments or of order changes only the text.
            if "No updates" in str(error):
                return
            raise
        self._wait("stack_update_complete", template)

    def _status(self, template: str) -> str:
        standing = self._standing(template)
        return str(standing["StackStatus"]) if standing else ""

    def _wait(self, what: str, template: str) -> None:
        try:
            self._client.get_waiter(what).wait(StackName=self.name(template), WaiterConfig=_WAIT)
        except WaiterError as error:
            raise Stopped(f"The stack {self.name(template)} failed: {self._reason(template)}") from error

    def _reason(self, template: str) -> str:
        events = self._client.describe_stack_events(StackName=self.name(template))["StackEvents"]
        failed = [event for event in events if "FAILED" in event["ResourceStatus"]]
        # Events come newest first. The oldest failure is the cause of the others.
        return f"{failed[-1]['LogicalResourceId']}: {failed[-1].get('ResourceStatusReason', '')}" if failed else "?"


def _outputs(standing: Mapping[str, Any] | None) -> dict[str, str]:
    return {one["OutputKey"]: one["OutputValue"] for one in (standing or {}).get("Outputs", [])}
