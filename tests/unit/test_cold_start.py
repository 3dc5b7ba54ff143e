"""A cold start imports only cheap modules (docs/architecture.md, « Cold start »)."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import app
from chalicelib.http import dispatch
from chalicelib.web import face, landing
ours = [module for name, module in sys.modules.items() if name.startswith("chalicelib")]
print([name for module in ours for name, value in vars(module).items() if hasattr(value, "__dataclass_fields__")])
"""


def test_the_page_of_a_link_imports_no_dataclass() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("views", "others"),
    [
        ("web.face web.landing web.decisions", "web.received acts.sign_in access api"),
        ("access.face access.evaluation", "acts.exchange identity.sessions http.cookies web api"),
        ("api.face api.delegations", "web access http.openapi"),
    ],
    ids=["a decision by a link", "a question of a service", "a call of the API"],
)
def test_a_request_does_not_pay_for_what_others_need(views: str, others: str) -> None:
    program = f"""
import sys, app
from importlib import import_module
for view in {views!r}.split():
    import_module(f"chalicelib.{{view}}")
print([other for other in {others!r}.split() if f"chalicelib.{{other}}" in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
