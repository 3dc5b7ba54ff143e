"""An embedded AWS of one's own, and a process that runs proofs against it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.local import aws
from infra.local.children import ROOT


@contextmanager
def embedded_aws() -> Iterator[dict[str, str]]:
    """Run an embedded AWS, and give the environment of a process that uses it and nothing else."""
    with TemporaryDirectory(prefix="delegation-prove-") as folder:
        running = aws.start(Path(folder))
        try:
            running.wait_until_ready(lambda: None)
            yield {
                **os.environ,
                **aws.environment(running.url),
                "STAGE": "test",
                "TABLE_NAME": "delegation-prove",
                "PUBLIC_BASE_URL": "https://delegation.example/api",
                "SECRETS_PARAMETER": "/delegation/prove/secrets",
                "LOG_LEVEL": "CRITICAL",
            }
        finally:
            running.process.stop()


def told_by(environment: dict[str, str], module: str, *arguments: str, seconds: float) -> Any:
    """Run a module that prints JSON, and return it; raises when it fails or takes longer than `seconds`."""
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds,
    )
    return json.loads(done.stdout)
