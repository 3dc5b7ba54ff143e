"""The embedded AWS: MiniStack, in memory, in a process and a virtual environment of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.local.children import HOST, ROOT, Child, DidNotStart, free_port

REGION = "eu-west-3"
_SERVICES = "dynamodb,dynamodbstreams,ses,sqs,ssm,sts"


@dataclass(frozen=True)
class Aws:
    """The running emulator: where it answers, and the folder where it puts every mail it was given."""

    url: str
    mails: Path
    process: Child

    def wait_until_ready(self, check: Callable[[], None]) -> None:
        """Return once it answers; `check` as in `Child.wait_until_answers`."""
        self.process.wait_until_answers(f"{self.url}/_ministack/health", check)


def start(folder: Path) -> Aws:
    """Start the emulator on a free port, writing below `folder` only; it is ready after `wait_until_ready`."""
    python = _interpreter()
    mails = folder / "mails"
    mails.mkdir()
    port = free_port()
    arguments = [str(python), "-m", "infra.local.aws_child", str(mails)]
    process = Child("L’AWS embarqué (MiniStack)", arguments, _child_environment(port, folder))
    return Aws(f"http://{HOST}:{port}", mails, process)


def environment(url: str) -> dict[str, str]:
    """Return what any AWS client needs to speak to the emulator at `url`, and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # A proxy configured on the machine must not see loopback addresses.
        "NO_PROXY": HOST,
        "no_proxy": HOST,
    }


def _interpreter() -> Path:
    """Return the interpreter of MiniStack's virtual environment, or the one named by LOCAL_AWS_PYTHON."""
    python = Path(os.environ.get("LOCAL_AWS_PYTHON") or ROOT / ".venv-aws" / "bin" / "python")
    if not python.exists():
        raise DidNotStart(
            f"L’environnement {python.parent.parent} est absent\u00a0: lancez «\u00a0make run\u00a0», qui le crée."
        )
    return python


def _child_environment(port: int, folder: Path) -> dict[str, str]:
    """Nothing of one's own environment passes: no credentials, no Docker, no persistence."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONUTF8": "1",
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "SERVICES": _SERVICES,
        "LOG_LEVEL": "WARNING",
        # Left alone, it opens a port for MQTT and removes the containers that it takes for its own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{folder}/no-docker",
    }
