"""An emulated AWS account in a separate process, and a copy of the tree to deploy from."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import botocore

from infra.local.aws import environment
from infra.local.children import HOST, free_port
from infra.package import dependencies
from infra.package.dependencies import machine

ROOT = Path(__file__).parents[3]
_PYTHON = Path(os.environ.get("LOCAL_AWS_PYTHON") or ROOT / ".venv-aws" / "bin" / "python")
_SECONDS_TO_START = 30
_NEEDED = (
    "app.py", "chalicelib", "templates", "vendor", "infra", ".chalice",
    "requirements.txt", "requirements-dev.txt", "Makefile",
)  # fmt: skip
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "deployments", "deployed")


@dataclass(frozen=True)
class Emulator:
    """The address and the folder of an emulated account."""

    port: int

    @property
    def url(self) -> str:
        """The address of every service."""
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment with which a client reaches this account and nothing else."""
        return {**os.environ, **environment(self.url)}

    def client(self, service: str) -> Any:
        """Return a client of one of its services, always the same: each one made reads the models again."""
        return _client(self.url, service)

    def ask(self, api: str, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, str]:
        """Ask the deployed API for a page and return its status and its body."""
        request = urllib.request.Request(f"{self.url}{path}", data=body, method=method)  # noqa: S310 - loopback
        request.add_header("Host", f"{api}.execute-api.localhost")
        request.add_header("Accept", "text/html")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@cache
def _client(url: str, service: str) -> Any:
    make: Any = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test").client
    return make(service, region_name="eu-west-3", endpoint_url=url)


@contextmanager
def running(folder: Path) -> Iterator[Emulator]:
    """Run the emulator until the end of the block; it writes below `folder` only."""
    emulator = Emulator(free_port())
    log = (folder / "aws.log").open("w", encoding="utf-8")
    child = subprocess.Popen(  # noqa: S603 - ours
        [_PYTHON, "-W", "ignore", Path(__file__).with_name("aws_child.py")],
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(_cryptography(folder)),
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(emulator.port),
            "MINISTACK_REGION": "eu-west-3",
            "LOG_LEVEL": "INFO",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": f"unix://{folder}/no-docker",
            "NO_PROXY": HOST,
            "no_proxy": HOST,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(emulator, child)
        yield emulator
    finally:
        child.terminate()
        child.wait(10)
        log.close()


def _cryptography(folder: Path) -> Path:
    """Provide MiniStack with our cryptography, which it needs for RSA keys and does not install."""
    lent = folder / "lent"
    lent.mkdir()
    here = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for pattern in ("cryptography", "cffi", "_cffi_backend*"):
        for path in here.glob(pattern):
            (lent / path.name).symlink_to(path)
    return lent


def _wait(emulator: Emulator, child: "subprocess.Popen[bytes]") -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with opener.open(f"{emulator.url}/_ministack/health", timeout=2):
                return
        except OSError:
            assert child.poll() is None, "the emulated AWS ended"
            assert time.monotonic() < deadline, "the emulated AWS does not answer"
            time.sleep(0.1)


def copy_tree(target: Path) -> Path:
    """Copy the deployed files and the deployment commands, so that the tree stays unchanged."""
    target.mkdir(parents=True)
    for name in _NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True, ignore=_LEFT_BEHIND)
        else:
            shutil.copy2(source, target / name)
    run_here(target)
    # Download once for every copy: a shell without an index would find nothing on a fresh machine.
    downloaded = dependencies.folder(machine())
    (target / "build").mkdir()
    (target / "build" / "dependencies").symlink_to(downloaded.parent)
    return target


def run_here(tree: Path) -> None:
    """Let a copy of the tree make packages for this machine instead of Lambda's, so that tests can run them."""
    file = tree / ".chalice" / "config.json"
    config = json.loads(file.read_text(encoding="utf-8")) | {"lambda_architecture": machine()}
    file.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def quick_waiters(folder: Path) -> Path:
    """Give botocore's waiters of Lambda a tenth of a second: emulated functions are ready soon."""
    target = folder / "lambda" / "2015-03-31"
    if not target.is_dir():
        source = Path(botocore.__file__).parent / "data" / "lambda" / "2015-03-31" / "waiters-2.json"
        waiters = json.loads(source.read_text(encoding="utf-8"))
        for waiter in waiters["waiters"].values():
            waiter.update(delay=0.1, maxAttempts=600)
        target.mkdir(parents=True)
        (target / "waiters-2.json").write_text(json.dumps(waiters), encoding="utf-8")
    return folder
