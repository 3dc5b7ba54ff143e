"""The options of the command line."""

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Port 0 is any free one; the base path is empty or begins with a slash."""

    port: int
    base_path: str
    verbose: bool


def read_options() -> Options:
    """Return the options of this command; ends the process when they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.local", description="The whole service on one's own machine."
    )
    parser.add_argument("--port", type=_port, default=8000, help="port of the application; 0 for any free one")
    parser.add_argument(
        "--base-path", type=_base_path, default="", help="path before every route, as API Gateway's stage: /api"
    )
    parser.add_argument("--verbose", action="store_true", help="a line for each request")
    return Options(**vars(parser.parse_args()))


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return port


def _base_path(text: str) -> str:
    path = text.strip("/")
    return f"/{path}" if path else ""
