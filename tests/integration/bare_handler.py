"""Runs in a bare process (`python -I -S`), with only the unzipped package and the standard library on the path.

Reads the handler's events from its input, one by one; writes each answer and the modules imported so far. It imports
nothing of the repository.
"""

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

os.chdir(sys.argv[1])
sys.path.insert(0, sys.argv[1])

import app  # noqa: E402 - of the package

HEAVY = ("joserfc", "cryptography", "fido2", "argon2", "email_validator", "segno")


def _handled(event: dict[str, Any]) -> dict[str, Any]:
    answer = app.app(event, SimpleNamespace(aws_request_id="bare", function_name="api"))
    return {"answer": answer, "heavy": [name for name in sys.modules if name.partition(".")[0] in HEAVY or _ses(name)]}


def _ses(name: str) -> bool:
    return name.startswith(("chalicelib.mail", "chalicelib.workers"))


sys.stdout.write("\n")
json.dump(
    {
        "answers": [_handled(event) for event in json.load(sys.stdin)],
        "path": sys.path,
        "from": app.__file__,
        "origins": sorted({str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())}),
    },
    sys.stdout,
)
