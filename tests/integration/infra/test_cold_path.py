"""What a cold start does without, and that nothing misses it."""

import ast
import marshal
from collections import namedtuple
from pathlib import Path
from types import CodeType

from chalicelib import patterns
from chalicelib.templating import COMPILED
from infra.package import dependencies, trim
from infra.package.dependencies import machine
from infra.package.patterns import recording
from infra.package.replaced import REDUCED, REPLACED, replaced
from tests.integration.infra.packages import run


def test_what_replaces_a_module_has_every_name_that_is_imported_from_it() -> None:
    folder = dependencies.folder(machine())
    paths = [path for path in (*REPLACED, *REDUCED) if path.endswith(".py")]
    given = {_module(path): _defined(folder, path) for path in paths}
    wanted: dict[str, set[str]] = {module: set() for module in given}
    for library in ("botocore", "urllib3", "pynamodb", "jinja2"):
        for source in (folder / library).rglob("*.py"):
            path = source.relative_to(folder).as_posix()
            if not trim.keeps(path):
                continue
            for node in ast.walk(ast.parse(replaced(path, source.read_bytes()))):
                if isinstance(node, ast.ImportFrom) and (module := _imported(node, path)) in wanted:
                    wanted[module] |= {name.name for name in node.names}
    assert wanted["botocore.docs.docstring"]
    assert wanted["jinja2.nodes"] == {"EvalContext"}
    assert {module: names - given[module] for module, names in wanted.items() if names - given[module]} == {}


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(node: ast.ImportFrom, path: str) -> str:
    """Return the full name of the module that a statement of the file at `path` imports from."""
    if not node.level:
        return node.module or ""
    return ".".join([*path.split("/")[: -node.level], *filter(None, [node.module])])


def _defined(folder: Path, path: str) -> set[str]:
    """Return the names that a module defines itself, and the modules of a package."""
    body = ast.parse(replaced(path, (folder / path).read_bytes())).body
    named = {node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    targets = {target for node in body if isinstance(node, ast.Assign) for target in node.targets}
    beside = (folder / path).parent.glob("*.py") if path.endswith("/__init__.py") else ()
    return named | {one.id for one in targets if isinstance(one, ast.Name)} | {one.stem for one in beside}


def test_a_template_of_the_package_needs_nothing_of_jinja_but_what_runs_it(unzipped: Path) -> None:
    needed = set()
    for compiled in (unzipped / COMPILED.name).rglob("*.py*"):
        needed |= {name for name in _names_in(compiled) if name.startswith("jinja2")}
    assert needed == {"jinja2.runtime"}


def _names_in(file: Path) -> set[str]:
    """Return the names in the code of a module without its source."""
    waiting: list[CodeType] = [marshal.loads(file.read_bytes()[16:])]  # noqa: S302 - made by the fixture
    found: set[str] = set()
    while waiting:
        code = waiting.pop()
        found |= {*code.co_names}
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    return found


def test_the_patterns_of_the_package_are_those_that_python_makes(unzipped: Path) -> None:
    valid_for, kept, constructors = marshal.loads((unzipped / patterns.FILE.name).read_bytes())  # noqa: S302 - ours
    assert valid_for == patterns.version()
    with recording() as recorder:
        for pattern, flags in kept:
            patterns.COMPILER.compile(pattern, flags)
        namedtuple("Pair", "one two")
    assert recorder.found == kept
    assert len(kept) > 100
    known = marshal.loads(constructors)  # noqa: S302 - ours
    assert len(known) > 60
    assert known == {source: compile(source, "<string>", "eval") for source in known}
    assert set(recorder.constructors) == {"lambda _cls, one, two: _tuple_new(_cls, (one, two))"}


def test_a_named_tuple_of_the_package_is_compiled_before_it_starts(unzipped: Path) -> None:
    told = run(
        unzipped,
        """
import collections
from chalicelib import patterns
patterns.install()
anew = []
kept = collections.eval
collections.eval = lambda source, names: (source in kept.args[0] or anew.append(source), kept(source, names))[1]
import app
import chalicelib.web.landing
from chalicelib.domain.periods import Validity
print(anew, Validity(1, end=2) == (1, 2))
""",
    )
    assert told.split() == ["[]", "True"]


def test_a_start_of_the_package_compiles_no_pattern(unzipped: Path) -> None:
    told = run(
        unzipped,
        """
import pathlib  # which patterns.py needs itself
import re
anew = []
compile_anew = re._compiler.compile
re._compiler.compile = lambda pattern, flags=0: (anew.append(pattern), compile_anew(pattern, flags))[1]
re.purge()
import app
import chalicelib.web.landing
print(anew)
""",
    )
    assert told.split() == ["[]"]
