"""One IAM policy for each function: infra/policies/NAME.json, its names filled in.

A new function needs one file more there, nothing else. Resources are named; the region and the account are filled in
from what AWS says at deployment, so that a plain `chalice deploy` afterwards finds complete files.
"""

import json
from string import Template
from typing import Any

from infra.deploy.facts import Facts
from infra.deploy.project import POLICIES, Stage

Policy = dict[str, Any]


def file_name(stage: Stage, function: str) -> str:
    """Return the name, below .chalice, of the policy of a function."""
    return f"policy-{stage.name}-{function}.json"


def render(stage: Stage, function: str, facts: Facts) -> Policy:
    """Return the policy of a function; raises KeyError when its file names something unknown."""
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
    """Return the stream that the mailer reads: the one its stage names, or the table's own; any before there is one."""
    any_stream = f"arn:aws:dynamodb:{facts.region}:{facts.account}:table/{stage.table}/stream/*"
    return stage.environment.get("STREAM_ARN") or facts.stream_arn or any_stream
