"""Paths in the tree, and the names of a stage's resources in AWS."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
APP = "delegation"
API_FUNCTION = "api_handler"
DUE_FUNCTION = "due"
API_STAGE = "api"

STAGES = ROOT / "infra" / "stages"
TEMPLATES = ROOT / "infra" / "cloudformation"
POLICIES = ROOT / "infra" / "policies"
CHALICE = ROOT / ".chalice"


class Stopped(Exception):
    """The command cannot go on. The message says why, and what to do."""


@dataclass(frozen=True)
class Stage:
    """One file of infra/stages: the settings that differ between a developer's account, a trial and production."""

    name: str
    mail_from: str
    alarm_address: str
    hosted_zone_id: str
    dmarc_reports: str
    log_days: int
    protected: bool
    removable: bool
    custom_domain_url: str
    requests_per_second: int
    burst: int
    decisions_per_second: int
    decisions_burst: int
    firewall: bool
    requests_per_address: int
    environment: dict[str, str] = field(default_factory=dict)
    restored_table: str = ""
    certificate_arn: str = ""
    """The certificate of the custom domain, in the stage's region. With it Chalice creates the domain for the API."""
    synthetic: bool = False
    """Whether a synthetic delegation lives every quarter of an hour."""
    watch_minutes: int = 0
    """How long the alarms judge a release after its deployment; 0: not at all."""
    concurrency: dict[str, int] = field(default_factory=dict)
    """The number of instances reserved for each function, which is also its limit."""

    @property
    def has_own_domain(self) -> bool:
        """Whether Chalice makes a domain for the API; without a certificate, something before the API has it."""
        return bool(self.custom_domain_url and self.certificate_arn)

    @property
    def mail_domain(self) -> str:
        """The domain from which SES sends."""
        return self.mail_from.rpartition("@")[2]

    @property
    def full_name(self) -> str:
        """The beginning of every name: of stacks, functions, queues, the configuration set."""
        return f"{APP}-{self.name}"

    @property
    def table(self) -> str:
        """The table in use: the stack's, or the one restored from it (docs/operations.md)."""
        return self.restored_table or self.full_name

    @property
    def directory_table(self) -> str:
        """The table of the national directory. It is never restored, only loaded again."""
        return f"{self.full_name}-directory"

    @property
    def secrets_parameter(self) -> str:
        """The SSM parameter that holds the application's keys."""
        return f"/{APP}/{self.name}/secrets"

    @property
    def feedback_topic(self) -> str:
        """The SNS topic of SES's reports on mails."""
        return f"{APP}-{self.name}-feedback"

    @property
    def due_queue(self) -> str:
        """The queue of the acts of time of a wave."""
        return f"{self.full_name}-due.fifo"

    def function(self, name: str) -> str:
        """Return the name that Chalice gives in Lambda to one of the application's functions."""
        return self.full_name if name == API_FUNCTION else f"{self.full_name}-{name}"

    def failures(self, name: str) -> str:
        """Return the name of the queue of events that an asynchronous function gave up.

        That of `due` is of the kind of the queue from which its messages come: SQS has it so.
        """
        return f"{self.full_name}-{name}-failures" + (".fifo" if name == DUE_FUNCTION else "")


def read_stage(name: str) -> Stage:
    """Return the stage called `name`; raise `Stopped` when no file describes it."""
    path = STAGES / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in STAGES.glob("*.json")))
        raise Stopped(f"There is no stage “{name}” in infra/stages (known: {known}).")
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Stage(name=name, **values)


def functions() -> list[str]:
    """Return the application's functions: one policy file each."""
    return sorted(path.stem for path in POLICIES.glob("*.json"))


def asynchronous() -> list[str]:
    """Return the asynchronous functions: all but the one that replies to requests."""
    return [name for name in functions() if name != API_FUNCTION]
