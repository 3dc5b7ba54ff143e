"""The removal of parts of the dependencies that our functions can never use. A test imports and runs the rest."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from infra.package.replaced import replaced

CALLED = {
    "dynamodb": frozenset(
        {
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "DescribeTable",
            "GetItem",
            "PutItem",
            "Query",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem",
        }
    ),
    "ssm": frozenset({"GetParameter"}),
    "sesv2": frozenset({"GetAccount", "SendEmail"}),
    "sqs": frozenset({"GetQueueAttributes", "GetQueueUrl", "SendMessageBatch"}),
    "kms": frozenset({"GetPublicKey", "Sign"}),
}
"""The operations that the application calls, by service. Botocore has four hundred services, and makes a method of each
operation when a client is created. With all operations of SSM, that alone takes a tenth of a cold start. A test
compares this list with the calls of the product; PynamoDB may call `DescribeTable`."""

SERVICES = frozenset(CALLED)

_DATA = "botocore/data/"
_DATA_FILES = frozenset({"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"})
_MODELS = frozenset({"service-2.json", "endpoint-rule-set-1.json"})

_NEVER = re.compile(
    r"""
    (^|/)(__pycache__|tests?|bin|Scripts)/      # made again at the start; tests and commands
    | \.(pyi|pyx|pxd|c|h|a|exe|md|rst)$
    | (^|/)py\.typed$
    | \.dist-info/(RECORD|INSTALLER|WHEEL|REQUESTED|top_level\.txt|direct_url\.json|sboms/.*)$
    | ^dateutil/zoneinfo/.*\.tar\.gz$           # the system has its own
    | ^tzdata/(?!__init__|zoneinfo/(__init__|Europe/(__init__|Paris$)))  # one zone is used
    | ^[^/]+\.data/                             # scripts
    | ^(cffi|pycparser(-[^/]+)?)/               # builds extensions; what is built needs _cffi_backend alone
    | ^dateutil/(rrule|easter|tzwin|tz/win)\.py$  # recurring days, Windows: botocore reads dates and zones alone
    | ^botocore/crt/auth\.py$                  # signs by a library that is not shipped
    | ^jinja2/(sandbox|nativetypes|meta|ext|idtracking|optimizer|visitor|_identifier|constants)\.py$  # compile; tools
    | ^cryptography/(fernet\.py$|hazmat/primitives/twofactor/)
    | ^urllib3/contrib/(emscripten/|pyopenssl\.py$)  # Python in a browser; another TLS than the system's
    | ^urllib3/http2/(?!__init__|probe)         # see replaced.py
    | ^fido2/(attestation|client|ctap2|hid)/    # talk to authenticators, or judge their makers
    | ^fido2/(ctap|ctap1|features|mds3|payment|pcsc)\.py$
    | ^segno/(cli|helpers)\.py$                 # a command, and contents other than an address
    | ^(dns|dnspython-[^/]+)/                   # email-validator asks the DNS only when told to; it is not
    """,
    re.VERBOSE,
)


_DOCS = "botocore/docs/"
_KEPT_DOCS = frozenset({"__init__.py", "docstring.py", "utils.py"})


def keeps(path: str) -> bool:
    """Whether the file at `path` of the dependencies is shipped."""
    if path.startswith(_DOCS):
        return path.removeprefix(_DOCS) in _KEPT_DOCS
    if path.startswith(_DATA):
        return _keeps_data(path[len(_DATA) :])
    return not _NEVER.search(path)


def _keeps_data(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if len(parts) == 1:
        return path in _DATA_FILES
    return parts[0] in SERVICES and parts[-1].removesuffix(".gz") in _MODELS


def lightened(path: str, content: bytes) -> tuple[str, bytes]:
    """Return a file as it is shipped.

    A file of botocore's data is unpacked and without documentation, because each cold start parses it.
    """
    if not path.startswith(_DATA):
        return path, replaced(path, content)
    if path.endswith(".gz"):
        path, content = path.removesuffix(".gz"), gzip.decompress(content)
    data = json.loads(content)
    if path == f"{_DATA}endpoints.json":
        data = _endpoints(data)
    if path.endswith("/service-2.json"):
        data = _called(data, CALLED[path[len(_DATA) :].split("/")[0]])
    return path, json.dumps(_undocumented(data), separators=(",", ":"), ensure_ascii=False).encode()


def _undocumented(value: Any) -> Any:
    """Drop the prose. A member that is called « documentation » by chance is a map, and stays."""
    if isinstance(value, dict):
        return {
            key: _undocumented(item)
            for key, item in value.items()
            if not (key == "documentation" and isinstance(item, str))
        }
    if isinstance(value, list):
        return [_undocumented(item) for item in value]
    return value


def _called(model: dict[str, Any], operations: frozenset[str]) -> dict[str, Any]:
    """Keep the called operations, and the shapes that they refer to."""
    kept = {name: value for name, value in model["operations"].items() if name in operations}
    needed: set[str] = set()
    to_do = list(_shapes(kept))
    while to_do:
        name = to_do.pop()
        if name not in needed:
            needed.add(name)
            to_do += _shapes(model["shapes"][name])
    shapes = {name: value for name, value in model["shapes"].items() if name in needed}
    return {**model, "operations": kept, "shapes": shapes}


def _shapes(value: Any) -> Iterator[str]:
    """Yield the names of the shapes that a part of a model refers to."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "shape" and isinstance(item, str):
                yield item
            else:
                yield from _shapes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _shapes(item)


def _endpoints(data: dict[str, Any]) -> dict[str, Any]:
    """Keep the partition `aws` and the called services, among which SES has the name `email`."""
    kept = SERVICES | {"email"}
    partitions = [partition for partition in data["partitions"] if partition["partition"] == "aws"]
    for partition in partitions:
        partition["services"] = {name: value for name, value in partition["services"].items() if name in kept}
    return {**data, "partitions": partitions}
