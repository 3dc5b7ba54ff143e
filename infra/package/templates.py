"""The templates as Python modules, so that Jinja reads and compiles nothing in Lambda (chalicelib/templating.py)."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment

from chalicelib.templating import COMPILED, html_environment, text_environment


@cache
def modules() -> tuple[tuple[str, bytes], ...]:
    """Return the path in the package and the content of each module, the same for every architecture."""
    return (
        *_compiled(f"{COMPILED.name}/html", html_environment(), (".html", ".jinja")),
        *_compiled(f"{COMPILED.name}/text", text_environment(), (".txt", ".jinja")),
    )


def _compiled(prefix: str, environment: Environment, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as name:
        environment.compile_templates(
            name, zip=None, ignore_errors=False, filter_func=lambda template: template.endswith(suffixes)
        )
        for path in sorted(Path(name).iterdir()):
            yield f"{prefix}/{path.name}", path.read_bytes()
