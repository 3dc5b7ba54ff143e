"""Replaces a module by a broken one, before its import or afterwards."""

import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Place = tuple[str, str, int]
"""The file of a function, its qualified name and its first line."""

Functions = dict[Place, list[FunctionType]]


class Finder(importlib.abc.MetaPathFinder):
    """Replaces some modules, by path, by syntax trees."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._trees = {module_name(path): (file_of(path), tree) for path, tree in trees.items()}

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        """Return the specification of a module that has a tree, None for every other one."""
        if fullname not in self._trees:
            return None
        file, tree = self._trees[fullname]
        loader = _Loader(fullname, file)
        loader.tree = tree
        return importlib.util.spec_from_file_location(fullname, file, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles a tree instead of the file."""

    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the tree."""
        return compile(self.tree, self.path, "exec")


def module_name(path: str) -> str:
    """Return the dotted name of a module."""
    return path.removesuffix(".py").replace("/", ".")


def file_of(path: str) -> str:
    """Return the name under which the code of a module stands."""
    return str(ROOT / path)


def right(path: str) -> ast.Module:
    """Return the tree of an unchanged module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def broken_functions(path: str, tree: ast.Module) -> dict[Place, CodeType] | None:
    """Return the code of each function that `tree` changes; None when it changes anything else of the module."""
    file = file_of(path)
    before, after = compile(right(path), file, "exec"), compile(tree, file, "exec")
    if _apart_from_functions(before) != _apart_from_functions(after):
        return None
    standing = _functions(before)
    return {place: code for place, code in _functions(after).items() if code != standing[place]}


def broken_constant(path: str, tree: ast.Module) -> ast.Module | None:
    """Return the assignment of the module that `tree` changes, None when it changes anything else."""
    pairs = zip(right(path).body, tree.body, strict=True)
    (broken,) = [after for before, after in pairs if ast.dump(before) != ast.dump(after)]
    return ast.Module([broken], []) if isinstance(broken, ast.Assign | ast.AnnAssign) else None


def standing(path: str) -> ModuleType | None:
    """Return a module that was imported, None when it was not yet."""
    return sys.modules.get(module_name(path))


def give(module: ModuleType, constant: ast.Module | None) -> bool:
    """Assign anew what a module's functions look up, and whoever imported it; return whether there was anything.

    What was made of the old one at an import stays as it is.
    """
    if constant is None:
        return False
    before = dict(vars(module))
    exec(compile(constant, str(module.__file__), "exec"), vars(module))  # noqa: S102 - the module's own code
    for name, value in vars(module).items():
        old = before.get(name)
        if value is not old:
            for other in list(sys.modules.values()):
                if old is not None and vars(other).get(name) is old:
                    setattr(other, name, value)
    return True


def functions_of(paths: Iterable[str]) -> Functions:
    """Return the functions of these modules, in every module that imported them."""
    files, found = set(map(file_of, paths)), dict[Place, list[FunctionType]]()
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in files:
            found.setdefault(place_of(one.__code__), []).append(one)
    return found


def put_on(codes: Mapping[Place, CodeType], functions: Functions) -> bool:
    """Give functions other code; return whether all of them were found and can take it."""
    for place, code in codes.items():
        found = functions.get(place, [])
        if not found or any(one.__code__.co_freevars != code.co_freevars for one in found):
            return False
        for one in found:
            one.__code__ = code
    return True


def place_of(code: CodeType) -> Place:
    """Return the place of the function of this code."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _functions(code: CodeType) -> dict[Place, CodeType]:
    """Return the functions, those of classes included, those of functions not."""
    found = dict[Place, CodeType]()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found |= {place_of(inner): inner} if _is_function(inner) else _functions(inner)
    return found


def _apart_from_functions(code: CodeType) -> list[object]:
    """Return what a module or a class does by itself, when it is imported."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    constants = [None if isinstance(one, CodeType) else one for one in code.co_consts]
    classes = [_apart_from_functions(one) for one in inner if not _is_function(one)]
    return [code.co_code, repr(constants), code.co_names, classes]


def _is_function(code: CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_OPTIMIZED)
