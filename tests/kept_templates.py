"""Keeps what Jinja compiles between processes: to compile every template takes three seconds, and each one did it anew.

A template that has changed is compiled again, because Jinja compares its source. The package has its own way
(`infra/package/templates.py`), which this leaves alone.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache

from chalicelib.templating import html_environment, text_environment

_FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "templates"


def install() -> None:
    """Put it in place. The two environments compile one template differently, so each has its own folder."""
    _keep(html_environment(), "html")
    _keep(text_environment(), "text")


def _keep(environment: Environment, name: str) -> None:
    folder = _FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
