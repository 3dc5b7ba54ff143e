"""The AWS clients of the commands, made from the shell's own credentials."""

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from infra.deploy.project import Stopped


class Clients:
    """One session; each client is made when it is first used."""

    def __init__(self) -> None:
        self._session = boto3.Session()
        if not self._session.region_name:
            raise Stopped("No region is set: export AWS_DEFAULT_REGION (eu-west-3 is Paris).")

    @property
    def region(self) -> str:
        """The region that everything stands in."""
        return str(self._session.region_name)

    @cached_property
    def account(self) -> str:
        """The account that the credentials belong to."""
        return str(self.client("sts").get_caller_identity()["Account"])

    def client(self, service: str) -> Any:
        """Return a client of `service`."""
        make: Any = self._session.client
        return make(service)

    def patient_client(self, service: str, seconds: int) -> Any:
        """Return a client that waits so long for an answer and asks once: what is asked for takes its time."""
        make: Any = self._session.client
        return make(service, config=Config(read_timeout=seconds, retries={"total_max_attempts": 1}))
