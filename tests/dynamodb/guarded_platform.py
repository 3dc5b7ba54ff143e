"""`python -m tests.dynamodb.guarded_platform …`: the local platform, with DynamoDB's limits.

Passwords are cheap there, and shards few. `TABLE_IN_PLATFORM=1` puts its tables into its own process.
"""

import os
import runpy

from tests import cheap_passwords, few_shards, kept_templates, quick_mail
from tests.dynamodb import guard, table_in_platform
from tests.integration import botocore_speed

if __name__ == "__main__":
    guard.install()
    botocore_speed.install()
    cheap_passwords.install()
    kept_templates.install()
    quick_mail.install()
    if os.environ.get("TABLE_IN_PLATFORM"):
        table_in_platform.install()
    few_shards.install()
    runpy.run_module("infra.local", run_name="__main__", alter_sys=True)
