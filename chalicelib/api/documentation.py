"""The OpenAPI document, and a page that shows it without a script or a file of another site."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib.api import problems
from chalicelib.api.calls import Call
from chalicelib.api.openapi import api_document
from chalicelib.domain.refusals import Code
from chalicelib.http.frame import Frame
from chalicelib.http.inline import inlined
from chalicelib.http.operations import Operation, Reply, operation
from chalicelib.http.problems import Reason
from chalicelib.http.routes import API
from chalicelib.http.schema import Anything, Record
from chalicelib.http.urls import url
from chalicelib.settings import Settings
from chalicelib.templating import html_environment
from chalicelib.version import shown_version

Row = tuple[str, ...]


@operation("lireDocument", "Ce document (OpenAPI 3.1)", content=Anything())
def read_document(call: Call) -> Reply:
    """Return the OpenAPI document."""
    return Reply(api_document())


@operation("lireDocumentation", "La page de documentation", media_type="text/html", content=Anything())
def read_documentation(call: Call) -> Reply:
    """Return the page that shows the document."""
    return Reply(_page(call.context.settings), media_type="text/html; charset=utf-8")


@cache
def _page(settings: Settings) -> str:
    """Return the page. It is made once, because it is the same for everybody."""
    frame = Frame(None, settings.assistance_number, shown_version(settings), None, inlined())
    made = api_document()
    return (
        html_environment()
        .get_template("pages/api/documentation.html")
        .render(
            url=url,
            frame=frame,
            csrf="",
            info=made["info"],
            sections=_sections(made),
            records=[(name, _fields(record)) for name, record in made["components"]["schemas"].items()],
            reasons=[_reason(reason) for reason in (*problems.OF_HTTP, *Code)],
        )
    )


@dataclass(frozen=True)
class ShownOperation:
    """An operation as the page shows it; the rows of its tables are tuples of texts."""

    id: str
    title: str
    summary: str
    description: str
    parameters: list[Row]
    content: str
    responses: list[Row]


def _sections(made: dict[str, Any]) -> dict[str, list[ShownOperation]]:
    """Return the operations of the document by tag."""
    sections: dict[str, list[ShownOperation]] = {}
    for endpoint in API:
        declared: Operation = endpoint.load()
        shape = made["paths"][endpoint.path][endpoint.method.lower()]
        shown = ShownOperation(
            id=declared.id,
            title=f"{endpoint.method} {endpoint.path}",
            summary=declared.summary,
            description=declared.description,
            parameters=[_parameter(parameter) for parameter in shape["parameters"]],
            content=declared.body.name if isinstance(declared.body, Record) else "",
            responses=[_response(status, response) for status, response in shape["responses"].items()],
        )
        sections.setdefault(endpoint.tag, []).append(shown)
    return sections


def _parameter(parameter: dict[str, Any]) -> Row:
    needed = "oui" if parameter["required"] else "non"
    return parameter["name"], parameter["in"], kind_of(parameter["schema"]), needed


def _response(status: str, response: dict[str, Any]) -> Row:
    contents = [kind_of(content["schema"]) for content in response.get("content", {}).values()]
    return status, response["description"], contents[0] if contents else "—"


def _fields(record: dict[str, Any]) -> list[Row]:
    return [
        (name, kind_of(schema), "oui" if name in record["required"] else "non", schema.get("description", "—"))
        for name, schema in record["properties"].items()
    ]


def _reason(reason: Reason) -> tuple[str, int, str]:
    return reason.value, problems.status_of(reason), problems.title_of(reason)


def kind_of(schema: dict[str, Any]) -> str:
    """Return the values of a schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return f"{kind_of(schema['anyOf'][0])} ou null"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array":
        return f"liste de {kind_of(schema['items'])}"
    named = {"string": "texte", "integer": "entier", "boolean": "booléen"}.get(schema.get("type", ""), "JSON ou page")
    return f"{named} ({schema['format']})" if "format" in schema else named
