"""Only the modules that handle DynamoDB's failures call DynamoDB."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "chalicelib"
DOORS = {"store/table.py", "store/calls.py", "store/writes.py"}
OF_ITEMS = {"save", "refresh", "batch_get", "batch_write", "scan", "get_item", "put_item", "update_item", "dispatch"}
_MAY_TOUCH = re.compile(rf"\.\s*({'|'.join([*OF_ITEMS, 'update', 'delete', 'query'])})\s*\(")
"""What a text without a match cannot do; most files need no parser then."""


def touches(text: str) -> Iterator[str]:
    """Yield each call of a method of PynamoDB or botocore that calls DynamoDB."""
    for node in ast.walk(ast.parse(text)) if _MAY_TOUCH.search(text) else ():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, whose = node.func.attr, node.func.value
        with_actions = any(keyword.arg == "actions" for keyword in node.keywords)
        deletes = name == "delete" and not node.args
        queries = name == "query" and isinstance(whose, ast.Name | ast.Attribute)
        if name in OF_ITEMS or (name == "update" and with_actions) or deletes or queries:
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


def test_no_module_calls_dynamodb_except_through_the_table() -> None:
    files = {str(path.relative_to(ROOT)): path for path in ROOT.rglob("*.py")}
    assert len(files) > 300
    found = {name: [*touches(path.read_text(encoding="utf-8"))] for name, path in files.items() if name not in DOORS}
    assert {name: places for name, places in found.items() if places} == {}


def test_direct_calls_of_dynamodb_are_detected() -> None:
    found = "item.save()\nItem.query(pk)\nitem.update(actions=[])\nitem.delete()\nclient.put_item(x)\nc.dispatch(x)"
    assert len(list(touches(found))) == 6
    assert all(list(touches(line)) for line in found.splitlines())
    assert list(touches("Save(item)\nwaiting.delete({x})\nknown.update(a)")) == []
