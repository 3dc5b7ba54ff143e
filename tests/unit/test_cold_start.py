"""A cold start imports only cheap modules (docs/architecture.md, « Cold start »)."""

import subprocess
import sys

PROGRAM = """
import sys
import app
from chalicelib.web import dispatch, landing
ours = [module for name, module in sys.modules.items() if name.startswith("chalicelib")]
print([name for module in ours for name, value in vars(module).items() if hasattr(value, "__dataclass_fields__")])
"""


def test_the_page_of_a_link_imports_no_dataclass() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"
