"""Compile a folder to bytecode that is never checked against its source, because Lambda's files never change.

It runs as a script, `python bytecode.py FOLDER OURS…`, in its own interpreter with a fixed hash seed, so that the same
sources give the same bytes. The sources of OURS stay beside their bytecode, so that tracebacks of our code show its
lines; the other sources are removed. It uses the standard library only.
"""

import importlib.util
import marshal
import sys
from importlib import _bootstrap_external
from pathlib import Path


def compile_file(source: Path, shown: str, *, keep: bool) -> None:
    """Write the bytecode of `source` where the interpreter looks for it, or in its place; `shown` is for tracebacks."""
    content = source.read_bytes()
    code = compile(content, shown, "exec", dont_inherit=True, optimize=0)
    # The code is loaded and dumped again, because marshal's output depends on the references to a constant, which vary.
    code = marshal.loads(marshal.dumps(code))  # noqa: S302 - our own, made the line before
    data = _bootstrap_external._code_to_hash_pyc(code, importlib.util.source_hash(content), False)  # type: ignore[attr-defined]
    target = Path(importlib.util.cache_from_source(str(source))) if keep else source.with_suffix(".pyc")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    if not keep:
        source.unlink()


def compile_folder(folder: Path, ours: list[str]) -> None:
    """Compile every module below `folder`; raise SyntaxError for an invalid one."""
    for source in sorted(folder.rglob("*.py")):
        path = source.relative_to(folder)
        compile_file(source, path.as_posix(), keep=path.parts[0] in ours)


if __name__ == "__main__":
    compile_folder(Path(sys.argv[1]), sys.argv[2:])
