"""The environment in which the application is imported: nothing of the machine's own AWS account passes."""

import os

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
        "PUBLIC_BASE_URL": "https://delegation.example/api",
        "MAIL_FROM": "ne-pas-repondre@delegation.example",
        "SECRETS_PARAMETER": "/delegation/test/secrets",
    }
)
