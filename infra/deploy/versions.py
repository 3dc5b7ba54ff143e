"""Former packages, kept in Lambda as versions of the API function, to go back to (infra/operations/rollback.py).

All functions have one package. Chalice and API Gateway know the unpublished code alone: a version serves nobody, it
keeps its package until it is deleted.
"""

import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from infra.deploy.project import API_FUNCTION, Stage

KEPT = 3
"""How many former packages are kept. AWS counts them in the 75 GB of an account and region."""

_IN_SERVICE = "$LATEST"


class Version(NamedTuple):
    """A kept package: its number in Lambda, what it called itself, the hash of its content, what it is made for."""

    number: int
    text: str
    digest: str
    platform: str


def keep(client: Any, stage: Stage, text: str) -> None:
    """Keep the package in service, unless it is the last one kept; delete those that are too old.

    One that came back is kept again, because it stood in service after those that were taken back. Before a first
    package do nothing.
    """
    in_service = digest_in_service(client, stage)
    if not in_service:
        return
    name, versions = stage.function(API_FUNCTION), kept(client, stage)
    if not versions or versions[0].digest != in_service:
        client.get_waiter("function_updated_v2").wait(FunctionName=name)
        client.publish_version(FunctionName=name, CodeSha256=in_service, Description=text)
        versions = kept(client, stage)
    for version in versions[KEPT:]:
        client.delete_function(FunctionName=name, Qualifier=str(version.number))


def kept(client: Any, stage: Stage) -> list[Version]:
    """Return the kept packages, the newest first."""
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=stage.function(API_FUNCTION))
    found = [
        Version(int(one["Version"]), one.get("Description", ""), one["CodeSha256"], _platform(one))
        for page in pages
        for one in page["Versions"]
        if one["Version"] != _IN_SERVICE
    ]
    return sorted(found, reverse=True)


def digest_in_service(client: Any, stage: Stage) -> str:
    """Return the hash of the package in service; empty before the first deployment."""
    return str(_configuration(client, stage).get("CodeSha256", ""))


def platform_in_service(client: Any, stage: Stage) -> str:
    """Return the runtime and the architecture, without which a package does not run; empty as above."""
    found = _configuration(client, stage)
    return _platform(found) if found else ""


def _configuration(client: Any, stage: Stage) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = client.get_function_configuration(FunctionName=stage.function(API_FUNCTION))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return {}
    return found


def _platform(configuration: Mapping[str, Any]) -> str:
    return " ".join([configuration.get("Runtime", ""), *configuration.get("Architectures", ())])


def before(client: Any, stage: Stage) -> Version | None:
    """Return the newest package that stood in service before the present one; None when none is kept."""
    in_service, versions = digest_in_service(client, stage), kept(client, stage)
    # After a return the present package is a kept one, and only older ones stood before it.
    mine = [version.number for version in versions if version.digest == in_service]
    older = [version for version in versions if version.digest != in_service]
    return next((version for version in older if not mine or version.number < min(mine)), None)


def code(client: Any, stage: Stage, number: str = _IN_SERVICE) -> bytes | None:
    """Return a package, by default the one in service; None where there is none to fetch."""
    try:
        found = client.get_function(FunctionName=stage.function(API_FUNCTION), Qualifier=number)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    location = found["Code"]["Location"]
    if urllib.parse.urlsplit(location).scheme not in {"http", "https"}:
        return None
    with urllib.request.urlopen(location, timeout=60) as answer:  # noqa: S310 - its scheme was looked at
        return bytes(answer.read())
