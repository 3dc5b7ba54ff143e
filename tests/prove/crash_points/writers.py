"""Finds the acts and workers in the code, and those that write, so that none is forgotten."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from chalicelib import acts, workers

_OWN = "chalicelib."
_WRITES = frozenset({"save", "delete"})
_WRITING_OPERATIONS = frozenset({"'BatchWriteItem'", "'UpdateItem'"})


def public_acts() -> dict[str, Callable[..., Any]]:
    """Return the public functions of the acts' modules, each where it is defined, by `module.name`."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in _modules(acts)
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def all_workers() -> dict[str, Callable[..., Any]]:
    """Return the entry point of each worker's module."""
    handlers = (module for module in _modules(workers) if hasattr(module, "handle"))  # not what they share
    return {f"{module.__name__.rpartition('.')[2]}.handle": module.handle for module in handlers}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def writes(function: Callable[..., Any]) -> bool:
    """Whether `function`, or one of our functions that it calls by name, writes to the table."""
    return _writes(function, set())


def _writes(named: Any, met: set[Any]) -> bool:
    function = inspect.unwrap(getattr(named, "__func__", named))
    if function in met or not isinstance(function, FunctionType):
        return False
    met.add(function)
    does, named_there = _read(function)
    return does or any(_writes(found, met) for found in named_there)


@cache
def _read(function: FunctionType) -> tuple[bool, tuple[Any, ...]]:
    """Return whether a function itself writes, and our functions that it names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(_is_write(call) for call in calls), tuple(_named(tree, function))


def _is_write(call: ast.Call) -> bool:
    """Whether a call is a method of an item, a transaction, or a function that writes one item."""
    if isinstance(call.func, ast.Name):
        by_name = call.func.id == "call_dynamodb" and ast.unparse(call.args[0]) in _WRITING_OPERATIONS
        return by_name or call.func.id in {"transact", "put", "remove", "update"}
    if not isinstance(call.func, ast.Attribute):
        return False
    with_actions = any(keyword.arg == "actions" for keyword in call.keywords)
    return call.func.attr in _WRITES or (call.func.attr == "update" and with_actions)


def _imported_there(tree: ast.AST) -> dict[str, Any]:
    """Return what a function imports of ours itself, by name."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OWN):
            module = importlib.import_module(node.module or "")
            # A module that nothing has imported yet is no name of its package; who writes is found in functions.
            found |= {one.name: getattr(module, one.name, None) for one in node.names}
    return found


def _named(tree: ast.AST, function: FunctionType) -> Iterator[Any]:
    """Yield our functions that are named, called or passed on; of a class, its methods."""
    names = {**function.__globals__, "self": function.__globals__.get(function.__qualname__.partition(".")[0])}
    names |= _imported_there(tree)
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        found: Any = None
        if isinstance(node, ast.Name):
            found = names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = names.get(node.value.id)
            found = getattr(holder, node.attr, None) if isinstance(holder, ModuleType) else None
        if not getattr(found, "__module__", "").startswith(_OWN):
            continue
        if isinstance(found, type):
            yield from (getattr(found, name) for name in attributes if callable(getattr(found, name, None)))
        elif callable(found):
            yield found
