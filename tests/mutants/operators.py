"""The ways to break a module, each at one place: a check taken away, a condition turned round, an answer made up."""

import ast
import copy
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

_CHECKS = ("require", "_require", "refuse_form")
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}

Change = tuple[str, Callable[[ast.AST], ast.AST]]
"""What is done, and the node to put in the place of a copy of the one found."""


@dataclass(frozen=True, eq=False)
class Mutant:
    """One way to break a module, the `number`th of it.

    `where` is the function; `what` the change, in words that outlive line numbers.
    """

    path: str
    number: int
    line: int
    where: str
    what: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its name in `explained.py`."""
        return f"{self.path} {self.where}: {self.what}"


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module; several at one place when it can be broken in several ways."""
    tree = ast.parse(source)
    number = itertools.count()
    for position, (node, where) in enumerate(_places(tree)):
        for what, change in _changes(node, where):
            broken = copy.deepcopy(tree)
            target, _ = next(itertools.islice(_places(broken), position, None))
            mutated = cast(ast.Module, _Replace(target, change(copy.deepcopy(target))).visit(broken))
            fixed = ast.fix_missing_locations(mutated)
            yield Mutant(path, next(number), getattr(node, "lineno", 0), where, what, fixed)


class _Replace(ast.NodeTransformer):
    """Replaces one node by another."""

    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self._target = target
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the new node for the target, every other one as it is."""
        return self._new if node is self._target else self.generic_visit(node)


def _places(tree: ast.AST, where: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Yield every node and the function it is in; a function that answers yes or no is marked."""
    for child in ast.iter_child_nodes(tree):
        inner = where
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{where}.{child.name}".lstrip(".")
        yield child, _told(inner, child, tree)
        yield from _places(child, inner)


def _told(where: str, node: ast.AST, parent: ast.AST) -> str:
    answers_yes_or_no = (
        isinstance(parent, ast.FunctionDef)
        and isinstance(node, ast.Return)
        and isinstance(parent.returns, ast.Name)
        and parent.returns.id == "bool"
    )
    return f"{where} -> bool" if answers_yes_or_no else where


def _changes(node: ast.AST, where: str) -> Iterator[Change]:
    for kind, changes in _CHANGES.items():
        if isinstance(node, kind):
            yield from changes(node)
    if isinstance(node, ast.Return) and where.endswith("-> bool") and not isinstance(node.value, ast.Constant):
        for answer in (True, False):
            yield f"{answer} for `{_short(node)}`", lambda _, answer=answer: ast.Return(ast.Constant(answer))  # type: ignore[misc]


def _no_raise(node: ast.Raise) -> Iterator[Change]:
    yield f"no `{_short(node)}`", lambda _: ast.Pass()


def _no_check(node: ast.Expr) -> Iterator[Change]:
    if _is_check(node.value):
        yield f"no `{_short(node)}`", lambda _: ast.Pass()


def _other_way(node: ast.If | ast.IfExp) -> Iterator[Change]:
    yield f"if not ({_short(node.test)})", _negated


def _sides(node: ast.BinOp) -> Iterator[Change]:
    if isinstance(node.op, ast.BitAnd | ast.BitOr) and not _is_a_type(node):
        left, right = _short(node.left), _short(node.right)
        yield f"`{left}` alone, without `{right}`", lambda found: found.left  # type: ignore[attr-defined]
        yield f"`{right}` alone, without `{left}`", lambda found: found.right  # type: ignore[attr-defined]


