"""Everything that is kept under a hash of an address or of a number is in the list of `infra/operations/hashed.py`."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from chalicelib.store import keys
from infra.operations import erasure, export
from infra.operations.hashed import HASHES

CODE = Path(keys.__file__).parents[1]

BY_A_SECRET = {
    "alias": "the account is in the item",
    "digest": "HASHES",
    "number": "the account is in the item",
    "nobody": "HASHES",
    "lock": "HASHES",
    "account_lock": "a lock of an account",
    "doubt": "the identifier is in the item",
}
"""The functions of `keys.py` that hash."""

BY_AN_ID = {"ACC", "DELEG", "HIST", "MAIL", "USES"}
"""Partitions that an erasure reaches by the ids of accounts and delegations."""

BY_A_HASH = {"ALIAS", "NUMBER", "LIMIT"}
"""Partitions that are named after a hash."""

OF_NOBODY = {"RESTORED"}
"""Partitions of the service itself; so are CREDS and DOUBTS, of which the latter has entries of a person."""


def _hashes() -> Iterator[tuple[str, ast.expr]]:
    """Yield the file and the kind of each hash that is made with the secret of the look-ups."""
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "digest" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and _makes_a_hash(node.func, path):
                yield path.name, node.args[0]


def _makes_a_hash(called: ast.expr, path: Path) -> bool:
    if isinstance(called, ast.Attribute):
        return called.attr == "digest" and isinstance(called.value, ast.Name) and called.value.id == "keys"
    is_own = path.name == "keys.py" or "keys import digest" in path.read_text(encoding="utf-8")
    return isinstance(called, ast.Name) and called.id == "digest" and is_own


def test_an_erasure_has_an_answer_to_each_kind_of_hash() -> None:
    found = list(_hashes())
    kinds = {kind.value for _, kind in found if isinstance(kind, ast.Constant)}

    assert kinds == set(HASHES), "say in HASHES how an erasure finds what is kept under a new kind of hash"
    assert [file for file, kind in found if not isinstance(kind, ast.Constant)] == ["keys.py"], "an alias"


def test_an_erasure_has_an_answer_to_each_key_that_is_made_with_a_secret() -> None:
    functions = inspect.getmembers(keys, inspect.isfunction)
    made = {name for name, function in functions if "secret" in inspect.signature(function).parameters}

    assert made == set(BY_A_SECRET)


def test_an_erasure_knows_each_partition() -> None:
    prefixes = set(re.findall(r'f"([A-Z]+)#\{', inspect.getsource(keys)))
    own = {*export.OWN.values(), *erasure._ALSO}

    assert prefixes <= own | BY_AN_ID | BY_A_HASH | OF_NOBODY, "a new partition may hold something of a person"
    assert own <= prefixes
