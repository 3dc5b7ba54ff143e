"""The environment in which the application is imported: nothing of the machine's own AWS account passes."""

import os

from hypothesis import settings

# The same examples at every run, so that what is red is red for its author too; `make prove` looks further.
# No deadline: what else a machine does makes nothing red.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("further", derandomize=False, deadline=None)
settings.load_profile("further" if os.environ.get("PROVE") else "steady")

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_REGION": "eu-west-3",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "STAGE": "test",
        "TABLE_NAME": "delegation-test",
        "DIRECTORY_TABLE": "delegation-test-directory",
        "PUBLIC_BASE_URL": "https://delegation.example/api",
        "MAILS_PER_SECOND": "1000",  # nobody waits for his turn but where turns are tested
        "MAIL_FROM": "ne-pas-repondre@delegation.example",
        "SECRETS_PARAMETER": "/delegation/test/secrets",
    }
)

from tests import cheap_passwords  # noqa: E402 - it imports the application, which reads the environment

cheap_passwords.install()
