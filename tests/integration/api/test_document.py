"""The OpenAPI document: valid, complete, equal to its page, and of no cost to the other pages."""

import subprocess
import sys
from collections import Counter

from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.api.openapi import api_document
from chalicelib.api.problems import OF_HTTP
from chalicelib.domain.refusals import Code
from chalicelib.http.endpoint import METHODS
from chalicelib.http.inline import inlined
from chalicelib.http.operations import Operation
from chalicelib.http.routes import API
from tests.integration.api.client import Api
from tests.integration.scenes import Scenes
from tests.markup import Reader, attributes

OPERATIONS: list[Operation] = [endpoint.load() for endpoint in API]

_LOOK = """
import sys
import app
print(*(name for name in sys.modules if name.startswith(("chalicelib.web", "chalicelib.api", "chalicelib.access"))))
"""


def test_the_document_is_valid_open_api_3_1(scenes: Scenes) -> None:
    served = Api(scenes.world).get("/openapi.json").json
    OpenAPIV31SpecValidator(served).validate()
    assert served == api_document()


def test_every_path_of_the_api_takes_every_method() -> None:
    for endpoint in API:
        assert set(app.routes[endpoint.path]) == set(METHODS)


def test_every_operation_has_a_unique_name_and_a_description() -> None:
    assert max(Counter(operation.id for operation in OPERATIONS).values()) == 1
    assert all(operation.summary for operation in OPERATIONS)


def test_every_schema_is_defined_and_used() -> None:
    document = api_document()
    text = str(document)
    for name in document["components"]["schemas"]:
        assert f"'#/components/schemas/{name}'" in text, f"{name} is used nowhere"


class _Page(Reader):
    def __init__(self) -> None:
        self.ids: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, written: str) -> None:
        given = attributes(written)
        self.ids += [given["id"]] if "id" in given else []
        if tag in {"script", "link", "img", "iframe"}:
            self.fetched += [given[name] for name in ("src", "href") if name in given]


def test_the_page_describes_every_operation_schema_and_problem_without_foreign_resources(scenes: Scenes) -> None:
    page = _Page()
    page.feed(Api(scenes.world).get("/documentation").json)
    wanted = {operation.id for operation in OPERATIONS}
    wanted |= {f"objet-{name}" for name in api_document()["components"]["schemas"]}
    wanted |= {f"probleme-{reason.value}" for reason in (*OF_HTTP, *Code)}
    assert wanted <= set(page.ids)
    assert max(Counter(page.ids).values()) == 1
    assert page.fetched == ["/api/static/style.css", inlined().icon]


def test_the_application_starts_without_importing_pages_and_apis() -> None:
    told = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert told.stdout.split() == []
