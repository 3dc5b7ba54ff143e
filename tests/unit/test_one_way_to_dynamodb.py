"""Only the modules that handle DynamoDB's failures call DynamoDB."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "chalicelib"
DOORS = {"store/table.py", "store/calls.py", "store/writes.py"}
OF_ITEMS = {"save", "refresh", "batch_get", "batch_write", "scan", "get_item", "put_item", "update_item", "dispatch"}
FILES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


def touches(tree: ast.AST) -> Iterator[str]:
    """Yield each call of a method of PynamoDB or botocore that calls DynamoDB."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, whose = node.func.attr, node.func.value
        with_actions = any(keyword.arg == "actions" for keyword in node.keywords)
        deletes = name == "delete" and not node.args
        queries = name == "query" and isinstance(whose, ast.Name | ast.Attribute)
        if name in OF_ITEMS or (name == "update" and with_actions) or deletes or queries:
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


@pytest.mark.parametrize("file", [file for file in FILES if file not in DOORS])
def test_no_module_calls_dynamodb_except_through_the_table(file: str) -> None:
    assert list(touches(ast.parse((ROOT / file).read_text(encoding="utf-8")))) == []


def test_direct_calls_of_dynamodb_are_detected() -> None:
    found = "item.save()\nItem.query(pk)\nitem.update(actions=[])\nitem.delete()\nclient.put_item(x)\nc.dispatch(x)"
    assert len(list(touches(ast.parse(found)))) == 6
    assert list(touches(ast.parse("Save(item)\nwaiting.delete({x})\nknown.update(a)"))) == []
