"""The AWS clients of the commands, made from the shell's own credentials."""

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from infra.deploy.project import Stopped


class Clients:
    """The clients of one session, each made when first used."""

    def __init__(self) -> None:
        self._session = boto3.Session()
        if not self._session.region_name:
            raise Stopped("No region is set: export AWS_DEFAULT_REGION (eu-west-3 is Paris).")

    @property
    def region(self) -> str:
        """The region of all resources."""
        return str(self._session.region_name)

    @cached_property
    def account(self) -> str:
        """The account of the credentials."""
        return str(self.client("sts").get_caller_identity()["Account"])

    def client(self, service: str) -> Any:
        """Return a client of `service`."""
        make: Any = self._session.client
        return make(service)

    def patient_client(self, service: str, seconds: int) -> Any:
        """Return a client that waits this long for a response and does not retry, for slow calls."""
        make: Any = self._session.client
        return make(service, config=Config(read_timeout=seconds, retries={"total_max_attempts": 1}))