def _no_not(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield f"no `not` in `{_short(node)}`", lambda found: found.operand  # type: ignore[attr-defined]


def _is_check(call: ast.expr) -> bool:
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name.startswith(_CHECKS)


def _is_a_type(node: ast.BinOp) -> bool:
    """Whether `a | b` is a type: a name of one, None, or something subscripted, which no mutant is to change."""
    sides = (node.left, node.right)
    return any(
        (isinstance(side, ast.Constant) and side.value is None)
        or (isinstance(side, ast.Name) and side.id[:1].isupper() and not side.id.isupper())
        or isinstance(side, ast.Subscript)
        for side in sides
    )


def _negated(found: ast.AST) -> ast.AST:
    assert isinstance(found, ast.If | ast.IfExp)
    found.test = ast.UnaryOp(ast.Not(), found.test)
    return found


def _comparisons(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        opposite = _OPPOSITE[type(operator)]

        def change(found: ast.AST, index: int = index, opposite: type[ast.cmpop] = opposite) -> ast.AST:
            assert isinstance(found, ast.Compare)
            found.ops[index] = opposite()
            return found

        yield f"{opposite.__name__} in `{_short(node)}`", change


def _operands(node: ast.BoolOp) -> Iterator[Change]:
    for index, operand in enumerate(node.values):

        def change(found: ast.AST, index: int = index) -> ast.AST:
            assert isinstance(found, ast.BoolOp)
            del found.values[index]
            return found.values[0] if len(found.values) == 1 else found

        yield f"`{_short(node)}` without `{_short(operand)}`", change


_CONDITION_AT = {"Save": 1, "Update": 2, "Delete": 1}
"""Where the writes of a transaction take their condition."""


def _conditions(node: ast.Call) -> Iterator[Change]:
    yield from _always(node)
    yield from _unchecked(node)
    place = _CONDITION_AT.get(_short(node.func))
    if place is None or len(node.args) <= place:
        return

    def change(found: ast.AST) -> ast.AST:
        assert isinstance(found, ast.Call)
        del found.args[place:]
        return found

    yield f"no `{_short(node.args[place])}` of `{_short(node.func)}`", change


def _no_use(node: ast.List) -> Iterator[Change]:
    """A link works once because the transaction that grants it takes its request away; a limit counts in its act's."""
    for index, element in enumerate(node.elts):
        if isinstance(element, ast.Call) and _short(element.func).endswith(("use_of", "daily_use")):

            def change(found: ast.AST, index: int = index) -> ast.AST:
                assert isinstance(found, ast.List)
                del found.elts[index]
                return found

            yield f"no `{_short(element)}`", change


def _always(node: ast.Call) -> Iterator[Change]:
    """`update_if(item, actions, condition)` takes its condition by position."""
    if isinstance(node.func, ast.Name) and node.func.id == "update_if":
        item, actions, _ = map(ast.unparse, node.args)
        always = ast.parse(f"({item}.update(actions=list({actions})), True)[1]", mode="eval").body
        yield f"no `{_short(node.args[2])}` of `update_if`", lambda _: ast.copy_location(always, node)


def _unchecked(node: ast.Call) -> Iterator[Change]:
    """`permit(act, delegation, actor, now)` gives a permit only where the table of acts allows it."""
    if isinstance(node.func, ast.Name) and node.func.id == "permit":
        act, delegation, actor, now = map(ast.unparse, node.args)
        given = f"permit.__globals__['Permit']({act}, {actor}, {now}, {delegation}, {delegation}.status_at({now}))"
        unchecked = ast.parse(given, mode="eval").body
        yield f"`{_short(node)}` whatever the rules say", lambda _: ast.copy_location(unchecked, node)


def _elements(node: ast.Set) -> Iterator[Change]:
    if len(node.elts) == 1:
        return
    for index, element in enumerate(node.elts):

        def change(found: ast.AST, index: int = index) -> ast.AST:
            assert isinstance(found, ast.Set)
            del found.elts[index]
            return found

        yield f"`{_short(node)}` without `{_short(element)}`", change


_CHANGES: Mapping[type[ast.AST], Callable[[Any], Iterator[Change]]] = {
    ast.Raise: _no_raise,
    ast.Expr: _no_check,
    ast.If: _other_way,
    ast.IfExp: _other_way,
    ast.Compare: _comparisons,
    ast.BoolOp: _operands,
    ast.BinOp: _sides,
    ast.Call: _conditions,
    ast.List: _no_use,
    ast.Set: _elements,
    ast.UnaryOp: _no_not,
}


def _short(node: ast.AST) -> str:
    """Return the code of a node, on one line and not too long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."
