"""The resources that the application expects in its AWS account: tables, a queue, a verified sender, its secrets.

The clients read the environment that `aws.environment` describes.
"""

import json
import secrets
from pathlib import Path
from typing import Any

import boto3

TABLE_DEFINITION = Path(__file__).with_name("table.json")


def create_table(name: str) -> str:
    """Create the table of `table.json` and return the ARN of its stream."""
    definition: dict[str, Any] = json.loads(TABLE_DEFINITION.read_text(encoding="utf-8"))
    time_to_live = definition.pop("TimeToLiveSpecification")
    client = boto3.client("dynamodb")
    table = client.create_table(TableName=name, **definition)["TableDescription"]
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    client.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live)
    return str(table["LatestStreamArn"])


def directory_definition() -> dict[str, Any]:
    """Return the definition of the directory's table but for its name."""
    return {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        "BillingMode": "PAY_PER_REQUEST",
    }


def create_directory_table(name: str) -> None:
    """Create the table of the national directory: the keys of the other table, and nothing else."""
    client = boto3.client("dynamodb")
    client.create_table(TableName=name, **directory_definition())
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})


def create_due_queue(name: str) -> None:
    """Create the queue of the acts of time of a wave, without what AWS keeps of its failures."""
    boto3.client("sqs").create_queue(QueueName=name, Attributes={"FifoQueue": "true", "VisibilityTimeout": "120"})


def verify_sender(address: str) -> None:
    """Let SES send from `address`; it refuses every other sender, as the real one does."""
    boto3.client("sesv2").create_email_identity(EmailIdentity=address)


def write_secrets(parameter: str, psc_client_secret: str) -> None:
    """Write fresh secrets, one key of each kind: lists are oldest first, the last key signs (chalicelib/keyring.py)."""
    values = {
        "links": [secrets.token_urlsafe(32)],
        "sessions": [secrets.token_urlsafe(32)],
        "lookup": secrets.token_urlsafe(32),
        "psc_client_secret": psc_client_secret,
    }
    boto3.client("ssm").put_parameter(Name=parameter, Type="SecureString", Value=json.dumps(values), Overwrite=True)
