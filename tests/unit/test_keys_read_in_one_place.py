"""What a key says is read in one module, beside the one that makes keys."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CUTS = {"split", "rsplit", "partition", "rpartition"}
NOT_KEYS = {"chalicelib/store/uses.py"}
"""A use, `12#paiements`, is a member of a set."""
READER = "chalicelib/store/key_parts.py"

_HASH = re.compile("""["']#["']""")
"""Most files have none, and need no parser then."""


def cuts(text: str) -> Iterator[str]:
    """Yield each place where a text is cut at « # », which separates the parts of keys."""
    for node in ast.walk(ast.parse(text)) if _HASH.search(text) else ():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in CUTS:
            continue
        if any(isinstance(given, ast.Constant) and given.value == "#" for given in node.args):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def test_one_module_takes_keys_apart() -> None:
    files = [path for folder in ("chalicelib", "infra") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in files if list(cuts(path.read_text(encoding="utf-8")))}
    assert found == {READER, *NOT_KEYS}


def test_keys_that_are_taken_apart_are_detected() -> None:
    lines = ("item.sk.split('#')", 'item.sk.split("#")', 'pk.partition("#")[2]', 'key.rsplit("#", 1)')
    assert all(list(cuts(line)) for line in lines)
    assert not list(cuts('text.split(".")'))
