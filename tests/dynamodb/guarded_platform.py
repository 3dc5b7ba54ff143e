"""`python -m tests.dynamodb.guarded_platform …`: the local platform, with DynamoDB's limits enforced."""

import runpy

from tests.dynamodb import guard

if __name__ == "__main__":
    guard.install()
    runpy.run_module("infra.local", run_name="__main__", alter_sys=True)
