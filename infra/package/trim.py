"""What of the dependencies a function of ours can never use. A test imports and runs what is left."""

import gzip
import json
import re
from pathlib import PurePosixPath
from typing import Any

SERVICES = frozenset({"dynamodb", "ssm", "sesv2", "kms"})
"""What the application calls; botocore knows four hundred services."""

_DATA = "botocore/data/"
_DATA_FILES = frozenset({"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"})
_MODELS = frozenset({"service-2.json", "endpoint-rule-set-1.json"})

_NEVER = re.compile(
    r"""
    (^|/)(__pycache__|tests?|bin|Scripts)/      # written anew; not for use
    | \.(pyi|pyx|pxd|c|h|a|exe|md|rst)$
    | (^|/)py\.typed$
    | \.dist-info/(RECORD|INSTALLER|WHEEL|REQUESTED|top_level\.txt|direct_url\.json|sboms/.*)$
    | ^dateutil/zoneinfo/.*\.tar\.gz$           # the system has its own
    | ^[^/]+\.data/                             # scripts
    | ^(cffi|pycparser(-[^/]+)?)/               # builds extensions; what is built needs _cffi_backend alone
    | ^(dns|dnspython-[^/]+)/                   # email-validator asks the DNS only when told to; it is not
    """,
    re.VERBOSE,
)


def keeps(path: str) -> bool:
    """Whether the file at `path` of the dependencies is shipped."""
    if path.startswith(_DATA):
        return _keeps_data(path[len(_DATA) :])
    return not _NEVER.search(path)


def _keeps_data(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if len(parts) == 1:
        return path in _DATA_FILES
    return parts[0] in SERVICES and parts[-1].removesuffix(".gz") in _MODELS


def lightened(path: str, content: bytes) -> tuple[str, bytes]:
    """Return a file of botocore's data without its documentation and unpacked: it is parsed at each cold start."""
    if not path.startswith(_DATA):
        return path, content
    if path.endswith(".gz"):
        path, content = path.removesuffix(".gz"), gzip.decompress(content)
    data = json.loads(content)
    if path == f"{_DATA}endpoints.json":
        data = _endpoints(data)
    return path, json.dumps(_undocumented(data), separators=(",", ":"), ensure_ascii=False).encode()


def _undocumented(value: Any) -> Any:
    """Drop the prose; a member that happens to be called « documentation » is a map and stays."""
    if isinstance(value, dict):
        return {
            key: _undocumented(item)
            for key, item in value.items()
            if not (key == "documentation" and isinstance(item, str))
        }
    if isinstance(value, list):
        return [_undocumented(item) for item in value]
    return value


def _endpoints(data: dict[str, Any]) -> dict[str, Any]:
    """Keep the partition `aws` and the services called; SES is known there as `email`."""
    kept = SERVICES | {"email"}
    partitions = [partition for partition in data["partitions"] if partition["partition"] == "aws"]
    for partition in partitions:
        partition["services"] = {name: value for name, value in partition["services"].items() if name in kept}
    return {**data, "partitions": partitions}
