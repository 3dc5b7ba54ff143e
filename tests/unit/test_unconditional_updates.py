"""An update without a condition makes an item where none is left, and nobody can read one without its kind."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PASSED_ON = {"note_failure", "count", "update"}
"""They pass on what another function has made."""
CONDITION = 2
"""The place of the condition among the arguments."""


def files() -> list[Path]:
    """Return the modules that may update an item."""
    folders = (ROOT / "chalicelib", ROOT / "infra" / "operations")
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def unconditional(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield each update of an item that has no condition."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(keyword.arg == "condition" for keyword in node.keywords):
            continue
        as_write = isinstance(node.func, ast.Name) and node.func.id in {"Update", "update"}
        as_method = isinstance(node.func, ast.Attribute) and any(one.arg == "actions" for one in node.keywords)
        if (as_write and len(node.args) == CONDITION) or as_method:
            yield node


def without_a_kind(text: str) -> list[str]:
    """Return the functions of a module that update whatever stands there, and set no kind."""
    if "update(" not in text.lower() and "actions" not in text:
        return []  # spares it the parser
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    updating = [one for one in functions if any(unconditional(one)) and one.name not in PASSED_ON]
    return [one.name for one in updating if ".kind.set(" not in (ast.get_source_segment(text, one) or "")]


def test_a_function_that_updates_whatever_stands_there_sets_the_kind() -> None:
    found = {str(path.relative_to(ROOT)): without_a_kind(path.read_text(encoding="utf-8")) for path in files()}
    assert len(found) > 300
    wrong = {file: names for file, names in found.items() if names}
    assert not wrong, "a condition, or the kind of what they may make"


def test_a_kind_that_another_function_sets_is_not_enough() -> None:
    module = "def a():\n    return Update(i, [I.kind.set(I)])\ndef b():\n    update(i, [I.n.add(1)])"
    assert without_a_kind(module) == ["b"]


def test_updates_without_a_condition_are_detected() -> None:
    found = "update(item, actions)\nUpdate(item, [a])\nitem.update(actions=[a])"
    assert len(list(unconditional(ast.parse(found)))) == 3
    safe = (
        "update_if(item, actions, same)\nUpdate(item, [a], same)\nitem.update(actions=[a], condition=same)\nd.update(x)"
    )
    assert list(unconditional(ast.parse(safe))) == []
