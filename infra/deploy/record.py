"""Chalice's record of a deployment (.chalice/deployed/STAGE.json), also kept in the account.

Without it Chalice would create a second API. With the record in an SSM parameter, any machine can deploy.
"""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.project import APP, CHALICE, Stage


def _path(stage: Stage) -> Path:
    return CHALICE / "deployed" / f"{stage.name}.json"


def _parameter(stage: Stage) -> str:
    return f"/{APP}/{stage.name}/deployed"


def stands(client: Any, stage: Stage) -> bool:
    """Return whether the stage was deployed before, from this machine or another."""
    return bool(_kept(client, stage) or resources(stage))


def fetch(client: Any, stage: Stage) -> None:
    """Replace this machine's record by the account's, if there is one."""
    value = _kept(client, stage)
    if value:
        _path(stage).parent.mkdir(parents=True, exist_ok=True)
        _path(stage).write_bytes(zlib.decompress(base64.b64decode(value)))


def _kept(client: Any, stage: Stage) -> str:
    try:
        return str(client.get_parameter(Name=_parameter(stage))["Parameter"]["Value"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        return ""


def keep(client: Any, stage: Stage) -> None:
    """Store this machine's record in the account."""
    if not _path(stage).is_file():
        return
    value = base64.b64encode(zlib.compress(_path(stage).read_bytes(), 9)).decode("ascii")
    client.put_parameter(Name=_parameter(stage), Type="String", Value=value, Overwrite=True)


def forget(client: Any, stage: Stage) -> None:
    """Delete the record here and in the account."""
    _path(stage).unlink(missing_ok=True)
    try:
        client.delete_parameter(Name=_parameter(stage))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise


def forget_streams(stage: Stage, but: str) -> None:
    """Remove from this machine's record every event source of a stream but this one."""
    if not _path(stage).is_file():
        return
    known = json.loads(_path(stage).read_text(encoding="utf-8"))
    known["resources"] = [one for one in known["resources"] if one.get("stream_arn", but) == but]
    _path(stage).write_text(json.dumps(known), encoding="utf-8")


def resources(stage: Stage) -> list[dict[str, Any]]:
    """Return the resources that Chalice deployed."""
    if not _path(stage).is_file():
        return []
    found: list[dict[str, Any]] = json.loads(_path(stage).read_text(encoding="utf-8"))["resources"]
    return found


def rest_api_id(stage: Stage) -> str:
    """Return the id of the API; empty before the first deployment."""
    return next((str(one["rest_api_id"]) for one in resources(stage) if one["resource_type"] == "rest_api"), "")
