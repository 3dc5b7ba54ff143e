"""`python -m tests.dynamodb.guarded_platform …`: the local platform, with DynamoDB's limits and cheap passwords."""

import runpy

from tests import cheap_passwords
from tests.dynamodb import guard
from tests.integration import botocore_speed

if __name__ == "__main__":
    guard.install()
    botocore_speed.install()
    cheap_passwords.install()
    runpy.run_module("infra.local", run_name="__main__", alter_sys=True)
