"""One IAM policy for each function: infra/policies/NAME.json, its names filled in.

A new function needs only one more file there. The files name their resources. The deployment fills in the region and
the account from AWS, so that a plain `chalice deploy` afterwards finds complete files.
"""

import json
from string import Template
from typing import Any

from infra.deploy.facts import Facts
from infra.deploy.project import POLICIES, Stage

Policy = dict[str, Any]


def file_name(stage: Stage, function: str) -> str:
    """Return the file name of a function's policy, below .chalice."""
    return f"policy-{stage.name}-{function}.json"


def render(stage: Stage, function: str, facts: Facts) -> Policy:
    """Return the policy of a function; raise KeyError when its file has an unknown name."""
    text = (POLICIES / f"{function}.json").read_text(encoding="utf-8")
    token_key, next_token_key = facts.token_keys
    filled = Template(text).substitute(
        token_key_arn=token_key,
        next_token_key_arn=next_token_key,
        stream_arn=stream_of(stage, facts),
        region=facts.region,
        account=facts.account,
        stage=stage.name,
        table=stage.table,
        directory_table=stage.directory_table,
        mail_from=stage.mail_from,
    )
    policy: Policy = json.loads(filled)
    return policy


def stream_of(stage: Stage, facts: Facts) -> str:
    """Return the stream that the mailer reads: the stage's, else the table's, else a wildcard."""
    any_stream = f"arn:aws:dynamodb:{facts.region}:{facts.account}:table/{stage.table}/stream/*"
    return stage.environment.get("STREAM_ARN") or facts.stream_arn or any_stream
