"""The check, before any change, that the application's secrets exist and are complete."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.project import Stage, Stopped


def require(client: Any, stage: Stage) -> Mapping[str, Any]:
    """Return the secrets; raise `Stopped` unless every key of chalicelib/keyring.py is there."""
    hint = f"Write it with: python -m infra.secrets {stage.name} init"
    try:
        parameter = client.get_parameter(Name=stage.secrets_parameter, WithDecryption=True)["Parameter"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        raise Stopped(f"The secret {stage.secrets_parameter} does not exist; nothing was changed. {hint}") from error
    if parameter["Type"] != "SecureString":
        raise Stopped(f"The parameter {stage.secrets_parameter} is not a SecureString; nothing was changed.")
    missing = _missing(parameter["Value"], needs_psc=_has_client_secret(stage.environment))
    if missing:
        raise Stopped(f"The secret {stage.secrets_parameter} lacks {', '.join(missing)}; nothing was changed. {hint}")
    found: Mapping[str, Any] = json.loads(parameter["Value"])
    return found


def _has_client_secret(environment: Mapping[str, str]) -> bool:
    """Whether the application authenticates to Pro Santé Connect by a secret, not by a key or a certificate."""
    way = environment.get("PSC_CLIENT_AUTH", "client_secret_post")
    return bool(environment.get("PSC_CLIENT_ID")) and way.startswith("client_secret")


def _missing(text: str, *, needs_psc: bool) -> list[str]:
    try:
        values = json.loads(text)
    except ValueError:
        return ["everything (it is not JSON)"]
    wanted = ["links", "sessions", "lookup", *(["psc_client_secret"] if needs_psc else [])]
    return [name for name in wanted if not values.get(name)]
