"""Records the regular expressions and the constructors of named tuples that a start compiles (chalicelib/patterns.py).

It runs as a script, `python -I -S patterns.py FOLDER`, in its own interpreter, and starts what lies in FOLDER as Lambda
does: the application, its clients, the page of a link. Native modules for another processor are passed over, and the
libraries do without them.
"""

import collections
import importlib
import marshal
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_REGION": "eu-west-3",
    "AWS_DEFAULT_REGION": "eu-west-3",
}
_CLIENTS = ("dynamodb", "ssm")
_PAGE = "chalicelib.web.landing"
_WITHOUT_REFERENCES = 2
"""A version of the format whose bytes do not depend on how often a value is referred to."""


class Recorder:
    """Notes what `re` gives to `_sre` for each pattern, and what `collections` evaluates for each named tuple.

    It takes the place of `_sre` in `re._compiler`.
    """

    def __init__(self, library: Any) -> None:
        self.found: dict[tuple[str | bytes, int], tuple[object, ...]] = {}
        self.constructors: dict[str, CodeType] = {}
        self._compile, self._sre = library.compile, library._sre
        self._last: tuple[object, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sre, name)

    def compile(self, pattern: Any, flags: int, code: list[int], groups: int, names: Any, indexes: Any) -> Any:
        """Make a pattern as `_sre` does."""
        # The code holds named constants, which marshal does not write.
        self._last = (int(flags), [int(one) for one in code], groups, dict(names), tuple(indexes))
        return self._sre.compile(pattern, flags, code, groups, names, indexes)

    def noted(self, pattern: Any, flags: int = 0) -> Any:
        """Compile a pattern as `re` does, and note what it was made of."""
        made = self._compile(pattern, flags)
        if isinstance(pattern, str | bytes):
            self.found[pattern, int(flags)] = self._last
        return made

    def evaluated(self, source: str, names: dict[str, Any]) -> Any:
        """Evaluate the text of a constructor, and note it compiled."""
        self.constructors[source] = compile(source, "<string>", "eval")
        return eval(self.constructors[source], names)  # noqa: S307 - the text is made by the standard library


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record what is compiled in the block."""
    library: Any = vars(re)["_compiler"]
    recorder, before = Recorder(library), (library._sre, library.compile)
    library._sre, library.compile = recorder, recorder.noted
    vars(collections)["eval"] = recorder.evaluated
    try:
        yield recorder
    finally:
        library._sre, library.compile = before
        del vars(collections)["eval"]


def record(folder: Path) -> None:
    """Start the application in `folder`, and write the file of its patterns there."""
    re.purge()
    sys.path.insert(0, str(folder))
    os.environ.update(_ENVIRONMENT)
    with recording() as recorder:
        importlib.import_module("app")
        importlib.import_module(_PAGE)
        session = importlib.import_module("botocore.session").get_session()
        for service in _CLIENTS:
            session.create_client(service)
    patterns = importlib.import_module("chalicelib.patterns")
    found = dict(sorted(recorder.found.items(), key=repr))
    constructors = marshal.dumps(dict(sorted(recorder.constructors.items())), _WITHOUT_REFERENCES)
    patterns.FILE.write_bytes(marshal.dumps((patterns.version(), found, constructors), _WITHOUT_REFERENCES))


if __name__ == "__main__":
    record(Path(sys.argv[1]))
