"""Modules that each cold start imports and nothing uses, and what is shipped instead.

They take a fifth of a cold start. A test compares the names of each with those that the shipped libraries import.
"""

import ast
from collections.abc import Mapping

_ALREADY_COMPILED = "the templates of the package are compiled"

REPLACED: Mapping[str, bytes] = {
    # The documentation that botocore writes when somebody asks for a method's `__doc__`.
    "botocore/docs/__init__.py": b"",
    "botocore/docs/docstring.py": b"""
class ClientMethodDocstring(str):
    def __new__(cls, *_args, **_kwargs):
        return super().__new__(cls)


class WaiterDocstring(ClientMethodDocstring):
    pass


class PaginatorDocstring(ClientMethodDocstring):
    pass
""",
    # urllib3's way to a protocol that AWS does not speak.
    "urllib3/http2/__init__.py": b"",
    # The public suffixes by which fido2 judges an origin when it has no rule: `identity/webauthn.py` gives one.
    "fido2/public_suffix_list.dat": b"",
    # What Jinja needs to compile a template (infra/package/templates.py).
    "jinja2/bccache.py": b"""
class BytecodeCache:
    pass


class FileSystemBytecodeCache(BytecodeCache):
    pass


class MemcachedBytecodeCache(BytecodeCache):
    pass
""",
    "jinja2/compiler.py": f"""
class CodeGenerator:
    pass


def generate(*_args, **_kwargs):
    raise NotImplementedError({_ALREADY_COMPILED!r})
""".encode(),
    "jinja2/lexer.py": f"""
_lexer_cache = {{}}


class Lexer:
    pass


class TokenStream:
    pass


def get_lexer(_environment):
    raise NotImplementedError({_ALREADY_COMPILED!r})
""".encode(),
    "jinja2/parser.py": f"""
class Parser:
    def __init__(self, *_args, **_kwargs):
        raise NotImplementedError({_ALREADY_COMPILED!r})
""".encode(),
}

REDUCED: Mapping[str, tuple[frozenset[str], bytes]] = {
    # Each node of a template is a class that a metaclass makes. A template that runs needs none of them.
    "jinja2/nodes.py": (frozenset({"EvalContext"}), b"class Template:\n    pass\n"),
}
"""Modules of which a few definitions are shipped, with the imports, and what is added to them."""


def replaced(path: str, content: bytes) -> bytes:
    """Return what is shipped in place of a file of the dependencies: most often itself."""
    if path in REPLACED:
        return REPLACED[path]
    if path not in REDUCED:
        return content
    names, added = REDUCED[path]
    tree = ast.parse(content)
    tree.body = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom) or _name(one) in names]
    return f"{ast.unparse(tree)}\n".encode() + added


def _name(statement: ast.stmt) -> str:
    return statement.name if isinstance(statement, ast.ClassDef | ast.FunctionDef) else ""
