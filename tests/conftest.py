"""The environment in which the application is imported, without the machine's own AWS account."""

import gc
import os

import pytest
from hypothesis import is_hypothesis_test, settings

# The same examples at every run, so that a failure repeats for its author; `make prove` tries more.
# No deadline: the load of the machine must not make a test fail.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40)
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
        "MAILS_PER_SECOND": "1000000",  # only the tests of turns wait for one
        "MAILS_AT_ONCE": "1",  # in the order of the rows; only the tests of threads send side by side
        "MAIL_FROM": "ne-pas-repondre@delegation.example",
        "SECRETS_PARAMETER": "/delegation/test/secrets",
        "SERVICE_ADDRESSES": "paiements=https://paiements.example/ouvrir?depuis=amelipro",  # the others have none
    }
)

from tests.dynamodb import guard  # noqa: E402 - it stands before the application, which makes its session at once

guard.install()

from tests import cheap_passwords, kept_templates, quick_mail  # noqa: E402 - the first imports the application, which reads the environment

cheap_passwords.install()
kept_templates.install()
quick_mail.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of Hypothesis: `make prove` tries more examples."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.function):
            item.add_marker("longer")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the search for garbage, and search a tenth as often: it took 8 %."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def pytest_sessionfinish() -> None:
    """Search once in what was left out: a file that was left open in it turns the run red too.

    pytest itself then searches, several times, in what the tests made.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
