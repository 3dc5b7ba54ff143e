"""`python -m tests.dynamodb.guarded_platform …`: the local platform, with DynamoDB's limits enforced."""

import runpy

from tests.dynamodb import guard
from tests.integration import botocore_speed

if __name__ == "__main__":
    guard.install()
    botocore_speed.install()
    runpy.run_module("infra.local", run_name="__main__", alter_sys=True)
